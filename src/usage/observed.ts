import type { ObservedNeed, ObservedNeeds } from '../sizing/observed.js'
import { multiplyUp } from '../sizing/quantity.js'
import type { RunRow } from './insights-query.js'

export interface ObserveOptions {
  readonly headroom: number
  /** CPU units of the task by its definition, as far as they are known. */
  readonly definedCpu?: number | undefined
  /** Tasks that are known to have been killed for their memory. */
  readonly killed?: ReadonlySet<string>
}

/** A run whose last sample is this near to its limit counts as killed by it: the events hold no stopped reason. */
const NEAR_LIMIT = 0.95

/** Above this share of what it had, a sample shows more than the limit would allow: it was none. */
const OVER_LIMIT = 1.05

/** Works out what a family needs from one row for each run and container. */
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

/** The largest peak; a run that ended at its limit needed more than that. */
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
 * The largest peak. A run that used all the CPU its task had says only that more would have made it faster, and each
 * larger task would use all of its own again: it counts with the CPU of the definition, so that the size settles.
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
