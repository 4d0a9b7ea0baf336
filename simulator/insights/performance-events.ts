import type { LiveContainer } from '../lifecycle.ts'
import { appendLine, openStream } from '../logs.ts'
import type { Account, InsightsMode, TaskRecord } from '../model.ts'
import { effectiveSize } from '../rules/overrides.ts'
import { measureGroup } from './process-usage.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const MIB = 1024 * 1024

/** However fast the simulated time is, processes are measured no more often, in real milliseconds. */
const MEASURE_EVERY_MS = 20

/** Of a container over the last minute. */
interface Used {
  readonly cpu: number
  readonly memory: number
}

/** The group of a cluster's events: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-reference-performance-logs-ECS.html */
export function performanceGroup(clusterName: string): string {
  return `/aws/ecs/containerinsights/${clusterName}/performance`
}

/** Whether and how a cluster's tasks are measured. */
export function insightsMode(
  { scenario }: Account,
  { containerInsights }: TaskRecord['cluster'],
): InsightsMode {
  return containerInsights ?? scenario.containerInsights.mode
}

/** How long a log group keeps its events. The group of Container Insights alone has a retention here. */
export function retentionMs({ scenario }: Account, group: string): number {
  const days = scenario.containerInsights.retentionDays
  return group.startsWith('/aws/ecs/containerinsights/') && days > 0 ? days * DAY_MS : Infinity
}

/**
 * Measures the processes of a task that runs, and writes an event for it and for each container on every simulated
 * minute, with the delay of the service. A task that runs within one minute has none.
 */
export async function recordUsage(
  account: Account,
  task: TaskRecord,
  containers: readonly LiveContainer[],
  ended: AbortSignal,
): Promise<void> {
  const { clock, scenario } = account
  if (insightsMode(account, task.cluster) === 'disabled') return
  const leastMs = Math.max(MINUTE_MS, MEASURE_EVERY_MS * scenario.timeScale)
  let before = await measureAll(containers)
  let used = containers.map((): Used => ({ cpu: 0, memory: 0 }))
  let minute = Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS
  for (;;) {
    const next = Math.ceil((clock.now() + leastMs - MINUTE_MS + 1) / MINUTE_MS) * MINUTE_MS
    const running = containers.filter(({ description }) => description.lastStatus === 'RUNNING')
    await clock.sleep(next - clock.now(), ended).catch(() => undefined)
    const over = clock.now()
    if (!ended.aborted) {
      const after = await measureAll(containers)
      used = containers.map((_, index) => usedBetween(before, after, index))
      before = after
    }
    // A minute that began before the end has its sample, with what was measured last.
    while (minute + MINUTE_MS <= over) {
      minute += MINUTE_MS
      publish(
        account,
        task,
        running,
        running.map((one) => used[containers.indexOf(one)]),
        minute,
      )
    }
    if (ended.aborted) return
  }
}

interface Measure {
  readonly at: number
  readonly usages: readonly { readonly cpuMs: number; readonly memoryBytes: number }[]
}

async function measureAll(containers: readonly LiveContainer[]): Promise<Measure> {
  const usages = await Promise.all(containers.map(({ process }) => measureGroup(process.pid)))
  return { at: performance.now(), usages }
}

function usedBetween(before: Measure, after: Measure, index: number): Used {
  const now = after.usages[index]
  const cpuMs = Math.max((now?.cpuMs ?? 0) - (before.usages[index]?.cpuMs ?? 0), 0)
  const passedMs = Math.max(after.at - before.at, 1)
  return {
    cpu: round((cpuMs / passedMs) * 1024),
    memory: Math.round((now?.memoryBytes ?? 0) / MIB),
  }
}

