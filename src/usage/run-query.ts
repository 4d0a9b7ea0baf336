import type { Clock } from '../runtime/clock.js'
import { parseRunRow, type RunRow } from './insights-query.js'
import type { UsageSource } from './usage-source.js'

/** Between two polls of a query. */
const POLL_MS = 1_000

/** Time limit, after which the query is stopped. A query over two weeks of a busy cluster takes less. */
const QUERY_LIMIT_MS = 60_000

/** Time for the call that stops a query whose step was cancelled. */
const STOP_LIMIT_MS = 3_000

/** A failed query. */
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
 * Runs one query and reads its rows. Throws an `AwsError`, `QueryFailed`, or the signal's reason, and stops a query
 * that is still running.
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
    // Not the signal of the step: it may be aborted already.
    if (running) await source.stopQuery(queryId, AbortSignal.timeout(STOP_LIMIT_MS)).catch(() => undefined)
  }
}
