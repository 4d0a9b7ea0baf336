import { spaceCalls } from '../logs/rate-limit.js'
import type { Clock } from '../runtime/clock.js'
import { familyQuery, performanceGroup, type RunRow } from './insights-query.js'
import { parsePerformanceEvent, type UsageSample } from './performance-event.js'
import { queryRuns } from './run-query.js'
import { summarizeUsage, type TaskSize, type TaskUsage, type Usage } from './task-usage.js'
import type { UsageSource } from './usage-source.js'

/** In public captures the last sample was readable 80 s (median) to 140 s (maximum) after its minute. */
export const LAST_SAMPLE_LIMIT_MS = 150_000

/** Above this number the tasks are read by one query. */
const TASKS_BY_ID_MAX = 10

const MINUTE_MS = 60_000
/** Added to the end of a query's time: the runner's clock may be behind. */
const DAY_MS = 86_400_000
const POLL_MS = 10_000
/** Longer, since a query reads the whole log group. */
const QUERY_POLL_MS = 30_000
/** Half of the lowest quota of any Region ("CloudWatch Logs quotas": 10 a second). */
const BETWEEN_CALLS_MS = 200
/** Pages for each task and poll; a page holds 1 MB, the events of some hours. */
const PAGES_MAX = 50

/** Overlap of two polls: events of one minute may become readable at different times. Duplicates count once. */
const LATE_MS = 2 * MINUTE_MS

/** A stopped task. Times are epoch milliseconds. */
export interface EndedTask {
  readonly id: string
  readonly startedAt: number
  readonly stoppedAt: number
}

export interface ReadUsageOptions {
  readonly clusterName: string
  readonly family: string
  readonly tasks: readonly EndedTask[]
  readonly size: TaskSize
}

/** Usage of the tasks. Times are epoch milliseconds. */
export interface SeenUsage {
  readonly tasks: readonly TaskUsage[]
  /** The latest minute with a sample of any task; absent without samples. */
  readonly seenUntil?: number
}

/**
 * Reads the usage of these tasks and waits for the sample of their last minute, at most 150 s. When the signal is
 * aborted, returns the samples so far. Throws an `AwsError` or `QueryFailed`.
 */
