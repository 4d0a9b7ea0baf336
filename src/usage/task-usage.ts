import type { UsageSample } from './performance-event.js'

/** Statistics of a series of samples, in the unit of the samples. */
export interface Spread {
  readonly peak: number
  /** 95th percentile by the nearest rank: the smallest sample that 95 of 100 do not exceed. */
  readonly p95: number
  /** Of the latest sample. */
  readonly last: number
}

/** Usage of one container or of a whole task. */
export interface Usage {
  /** Minutes with a sample. */
  readonly minutes: number
  /** Epoch milliseconds of the first and the latest sample. */
  readonly from: number
  readonly to: number
  /** CPU units. */
  readonly cpu?: Spread
  /** MiB. */
  readonly memory?: Spread
}

export interface TaskUsage {
  readonly taskId: string
  /** Absent where the task itself has no sample. */
  readonly task?: Usage
  readonly containers: ReadonlyMap<string, Usage>
}

/** The task's size, for samples in percent of it. */
export interface TaskSize {
  /** CPU units. */
  readonly cpu?: number | undefined
  /** MiB. */
  readonly memory?: number | undefined
}

const MINUTE_MS = 60_000

/** Two weeks. Later minutes count only for the peak: this bounds the memory use of the step. */
const MINUTES_MAX = 20_160

/** More than any task definition has. */
const SERIES_MAX = 4096

/** The key of the series of the task itself: no container has an empty name. */
const WHOLE_TASK = ''

interface Minute {
  cpu: number | undefined
  memory: number | undefined
}

interface Series {
  readonly minutes: Map<number, Minute>
  cpuPeak: number | undefined
  memoryPeak: number | undefined
}

/**
 * Summarizes samples in any order. A duplicate sample counts once; of two different samples in one minute the larger
 * counts. A task without samples of its own gets the sums of its containers' samples, minute by minute.
 */
export function summarizeUsage(samples: Iterable<UsageSample>, size: TaskSize = {}): TaskUsage[] {
  const tasks = new Map<string, Map<string, Series>>()
  let count = 0
  for (const sample of samples) {
    const series = tasks.get(sample.taskId) ?? new Map<string, Series>()
    const key = sample.container ?? WHOLE_TASK
    const known = series.get(key)
    if (known === undefined && count === SERIES_MAX) continue
    const one = known ?? { minutes: new Map<number, Minute>(), cpuPeak: undefined, memoryPeak: undefined }
    if (known === undefined) count += 1
    add(one, sample, size)
    series.set(key, one)
    tasks.set(sample.taskId, series)
  }
  return [...tasks].map(([taskId, series]) => {
    const own = series.get(WHOLE_TASK)
    const parts = [...series].filter(([name]) => name !== WHOLE_TASK)
    const task = usageOf(own ?? sumOf(parts.map(([, part]) => part)))
    return {
      taskId,
      ...(task !== undefined && { task }),
      containers: new Map(
        parts.flatMap(([name, part]) => {
          const usage = usageOf(part)
          return usage === undefined ? [] : [[name, usage] as const]
        }),
      ),
    }
  })
}

/** The largest peaks of several usages, with the sum of their minutes. Undefined for an empty list. */
export function largestUsage(usages: readonly (Usage | undefined)[]): Usage | undefined {
  const known = usages.filter((usage) => usage !== undefined)
  const [first] = known
  if (first === undefined) return undefined
  const cpu = largestSpread(known.map((usage) => usage.cpu))
  const memory = largestSpread(known.map((usage) => usage.memory))
  return {
    minutes: known.reduce((total, { minutes }) => total + minutes, 0),
    from: known.reduce((least, { from }) => Math.min(least, from), first.from),
    to: known.reduce((most, { to }) => Math.max(most, to), first.to),
    ...(cpu && { cpu }),
    ...(memory && { memory }),
  }
}

function largestSpread(spreads: readonly (Spread | undefined)[]): Spread | undefined {
  const known = spreads.filter((spread) => spread !== undefined)
  if (known.length === 0) return undefined
  const most = (key: keyof Spread): number =>
    known.reduce((largest, spread) => Math.max(largest, spread[key]), 0)
  return { peak: most('peak'), p95: most('p95'), last: most('last') }
}

function add(series: Series, sample: UsageSample, size: TaskSize): void {
  const cpu = sample.cpu ?? share(sample.cpuPercent, size.cpu)
  const memory = sample.memory ?? share(sample.memoryPercent, size.memory)
  series.cpuPeak = larger(series.cpuPeak, cpu)
  series.memoryPeak = larger(series.memoryPeak, memory)
  const at = Math.floor(sample.at / MINUTE_MS) * MINUTE_MS
  const minute = series.minutes.get(at)
  if (minute === undefined) {
    if (series.minutes.size < MINUTES_MAX) series.minutes.set(at, { cpu, memory })
    return
  }
  minute.cpu = larger(minute.cpu, cpu)
  minute.memory = larger(minute.memory, memory)
}

/** Sums of the containers by minute; a container without a sample in a minute counts as 0 there. */
function sumOf(parts: readonly Series[]): Series {
  const total: Series = { minutes: new Map(), cpuPeak: undefined, memoryPeak: undefined }
  for (const { minutes } of parts) {
    for (const [at, { cpu, memory }] of minutes) {
      const sum = total.minutes.get(at)
      total.minutes.set(at, { cpu: plus(sum?.cpu, cpu), memory: plus(sum?.memory, memory) })
    }
  }
  for (const { cpu, memory } of total.minutes.values()) {
    total.cpuPeak = larger(total.cpuPeak, cpu)
    total.memoryPeak = larger(total.memoryPeak, memory)
  }
  return total
}

function usageOf({ minutes, cpuPeak, memoryPeak }: Series): Usage | undefined {
  if (cpuPeak === undefined && memoryPeak === undefined) return undefined
  const ordered = [...minutes].sort(([one], [other]) => one - other)
  const cpu = spreadOf(
    ordered.flatMap(([, minute]) => minute.cpu ?? []),
    cpuPeak,
  )
  const memory = spreadOf(
    ordered.flatMap(([, minute]) => minute.memory ?? []),
    memoryPeak,
  )
  return {
    minutes: ordered.length,
    from: ordered.at(0)?.[0] ?? 0,
    to: ordered.at(-1)?.[0] ?? 0,
    ...(cpu && { cpu }),
    ...(memory && { memory }),
  }
}

function spreadOf(values: readonly number[], peak: number | undefined): Spread | undefined {
  const last = values.at(-1)
  if (last === undefined || peak === undefined) return undefined
  return { peak, p95: percentile(values, 0.95), last }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? 0
}

function larger(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Math.max(one, other)
}

function plus(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return one + other
}

function share(percent: number | undefined, whole: number | undefined): number | undefined {
  return percent === undefined || whole === undefined ? undefined : (percent / 100) * whole
}
