import type { Clock } from '../runtime/clock.js'
import { parseRunRow, type RunRow } from './insights-query.js'
import type { UsageSource } from './usage-source.js'

/** Between two polls of a query. */
const POLL_MS = 1_000

/** Longer than a query of two weeks of a busy cluster takes; then it is stopped. */
const QUERY_LIMIT_MS = 60_000

/** Time for the call that stops a query whose step was cancelled. */
const STOP_LIMIT_MS = 3_000

/** A query that did not end well. */
export class QueryFailed extends Error {
  override readonly name = 'QueryFailed'
}

export interface RunQuery {
  readonly group: string
  readonly query: string
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
}

/**
 * Runs one query and reads its rows. Throws an `AwsError`, `QueryFailed`, or the signal's reason; a query that still
 * runs then is stopped.
 */
export async function queryRuns(
  source: UsageSource,
  { group, query, from, to }: RunQuery,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<RunRow[]> {
  const range = { from: Math.floor(from / 1000), to: Math.ceil(to / 1000) }
  const queryId = await source.startQuery({ group, query, ...range }, signal)
  const giveUpAt = clock.now() + QUERY_LIMIT_MS
  let running = true
  try {
    for (;;) {
      const { status, rows } = await source.queryResults(queryId, signal)
      running = status === 'Scheduled' || status === 'Running' || status === 'Unknown'
      if (status === 'Complete') return rows.flatMap((row) => parseRunRow(row) ?? [])
      if (!running) throw new QueryFailed(`The query of Logs Insights ended with status ${status}.`)
      if (clock.now() >= giveUpAt)
        throw new QueryFailed(`The query of Logs Insights did not end within ${QUERY_LIMIT_MS / 1000} s.`)
      await clock.sleep(POLL_MS, signal)
    }
  } finally {
    // Not the signal of the step: that one may be why the query is stopped.
    if (running) await source.stopQuery(queryId, AbortSignal.timeout(STOP_LIMIT_MS)).catch(() => undefined)
  }
}
