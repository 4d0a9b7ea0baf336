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
 * The RunTask request. It holds only what the user wrote, and the revision. Everything else keeps the defaults of the
 * cluster, the task definition and ECS. The launch adds the client token, because each call needs its own.
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
 * Every batch and every attempt runs the revision that was checked, even if a newer one is registered meanwhile. IAM
 * permissions are the same: without a revision, IAM checks the latest one (API reference, RunTask).
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
    // The ECS API has strings at task level and numbers at container level.
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
    // An empty list would not keep the definition's command: https://github.com/aws/amazon-ecs-agent/issues/658
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

/** The request in printable form: of the environment it holds only the names. */
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
