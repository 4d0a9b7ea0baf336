import type { Clock } from '../runtime/clock.js'
import { familyQuery, OBSERVED_DAYS, performanceGroup, type RunRow } from './insights-query.js'
import { queryRuns } from './run-query.js'
import type { UsageSource } from './usage-source.js'

const DAY_MS = 86_400_000

/** The search for the oldest event may return empty pages first. */
const PAGES_MAX = 5

/** The runs of a family, and the age of its log group. */
export interface ObservedRuns {
  readonly rows: readonly RunRow[]
  /** Epoch milliseconds of the oldest event of the group, where that is later than two weeks ago. */
  readonly groupSince?: number
}

/** Reads what the runs of a family used in the last 14 days. Throws an `AwsError`, `QueryFailed` or the signal's reason. */
export async function readObservedRuns(
  source: UsageSource,
  { clusterName, family }: { readonly clusterName: string; readonly family: string },
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<ObservedRuns> {
  const group = performanceGroup(clusterName)
  const now = clock.now()
  const from = now - OBSERVED_DAYS * DAY_MS
  // The runner's clock may be behind.
  const to = now + DAY_MS
  const [rows, oldest] = await Promise.all([
    queryRuns(source, { group, query: familyQuery(family), from, to }, { clock, signal }),
    // Needed for a note only.
    findOldest(source, group, from, signal).catch(() => undefined),
  ])
  return { rows, ...(oldest !== undefined && oldest > from + DAY_MS && { groupSince: oldest }) }
}

async function findOldest(
  source: UsageSource,
  group: string,
  startTime: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  let token: string | undefined
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const found = await source.filterEvents({ group, startTime, limit: 1, token }, signal)
    const [first] = found.events
    if (first !== undefined) return first.at
    token = found.token
    if (token === undefined) return undefined
  }
  return undefined
}