export async function readTaskUsage(
  source: UsageSource,
  options: ReadUsageOptions,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<SeenUsage> {
  const byId = options.tasks.length <= TASKS_BY_ID_MAX
  const reader = byId ? readById(source, options, clock, signal) : readByQuery(source, options, clock, signal)
  const giveUpAt = clock.now() + LAST_SAMPLE_LIMIT_MS
  let usages: readonly TaskUsage[] = []
  let pauseMs = 0
  do {
    try {
      if (pauseMs > 0) await clock.sleep(pauseMs, signal)
      usages = await reader()
      if (options.tasks.every((task) => isSeenToItsEnd(task, usages))) break
    } catch (error) {
      if (signal.aborted) break
      if (!isWithoutGroup(error) || !mayGroupCome(options.tasks, clock.now())) throw error
    }
    pauseMs = Math.min(byId ? POLL_MS : QUERY_POLL_MS, giveUpAt - clock.now())
  } while (pauseMs > 0)
  const seenUntil = latestOf(usages)
  return { tasks: usages, ...(seenUntil !== undefined && { seenUntil }) }
}

/** The minute of a task's last sample; undefined where no minute began while the task ran. */
export function lastMinuteOf({ startedAt, stoppedAt }: EndedTask): number | undefined {
  const minute = Math.floor(stoppedAt / MINUTE_MS) * MINUTE_MS
  return minute > startedAt ? minute : undefined
}

/** Whether a log group was not found: Container Insights creates it with the first sample. */
export function isWithoutGroup(error: unknown): boolean {
  return error instanceof Error && 'exception' in error && error.exception === 'ResourceNotFoundException'
}

/** Whether the first sample of these tasks, which creates the log group, may still arrive. */
function mayGroupCome(tasks: readonly EndedTask[], now: number): boolean {
  return tasks.some((task) => {
    const first = Math.ceil(task.startedAt / MINUTE_MS) * MINUTE_MS
    return lastMinuteOf(task) !== undefined && now < first + LAST_SAMPLE_LIMIT_MS
  })
}

function isSeenToItsEnd(task: EndedTask, usages: readonly TaskUsage[]): boolean {
  const last = lastMinuteOf(task)
  if (last === undefined) return true
  const usage = usages.find(({ taskId }) => taskId === task.id)
  return usage !== undefined && (latestOf([usage]) ?? 0) >= last
}

function latestOf(usages: readonly TaskUsage[]): number | undefined {
  const times = usages
    .flatMap(({ task, containers }) => [task, ...containers.values()])
    .flatMap((usage) => usage?.to ?? [])
  return times.length === 0 ? undefined : times.reduce((latest, time) => Math.max(latest, time))
}

type ReadAll = () => Promise<readonly TaskUsage[]>

/** Reads the events of each task by its id. A task is not read again after its last sample. */
function readById(
  source: UsageSource,
  { clusterName, tasks, size }: ReadUsageOptions,
  clock: Clock,
  signal: AbortSignal,
): ReadAll {
  const takeTurn = spaceCalls(clock, signal, BETWEEN_CALLS_MS)
  const samples = new Map<string, UsageSample[]>()
  const usages = (): TaskUsage[] => [...samples.values()].flatMap((own) => summarizeUsage(own, size))
  return async () => {
    const before = usages()
    for (const task of tasks.filter((candidate) => !isSeenToItsEnd(candidate, before))) {
      const own = samples.get(task.id) ?? []
      const from = Math.max(task.startedAt - MINUTE_MS, (own.at(-1)?.at ?? 0) - LATE_MS)
      let token: string | undefined
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const found = await takeTurn(async () =>
          source.filterEvents(
            {
              group: performanceGroup(clusterName),
              pattern: `{ $.TaskId = "${task.id}" }`,
              startTime: from,
              token,
            },
            signal,
          ),
        )
        own.push(...found.events.flatMap(({ message }) => parsePerformanceEvent(message) ?? []))
        samples.set(
          task.id,
          own.filter(({ taskId }) => taskId === task.id),
        )
        token = found.token
        if (token === undefined) break
      }
    }
    return usages()
  }
}

/** Queries the rows of the family since the first of these tasks started. */
function readByQuery(
  source: UsageSource,
  { clusterName, family, tasks }: ReadUsageOptions,
  clock: Clock,
  signal: AbortSignal,
): ReadAll {
  const ids = new Set(tasks.map(({ id }) => id))
  const from = tasks.reduce((least, { startedAt }) => Math.min(least, startedAt), Infinity) - MINUTE_MS
  return async () => {
    const query = {
      group: performanceGroup(clusterName),
      query: familyQuery(family),
      from,
      to: clock.now() + DAY_MS,
    }
    const rows = await queryRuns(source, query, { clock, signal })
    return usagesFrom(rows.filter(({ taskId }) => ids.has(taskId)))
  }
}

/** Converts the rows of a query to the usages of their tasks. */
export function usagesFrom(rows: readonly RunRow[]): TaskUsage[] {
  return [...new Set(rows.map(({ taskId }) => taskId))].map((taskId) => {
    const own = rows.filter((row) => row.taskId === taskId)
    const task = own.find(({ container }) => container === undefined)
    return {
      taskId,
      ...(task && { task: usageFrom(task) }),
      containers: new Map(
        own.flatMap((row) => (row.container === undefined ? [] : [[row.container, usageFrom(row)] as const])),
      ),
    }
  })
}

function usageFrom(row: RunRow): Usage {
  const { minutes, from, to, cpuPeak, cpuP95, memoryPeak, memoryP95, memoryLast } = row
  return {
    minutes,
    from,
    to,
    ...(cpuPeak !== undefined && { cpu: { peak: cpuPeak, p95: cpuP95 ?? cpuPeak, last: cpuP95 ?? cpuPeak } }),
    ...(memoryPeak !== undefined && {
      memory: { peak: memoryPeak, p95: memoryP95 ?? memoryPeak, last: memoryLast ?? memoryPeak },
    }),
  }
}
