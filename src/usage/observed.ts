import type { ObservedNeed, ObservedNeeds } from '../sizing/observed.js'
import { multiplyUp } from '../sizing/quantity.js'
import type { RunRow } from './insights-query.js'

export interface ObserveOptions {
  readonly headroom: number
  /** The task's CPU units in its definition, if known. */
  readonly definedCpu?: number | undefined
  /** Ids of tasks that ran out of memory, as far as known. */
  readonly killed?: ReadonlySet<string>
}

/** A run whose last sample is above this share of its limit counts as out of memory: events hold no stopped reason. */
const NEAR_LIMIT = 0.95

/** A sample above this share of a size shows that the size was not a hard limit. */
const OVER_LIMIT = 1.05

/** Computes the needs of a family from one row for each run and container. */
export function observeNeeds(rows: readonly RunRow[], options: ObserveOptions): ObservedNeeds {
  const tasks = rows.filter(({ container }) => container === undefined)
  const names = new Set(rows.flatMap(({ container }) => container ?? []))
  return {
    headroom: options.headroom,
    ...needsOf(tasks, options, options.definedCpu),
    containers: new Map(
      [...names].map((name) => [
        name,
        needsOf(
          rows.filter(({ container }) => container === name),
          options,
          undefined,
        ),
      ]),
    ),
  }
}

function needsOf(
  rows: readonly RunRow[],
  options: ObserveOptions,
  definedCpu: number | undefined,
): { readonly cpu?: ObservedNeed; readonly memory?: ObservedNeed } {
  const memory = memoryNeed(rows, options)
  const cpu = cpuNeed(rows, options, definedCpu)
  return { ...(cpu && { cpu }), ...(memory && { memory }) }
}

/** Based on the largest peak; a run that ended at its limit needed more than the limit. */
function memoryNeed(
  rows: readonly RunRow[],
  { headroom, killed = new Set() }: ObserveOptions,
): ObservedNeed | undefined {
  const measured = rows.filter(({ memoryPeak }) => memoryPeak !== undefined)
  if (measured.length === 0) return undefined
  const peak = most(measured.map(({ memoryPeak }) => memoryPeak))
  const limits = measured
    .filter((row) => endedAtLimit(row) || killed.has(row.taskId))
    .map(({ memoryReserved = 0 }) => memoryReserved)
  const limitReached = most(limits)
  const counts = Math.max(peak, limitReached)
  const need = Math.max(multiplyUp(counts, headroom), limitReached > 0 ? limitReached + 1 : 0)
  return {
    peak,
    need,
    ...basisOf(measured),
    ...(limitReached > 0 && limitReached >= peak && { limitReached }),
  }
}

/**
 * Based on the largest peak. A run that used all of its task's CPU would be faster with more, and would use all of a
 * larger task again. It counts with the CPU of the definition, so that the size does not grow with every run.
 */
function cpuNeed(
  rows: readonly RunRow[],
  { headroom }: ObserveOptions,
  definedCpu: number | undefined,
): ObservedNeed | undefined {
  const measured = rows.filter(({ cpuPeak }) => cpuPeak !== undefined)
  if (measured.length === 0) return undefined
  const peak = most(
    measured.map(({ cpuPeak = 0, cpuReserved = Infinity }) => {
      const usedAll = cpuPeak >= cpuReserved * NEAR_LIMIT && cpuPeak <= cpuReserved * OVER_LIMIT
      return usedAll && definedCpu !== undefined ? Math.min(cpuPeak, definedCpu) : cpuPeak
    }),
  )
  return { peak, need: multiplyUp(peak, headroom), ...basisOf(measured) }
}

function endedAtLimit({ memoryLast = 0, memoryReserved = Infinity }: RunRow): boolean {
  return memoryLast >= memoryReserved * NEAR_LIMIT
}

function basisOf(rows: readonly RunRow[]): Pick<ObservedNeed, 'runs' | 'since'> {
  return {
    runs: new Set(rows.map(({ taskId }) => taskId)).size,
    since: rows.reduce((least, { from }) => Math.min(least, from), Infinity),
  }
}

function most(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((largest, value) => Math.max(largest, value ?? 0), 0)
}
