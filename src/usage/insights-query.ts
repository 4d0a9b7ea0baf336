import { isAmount } from './performance-event.js'

/** The log group of a cluster's performance events. */
export function performanceGroup(clusterName: string): string {
  return `/aws/ecs/containerinsights/${clusterName}/performance`
}

/** One row of the query: the usage of one container, or of the whole task, in one run. */
export interface RunRow {
  readonly taskId: string
  /** Absent for the whole task. */
  readonly container?: string
  /** Number of samples, one a minute. */
  readonly minutes: number
  /** Epoch milliseconds of the first and the latest sample. */
  readonly from: number
  readonly to: number
  /** CPU units. */
  readonly cpuPeak?: number
  readonly cpuP95?: number
  /** Reserved CPU units and MiB. Absent where 0. */
  readonly cpuReserved?: number
  readonly memoryReserved?: number
  /** MiB. */
  readonly memoryPeak?: number
  readonly memoryP95?: number
  readonly memoryLast?: number
}

/** Rows of one response: the maximum of Logs Insights. */
export const ROWS_MAX = 10_000

/** Age up to which a run counts for `observed`. */
export const OBSERVED_DAYS = 14

const AMOUNT_MAX = 1e12

/**
 * The query for the runs of a task definition family: one row for each task and each of its containers. Tasks of
 * services are left out: they do other work with the same definition. Temporary copies of the family are included.
 * Syntax: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function familyQuery(family: string): string {
  const base = family.replace(/-temporary$/, '')
  const families = [base, `${base}-temporary`].map((name) => JSON.stringify(name)).join(', ')
  return [
    'fields TaskCpuUtilization * CpuReserved / 100 as cpuShare, TaskMemoryUtilization * MemoryReserved / 100 as memoryShare, ' +
      'coalesce(ContainerCpuUtilized, TaskCpuUtilized, CpuUtilized, cpuShare) as cpu, ' +
      'coalesce(ContainerMemoryUtilized, TaskMemoryUtilized, MemoryUtilized, memoryShare) as memory, ' +
      'coalesce(ContainerCpuReserved, CpuReserved) as cpuOf, coalesce(ContainerMemoryReserved, MemoryReserved) as memoryOf',
    `filter Type in ["Task", "Container"] and TaskDefinitionFamily in [${families}] and not ispresent(ServiceName)`,
    'stats count(*) as minutes, min(Timestamp) as first, max(Timestamp) as latest, ' +
      'max(cpu) as cpuPeak, pct(cpu, 95) as cpuP95, max(cpuOf) as cpuReserved, ' +
      'max(memory) as memoryPeak, pct(memory, 95) as memoryP95, latest(memory) as memoryLast, max(memoryOf) as memoryReserved ' +
      'by Type, TaskId, ContainerName',
    `limit ${ROWS_MAX}`,
  ].join('\n| ')
}

/** A field of a row of GetQueryResults. */
export interface ResultField {
  readonly field?: string | undefined
  readonly value?: string | undefined
}

/** Reads one row. Never throws: undefined without a task id, or without a valid usage number. */
export function parseRunRow(fields: readonly ResultField[]): RunRow | undefined {
  const row = new Map(fields.map(({ field = '', value = '' }) => [field, value]))
  const taskId = row.get('TaskId') ?? ''
  const container = row.get('ContainerName') ?? ''
  const isTask = row.get('Type') === 'Task'
  const from = amountOf(row, 'first')
  const to = amountOf(row, 'latest')
  if (taskId === '' || (!isTask && container === '') || from === undefined || to === undefined)
    return undefined
  const amounts = {
    cpuPeak: amountOf(row, 'cpuPeak'),
    cpuP95: amountOf(row, 'cpuP95'),
    cpuReserved: amountOf(row, 'cpuReserved') || undefined,
    memoryPeak: amountOf(row, 'memoryPeak'),
    memoryP95: amountOf(row, 'memoryP95'),
    memoryLast: amountOf(row, 'memoryLast'),
    memoryReserved: amountOf(row, 'memoryReserved') || undefined,
  }
  if (amounts.cpuPeak === undefined && amounts.memoryPeak === undefined) return undefined
  const known = Object.entries(amounts).filter(([, value]) => value !== undefined)
  return {
    taskId,
    ...(!isTask && { container }),
    minutes: Math.max(amountOf(row, 'minutes') ?? 1, 1),
    from,
    to,
    ...(Object.fromEntries(known) as Partial<RunRow>),
  }
}

function amountOf(row: ReadonlyMap<string, string>, field: string): number | undefined {
  const text = row.get(field)?.trim()
  const value = text === undefined || text === '' ? undefined : Number(text)
  return isAmount(value, field === 'first' || field === 'latest' ? Number.MAX_SAFE_INTEGER : AMOUNT_MAX)
    ? value
    : undefined
}
