/**
 * One sample of Container Insights: the usage of one container, or of the whole task, in one minute.
 * Source of the fields: "Container Insights performance log events for Amazon ECS",
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-reference-performance-logs-ECS.html
 */
export interface UsageSample {
  readonly taskId: string
  /** Absent for the whole task. */
  readonly container?: string
  /** Epoch milliseconds, on the minute. */
  readonly at: number
  /** CPU units. */
  readonly cpu?: number
  /** MiB. */
  readonly memory?: number
  /** Percent of the task's size; a cluster with enhanced observability may write this in place of units. */
  readonly cpuPercent?: number
  readonly memoryPercent?: number
}

/** An event holds a few hundred characters, and less than 2,000 with its metric definitions. */
const EVENT_MAX_CHARACTERS = 65_536

/** The largest container instance has 896 CPUs and 32 TiB: no sample is above ten times that. */
const CPU_MAX_UNITS = 10_000_000
const MEMORY_MAX_MIB = 400_000_000
const PERCENT_MAX = 10_000

/** Names that Container Insights uses, without and with enhanced observability. The first that holds a number counts. */
const CPU_FIELDS = ['ContainerCpuUtilized', 'TaskCpuUtilized', 'CpuUtilized'] as const
const MEMORY_FIELDS = ['ContainerMemoryUtilized', 'TaskMemoryUtilized', 'MemoryUtilized'] as const

/**
 * Reads one event of the log group `/aws/ecs/containerinsights/CLUSTER/performance`. Never throws: undefined if it is
 * not a sample of a task or container, or holds no valid usage number.
 */
export function parsePerformanceEvent(message: string): UsageSample | undefined {
  const event = parseObject(message)
  if (event === undefined) return undefined
  const { Type: type, TaskId: taskId, ContainerName: container, Timestamp: at } = event
  const isTask = type === 'Task'
  if (!isTask && type !== 'Container') return undefined
  if (typeof taskId !== 'string' || taskId === '') return undefined
  if (!isTask && (typeof container !== 'string' || container === '')) return undefined
  if (!isAmount(at, Number.MAX_SAFE_INTEGER)) return undefined
  const cpu = firstAmount(event, CPU_FIELDS, CPU_MAX_UNITS)
  const memory = firstAmount(event, MEMORY_FIELDS, MEMORY_MAX_MIB)
  const cpuPercent = isTask ? firstAmount(event, ['TaskCpuUtilization'], PERCENT_MAX) : undefined
  const memoryPercent = isTask ? firstAmount(event, ['TaskMemoryUtilization'], PERCENT_MAX) : undefined
  if ([cpu, memory, cpuPercent, memoryPercent].every((value) => value === undefined)) return undefined
  return {
    taskId,
    ...(typeof container === 'string' && !isTask && { container }),
    at,
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(cpuPercent !== undefined && { cpuPercent }),
    ...(memoryPercent !== undefined && { memoryPercent }),
  }
}

/** A finite number from 0 to `most`. */
export function isAmount(value: unknown, most: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= most
}

function firstAmount(
  event: Readonly<Record<string, unknown>>,
  names: readonly string[],
  most: number,
): number | undefined {
  return names.map((name) => event[name]).find((value): value is number => isAmount(value, most))
}

function parseObject(message: string): Readonly<Record<string, unknown>> | undefined {
  if (message.length > EVENT_MAX_CHARACTERS) return undefined
  try {
    const value: unknown = JSON.parse(message)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return value as Readonly<Record<string, unknown>>
  } catch {
    return undefined
  }
}
