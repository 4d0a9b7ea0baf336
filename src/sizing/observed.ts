import type { Finding } from '../findings.js'
import { plural } from '../text/words.js'
import { containerTotals, memoryNeed, sum } from './container-totals.js'
import { UNITS } from './quantity.js'
import type { Diagnostics, RequestedSizes, SizedContainer } from './types.js'

/** What earlier runs needed in one dimension, in its own unit. */
export interface ObservedNeed {
  /** The largest amount that a run used. */
  readonly peak: number
  /** The peak times the headroom, rounded up; above the limit that a run reached. */
  readonly need: number
  /** Runs that were measured. */
  readonly runs: number
  /** Epoch milliseconds of the first sample that counts. */
  readonly since: number
  /** The limit that a run reached, where it requires more than the peak does. */
  readonly limitReached?: number
}

export interface ObservedNeeds {
  readonly headroom: number
  /** Epoch milliseconds of the oldest event of the log group, where the group covers less than 14 days. */
  readonly groupSince?: number
  readonly cpu?: ObservedNeed
  readonly memory?: ObservedNeed
  readonly containers: ReadonlyMap<string, { readonly cpu?: ObservedNeed; readonly memory?: ObservedNeed }>
}

/** With fewer runs, a size has too little data. */
export const RUNS_MIN = 3

/** Docker's minimum for a container: CPU shares and MiB. */
const CONTAINER_MIN = { cpu: 2, memory: 6 } as const

/**
 * The size of a container from its earlier runs, at least `floor`. Undefined where they hold no data about it, with a
 * warning. If nothing was read at all, the step reports that once, and there is no warning here.
 */
export function observedContainerSize(
  name: string,
  dimension: 'cpu' | 'memory',
  where: string,
  {
    observed,
    floor = 0,
  }: { readonly observed?: ObservedNeeds | undefined; readonly floor?: number | undefined },
  diagnostics: Diagnostics,
): number | undefined {
  if (observed === undefined) return undefined
  const found = observed.containers.get(name)?.[dimension]
  if (found === undefined) {
    diagnostics.findings.push(nothingMeasured(where, `${dimension} of ${name}`))
    return undefined
  }
  const value = Math.max(found.need, CONTAINER_MIN[dimension], floor)
  const raised = value === floor && value > found.need ? `, raised to its memoryReservation` : ''
  diagnostics.notes.push(`${name}: ${describeNeed(dimension, found, observed.headroom)} → ${value}${raised}.`)
  return value
}

/**
 * The smallest size of the task from its earlier runs: its own need, or the need of its containers where that is larger.
 * Containers without a limit count with what they used.
 */
export function observedTaskNeed(
  dimension: 'cpu' | 'memory',
  { [dimension]: wish, observed }: RequestedSizes,
  containers: readonly SizedContainer[],
  diagnostics: Diagnostics,
): { readonly atLeast: number; readonly note: string } | undefined {
  if (observed === undefined) return undefined
  const own = observed[dimension]
  const parts = containersNeed(dimension, containers, observed)
  if (own === undefined && !containers.some(({ name }) => observed.containers.get(name)?.[dimension])) {
    diagnostics.findings.push(nothingMeasured(wish?.where ?? dimension, `${dimension} of the task`))
    return undefined
  }
  const atLeast = Math.max(own?.need ?? 0, parts)
  const asked = own === undefined ? [] : [`${describeNeed(dimension, own, observed.headroom)} → ${own.need}`]
  const more = parts > (own?.need ?? 0) ? [`the containers need ${parts} ${UNITS[dimension]}`] : []
  return { atLeast, note: `task: ${[...asked, ...more].join('; ')}` }
}

/** Warns about sizes from fewer than three runs. */
export function checkObservedRuns(requested: RequestedSizes): Finding[] {
  const { observed } = requested
  const where = whereObserved(requested)
  if (observed === undefined || where === undefined) return []
  const runs = [observed, ...observed.containers.values()].flatMap(({ cpu, memory }) => [
    cpu?.runs ?? 0,
    memory?.runs ?? 0,
  ])
  const most = Math.max(...runs)
  if (most === 0 || most >= RUNS_MIN) return []
  return [
    {
      severity: 'warning',
      rule: 'observed-few-runs',
      where,
      message: `observed rests on ${plural(most, 'run')}; fewer than ${RUNS_MIN} say little`,
      advice: 'Compare the sizes in the plan, or raise headroom until there are more.',
    },
  ]
}

/** Notes that the log group covers less than 14 days. */
export function noteObservedTime(requested: RequestedSizes): string[] {
  const since = requested.observed?.groupSince
  if (since === undefined || whereObserved(requested) === undefined) return []
  return [
    `observed: the log group of Container Insights goes back to ${new Date(since).toISOString().slice(0, 10)} only; with a retention of 14 days, more runs count.`,
  ]
}

/** The position of the first `observed`; undefined where there is none. */
export function whereObserved({ cpu, memory, containers }: RequestedSizes): string | undefined {
  const sizes = [cpu, memory, ...containers.flatMap((container) => [container.cpu, container.memory])]
  return sizes.find((size) => size?.kind === 'observed')?.where
}

function containersNeed(
  dimension: 'cpu' | 'memory',
  containers: readonly SizedContainer[],
  observed: ObservedNeeds,
): number {
  if (dimension === 'cpu') return containerTotals(containers).cpu
  return sum(
    containers.map(
      (container) => memoryNeed(container) ?? observed.containers.get(container.name)?.memory?.need,
    ),
  )
}

/** `memory observed 1,412 MiB in 9 runs since 2026-11-14, times 1.3`. */
function describeNeed(
  dimension: 'cpu' | 'memory',
  { peak, runs, since, limitReached }: ObservedNeed,
  headroom: number,
): string {
  const amount = `${Math.round(peak).toLocaleString('en-US')} ${UNITS[dimension]}`
  const basis = `in ${plural(runs, 'run')} since ${new Date(since).toISOString().slice(0, 10)}`
  const limit =
    limitReached === undefined
      ? ''
      : `, of which one ended at its limit of ${limitReached.toLocaleString('en-US')} and counts as more`
  return `${dimension} observed ${amount} ${basis}${limit}, times ${headroom}`
}

function nothingMeasured(where: string, subject: string): Finding {
  return {
    severity: 'warning',
    rule: 'observed-nothing',
    where,
    message: `no run of the last 14 days was measured for the ${subject}: the task definition's value is used`,
    advice: 'Write a size until some runs are measured. Only runs in a cluster with Container Insights are.',
  }
}