function publish(
  account: Account,
  task: TaskRecord,
  containers: readonly LiveContainer[],
  used: readonly (Used | undefined)[],
  minute: number,
): void {
  const enhanced = insightsMode(account, task.cluster) === 'enhanced'
  const running = containers.map((container, index) => ({
    ...container,
    used: used[index] ?? { cpu: 0, memory: 0 },
  }))
  const events = [
    taskEvent(
      task,
      running.map((container) => container.used),
      minute,
      enhanced,
    ),
    ...running.map((container) => containerEvent(task, container, container.used, minute, enhanced)),
  ]
  const { clock, closing, region, scenario, logs } = account
  const readableAt = minute + scenario.containerInsights.latenessMs
  // The group comes into being with its first event.
  clock.sleep(Math.max(readableAt - clock.now(), 0), closing).then(
    () => {
      const name = { region, group: performanceGroup(task.cluster.name), stream: streamOf(task) }
      const stream = openStream(logs, name, 0)
      for (const event of events) appendLine(stream, JSON.stringify(event), minute, readableAt - minute)
    },
    () => undefined,
  )
}

function streamOf({ id, description: { containerInstanceArn } }: TaskRecord): string {
  const instance = containerInstanceArn?.split('/').at(-1)
  return instance === undefined
    ? `FargateTelemetry-${parseInt(id.slice(0, 6), 16) % 10_000}`
    : `AgentTelemetry-${instance}`
}

function commonFields({ id, definition, cluster }: TaskRecord, minute: number): object {
  return {
    TaskId: id,
    TaskDefinitionFamily: definition.family,
    TaskDefinitionRevision: String(definition.revision ?? ''),
    ClusterName: cluster.name,
    Timestamp: minute,
  }
}

function taskEvent(task: TaskRecord, parts: readonly Used[], minute: number, enhanced: boolean): object {
  const size = effectiveSize(task.definition, task.description.overrides)
  const cpu = round(parts.reduce((sum, part) => sum + part.cpu, 0))
  const memory = parts.reduce((sum, part) => sum + part.memory, 0)
  const reserved = { cpu: size.cpu ?? 0, memory: size.memory ?? 0 }
  return {
    Version: '0',
    Type: 'Task',
    ...commonFields(task, minute),
    KnownStatus: 'RUNNING',
    LaunchType: task.description.launchType,
    StartedAt: Math.round((task.description.startedAt ?? 0) * 1000),
    ...(enhanced
      ? {
          TaskCpuUtilization: percent(cpu, reserved.cpu),
          TaskMemoryUtilization: percent(memory, reserved.memory),
        }
      : { CpuUtilized: cpu, MemoryUtilized: memory }),
    CpuReserved: reserved.cpu,
    MemoryReserved: reserved.memory,
    ...(task.description.ephemeralStorage && {
      EphemeralStorageReserved: task.description.ephemeralStorage.sizeInGiB,
    }),
    CloudWatchMetrics: [
      {
        Namespace: 'ECS/ContainerInsights',
        Metrics: [
          { Name: 'CpuUtilized', Unit: 'None' },
          { Name: 'MemoryUtilized', Unit: 'Megabytes' },
        ],
        Dimensions: [['ClusterName'], ['ClusterName', 'TaskDefinitionFamily']],
      },
    ],
  }
}

function containerEvent(
  task: TaskRecord,
  { definition }: LiveContainer,
  { cpu, memory }: Used,
  minute: number,
  enhanced: boolean,
): object {
  const reserved = {
    cpu: definition.cpu ?? 0,
    memory: definition.memory ?? definition.memoryReservation ?? 0,
  }
  return {
    Version: '0',
    Type: 'Container',
    ContainerName: definition.name,
    ...commonFields(task, minute),
    Image: definition.image,
    ContainerKnownStatus: 'RUNNING',
    ...(enhanced
      ? {
          ContainerCpuUtilized: cpu,
          ContainerCpuReserved: reserved.cpu,
          ContainerCpuUtilization: percent(cpu, reserved.cpu),
          ContainerMemoryUtilized: memory,
          ContainerMemoryReserved: reserved.memory,
          ContainerMemoryUtilization: percent(memory, reserved.memory),
        }
      : {
          CpuUtilized: cpu,
          CpuReserved: reserved.cpu,
          MemoryUtilized: memory,
          MemoryReserved: reserved.memory,
        }),
  }
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : round((part / whole) * 100)
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
