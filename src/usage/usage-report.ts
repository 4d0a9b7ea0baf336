import type { FargateLimits } from '../sizing/fargate.js'
import { suggestSize, SAMPLES_MIN, type KilledAt, type Suggestion, type TaskHad } from './suggest-size.js'
import { largestUsage, type Spread, type TaskUsage, type Usage } from './task-usage.js'

/** One row of the report: size and usage of one container, or of the task, in one dimension. */
export interface UsageRow {
  /** Absent for the whole task. */
  readonly container?: string
  readonly dimension: 'cpu' | 'memory'
  /** CPU units or MiB; absent where there was no limit. */
  readonly had?: number
  readonly spread: Spread
}

/** The range of the peaks of several tasks, in CPU units or MiB. */
export interface PeakRange {
  readonly dimension: 'cpu' | 'memory'
  readonly least: number
  readonly median: number
  readonly most: number
}

export interface UsageReport {
  readonly rows: readonly UsageRow[]
  /** Number of requested tasks, and of those with a sample. */
  readonly tasks: number
  readonly seenTasks: number
  /** Samples of all tasks together. */
  readonly minutes: number
  /** Epoch milliseconds: the latest sample, and the end of the last task. */
  readonly seenUntil: number
  readonly endedAt: number
  /** Ranges of the tasks' peaks, if there are several tasks. */
  readonly ranges: readonly PeakRange[]
  readonly headroom: number
  /** Whether there are enough samples to suggest a smaller size. */
  readonly enoughSamples: boolean
  readonly had: TaskHad
  /** Absent without a suggestion. */
  readonly suggestion?: Suggestion
}

export interface ReportOptions {
  readonly had: TaskHad
  readonly headroom: number
  readonly tasks: number
  readonly endedAt: number
  readonly fargate?: FargateLimits | undefined
  readonly killedAt: readonly KilledAt[]
  /** A run that ran out of memory gets only the advice of its verdict. */
  readonly endedOutOfMemory: boolean
}

/** Summarizes the usage of the tasks of one attempt, with a suggested size. Undefined without samples. */
export function reportUsage(
  seen: readonly TaskUsage[],
  { had, headroom, tasks, endedAt, fargate, killedAt, endedOutOfMemory }: ReportOptions,
): UsageReport | undefined {
  const task = largestUsage(seen.map((usage) => usage.task))
  const containers = largestContainers(seen)
  const all = [task, ...containers.values()].filter((usage) => usage !== undefined)
  if (all.length === 0) return undefined
  const suggestion = suggestSize({ had, task, containers, headroom, fargate, killedAt, endedOutOfMemory })
  const minutes = all.map((usage) => usage.minutes)
  return {
    rows: rowsOf(had, task, containers),
    tasks,
    seenTasks: seen.length,
    minutes: Math.max(...minutes),
    seenUntil: Math.max(...all.map(({ to }) => to)),
    endedAt,
    ranges:
      seen.length > 1 ? (['cpu', 'memory'] as const).flatMap((dimension) => rangeOf(seen, dimension)) : [],
    headroom,
    enoughSamples: Math.min(...minutes) >= SAMPLES_MIN,
    had,
    ...(suggestion !== undefined && !endedOutOfMemory && { suggestion }),
  }
}

function largestContainers(seen: readonly TaskUsage[]): ReadonlyMap<string, Usage> {
  const names = new Set(seen.flatMap(({ containers }) => [...containers.keys()]))
  return new Map(
    [...names].flatMap((name) => {
      const usage = largestUsage(seen.map(({ containers }) => containers.get(name)))
      return usage === undefined ? [] : [[name, usage] as const]
    }),
  )
}

/** The task, then its containers in the order of the definition, then the containers that ECS adds. */
function rowsOf(
  had: TaskHad,
  task: Usage | undefined,
  containers: ReadonlyMap<string, Usage>,
): readonly UsageRow[] {
  const known = had.containers.filter(({ name }) => containers.has(name))
  const others = [...containers.keys()].filter((name) => known.every((container) => container.name !== name))
  return [
    ...dimensionRows(undefined, had, task),
    ...known.flatMap((container) => dimensionRows(container.name, container, containers.get(container.name))),
    ...others.flatMap((name) => dimensionRows(name, {}, containers.get(name))),
  ]
}

function dimensionRows(
  container: string | undefined,
  had: { readonly cpu?: number | undefined; readonly memory?: number | undefined },
  usage: Usage | undefined,
): UsageRow[] {
  return (['cpu', 'memory'] as const).flatMap((dimension) => {
    const spread = usage?.[dimension]
    const before = had[dimension]
    if (spread === undefined) return []
    return [
      {
        ...(container !== undefined && { container }),
        dimension,
        ...(before !== undefined && { had: before }),
        spread,
      },
    ]
  })
}

function rangeOf(seen: readonly TaskUsage[], dimension: 'cpu' | 'memory'): PeakRange[] {
  const peaks = seen
    .flatMap(({ task }) => task?.[dimension]?.peak ?? [])
    .toSorted((one, other) => one - other)
  const [least, median, most] = [peaks.at(0), peaks[Math.floor((peaks.length - 1) / 2)], peaks.at(-1)]
  if (least === undefined || median === undefined || most === undefined) return []
  return [{ dimension, least, median, most }]
}
