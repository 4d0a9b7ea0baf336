import { randomBytes, randomUUID } from 'node:crypto'
import type { ContainerDefinition, RunTaskRequest } from '@aws-sdk/client-ecs'
import { ecsArn } from './arns.ts'
import type { Account, Cluster, DefinitionRecord, TaskRecord, WireTask } from './model.ts'
import { resolvePlatform, type LaunchTarget } from './rules/launch.ts'
import { effectiveContainers, effectiveSize } from './rules/overrides.ts'

const CONTAINER_INSTANCE = '0123456789abcdef0123456789abcdef'

/** A task as RunTask answers it: everything is known but what its life brings. */
export function createTask(
  account: Account,
  cluster: Cluster,
  { definition, tags }: DefinitionRecord,
  request: RunTaskRequest,
  target: LaunchTarget,
  capacityProvider: string | undefined,
): TaskRecord {
  const id = randomBytes(16).toString('hex')
  const taskArn = ecsArn(account, `task/${cluster.name}/${id}`)
  const createdAtMs = account.clock.now()
  const containers = effectiveContainers(definition, request.overrides)
  const size = effectiveSize(definition, request.overrides)
  const platformVersion = resolvePlatform(request, target)
  const ephemeralStorage =
    request.overrides?.ephemeralStorage ??
    definition.ephemeralStorage ??
    (target.compute === 'FARGATE' ? { sizeInGiB: 20 } : undefined)
  const description: WireTask = {
    taskArn,
    clusterArn: ecsArn(account, `cluster/${cluster.name}`),
    taskDefinitionArn: definition.taskDefinitionArn,
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    connectivity: 'CONNECTED',
    healthStatus: 'UNKNOWN',
    version: 1,
    createdAt: createdAtMs / 1000,
    cpu: String(size.cpu ?? sum(containers, ({ cpu }) => cpu)),
    memory: String(
      size.memory ?? sum(containers, ({ memory, memoryReservation }) => memory ?? memoryReservation),
    ),
    group: request.group ?? `family:${definition.family ?? ''}`,
    startedBy: request.startedBy,
    overrides: {
      ...request.overrides,
      containerOverrides: request.overrides?.containerOverrides ?? containers.map(({ name }) => ({ name })),
      inferenceAcceleratorOverrides: [],
    },
    launchType: target.compute,
    capacityProviderName: capacityProvider,
    containerInstanceArn:
      target.compute === 'FARGATE'
        ? undefined
        : ecsArn(account, `container-instance/${cluster.name}/${CONTAINER_INSTANCE}`),
    platformVersion,
    platformFamily:
      platformVersion === undefined
        ? undefined
        : (definition.runtimePlatform?.operatingSystemFamily ?? 'Linux'),
    ephemeralStorage,
    enableExecuteCommand: request.enableExecuteCommand ?? false,
    attributes: [
      {
        name: 'ecs.cpu-architecture',
        value: definition.runtimePlatform?.cpuArchitecture?.toLowerCase() ?? 'x86_64',
      },
    ],
    attachments: networkInterfaces(request),
    tags: [...(request.tags ?? []), ...(request.propagateTags === 'TASK_DEFINITION' ? tags : [])],
    availabilityZone: `${account.region}a`,
    containers: containers.map((container) => ({
      containerArn: ecsArn(account, `container/${cluster.name}/${id}/${randomUUID()}`),
      taskArn,
      name: container.name,
      image: container.image,
      lastStatus: 'PENDING',
      healthStatus: 'UNKNOWN',
      networkInterfaces: [],
      cpu: String(container.cpu ?? 0),
      memory: container.memory?.toString(),
      memoryReservation: container.memoryReservation?.toString(),
    })),
  }
  account.tasksStarted += 1
  return {
    number: account.tasksStarted,
    id,
    cluster,
    definition,
    description,
    halt: new AbortController(),
    createdAtMs,
  }
}

/** Whether DescribeTasks knows a task: not at once where the scenario says so, and not for ever. */
export function isVisible({ clock, scenario }: Account, task: TaskRecord): boolean {
  const now = clock.now()
  if (now < task.createdAtMs + scenario.missingForMs) return false
  return task.stoppedAtMs === undefined || now < task.stoppedAtMs + scenario.retentionMs
}

/** What RunTask answers: the interface itself comes into being while the task is PROVISIONING. */
function networkInterfaces(request: RunTaskRequest): WireTask['attachments'] {
  const vpc = request.networkConfiguration?.awsvpcConfiguration
  if (vpc === undefined) return []
  return [
    {
      id: randomUUID(),
      type: 'ElasticNetworkInterface',
      status: 'PRECREATED',
      details: [{ name: 'subnetId', value: vpc.subnets?.[0] }],
    },
  ]
}

function sum(
  containers: readonly ContainerDefinition[],
  value: (container: ContainerDefinition) => number | undefined,
): number {
  return containers.reduce((total, container) => total + (value(container) ?? 0), 0)
}
