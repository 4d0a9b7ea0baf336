import type {
  ContainerOverride,
  RunTaskCommandInput,
  TaskDefinition,
  TaskOverride,
} from '@aws-sdk/client-ecs'
import { omitUndefined } from '../text/omit-undefined.js'
import type { ContainerSettings, RunSettings } from '../inputs/settings.js'
import { overrideOf } from '../sizing/container-totals.js'
import type { SizePlan } from '../sizing/types.js'

/**
 * What ECS is asked. Only what the user wrote is in it, and which revision that is: what is left out stays with the
 * defaults of the cluster, the task definition and ECS. The client token is added by the launch, which needs one for
 * each try.
 */
export function buildRunTaskRequest(
  settings: RunSettings & { readonly taskDefinition: string },
  plan: SizePlan,
  definition: TaskDefinition | undefined,
): RunTaskCommandInput {
  return omitUndefined({
    taskDefinition: withRevision(settings.taskDefinition, definition),
    cluster: settings.cluster,
    count: settings.count,
    launchType: settings.launchType,
    capacityProviderStrategy: filled(settings.capacityProviderStrategy),
    platformVersion: settings.platformVersion,
    networkConfiguration: buildNetwork(settings),
    overrides: buildOverrides(settings, plan),
    volumeConfigurations: filled(settings.volumes),
    placementConstraints: filled(settings.placementConstraints),
    placementStrategy: filled(settings.placementStrategy),
    startedBy: settings.startedBy,
    group: settings.group,
    tags: filled(settings.tags),
    propagateTags: settings.propagateTags,
    enableECSManagedTags: settings.enableEcsManagedTags || undefined,
    enableExecuteCommand: settings.enableExecuteCommand || undefined,
  })
}

/**
 * The revision that was checked is the one that runs, in every batch and every attempt, even where a newer one is registered
 * meanwhile. IAM sees no difference: it judges by the latest revision where none is given (API reference, RunTask).
 */
function withRevision(written: string, definition: TaskDefinition | undefined): string {
  const revision = definition?.revision
  return revision === undefined || /:\d+$/.test(written) ? written : `${written}:${revision}`
}

function buildNetwork({
  subnets,
  securityGroups,
  assignPublicIp,
}: RunSettings): RunTaskCommandInput['networkConfiguration'] {
  if (subnets.length === 0) return undefined
  return {
    awsvpcConfiguration: omitUndefined({
      subnets: [...subnets],
      securityGroups: filled(securityGroups),
      assignPublicIp: assignPublicIp ?? 'DISABLED',
    }),
  }
}

function buildOverrides(settings: RunSettings, plan: SizePlan): TaskOverride | undefined {
  const { cpu, memory } = overrideOf(plan, ['cpu', 'memory'])
  const overrides = omitUndefined({
    containerOverrides: filled(
      settings.containers.flatMap((container) => buildContainerOverride(container, plan)),
    ),
    // Strings at task level, numbers at container level: the types of the ECS API.
    cpu: cpu?.toString(),
    memory: memory?.toString(),
    ephemeralStorage:
      settings.ephemeralStorageGiB === undefined ? undefined : { sizeInGiB: settings.ephemeralStorageGiB },
    taskRoleArn: settings.taskRoleArn,
    executionRoleArn: settings.executionRoleArn,
  })
  return Object.keys(overrides).length > 0 ? overrides : undefined
}

function buildContainerOverride(container: ContainerSettings, plan: SizePlan): ContainerOverride[] {
  const sized = plan.containers.find(({ name }) => name === container.name)
  const override = omitUndefined({
    // An empty one would not be the definition's: https://github.com/aws/amazon-ecs-agent/issues/658
    command: container.command?.length ? [...container.command] : undefined,
    environment: container.environment && [...container.environment],
    environmentFiles: container.environmentFiles && [...container.environmentFiles],
    resourceRequirements: container.resourceRequirements && [...container.resourceRequirements],
    ...(sized && overrideOf(sized, ['cpu', 'memory', 'memoryReservation'])),
  })
  return Object.keys(override).length > 0 ? [{ name: container.name, ...override }] : []
}

function filled<T>(list: readonly T[]): T[] | undefined {
  return list.length > 0 ? [...list] : undefined
}

/** The request as it may be shown: of the environment only the names. */
export function maskRequest(request: RunTaskCommandInput): RunTaskCommandInput {
  const containers = request.overrides?.containerOverrides
  if (containers === undefined) return request
  return {
    ...request,
    overrides: {
      ...request.overrides,
      containerOverrides: containers.map(({ environment, ...rest }) => ({
        ...rest,
        ...(environment && { environment: environment.map(({ name }) => ({ name })) }),
      })),
    },
  }
}
