import type { Clock } from '../runtime/clock.js'

/** For all streams of a step: half of the lowest quota of any Region ("CloudWatch Logs quotas": 10 a second). */
const BETWEEN_CALLS_MS = 200
/** An account's quota in most Regions: 25 calls a second. */
const BETWEEN_BACKLOG_CALLS_MS = 40
/** After a slow page the next calls catch up by at most this. */
const MOST_LATE_MS = 100
/** A page holds 1 MB: enough for a million lines of 200 bytes, and short enough for other callers of the account. */
const MOST_BACKLOG_CALLS = 250

export interface RateLimit {
  /**
   * Makes the call when the rate allows it: all streams of a step share one rate. A stream with a backlog may call sooner
   * for a limited number of calls, one at a time, so that one page is in memory.
   */
  readonly take: <T>(hasBacklog: boolean, call: () => Promise<T>) => Promise<T>
  /** Call when CloudWatch throttles: no call is made sooner from then on. */
  readonly slowDown: () => void
}

export function createRateLimit(clock: Clock, signal: AbortSignal): RateLimit {
  const takeNext = spaceCalls(clock, signal, BETWEEN_CALLS_MS)
  let backlogAt = -Infinity
  let backlogCalls = MOST_BACKLOG_CALLS
  let lastOfBacklog: Promise<unknown> = Promise.resolve()

  const takeOfBacklog = async <T>(call: () => Promise<T>): Promise<T> => {
    backlogCalls -= 1
    const turn = lastOfBacklog.then(async () => {
      backlogAt = Math.max(backlogAt + BETWEEN_BACKLOG_CALLS_MS, clock.now() - MOST_LATE_MS)
      await waitUntil(clock, backlogAt, signal)
      return call()
    })
    lastOfBacklog = turn.catch(() => undefined)
    return turn
  }

  return {
    take: async (hasBacklog, call) => (hasBacklog && backlogCalls > 0 ? takeOfBacklog(call) : takeNext(call)),
    slowDown: () => {
      backlogCalls = 0
    },
  }
}

export type SpaceCalls = <T>(call: () => Promise<T>) => Promise<T>

/** Starts calls at least `betweenMs` apart, in the order of the requests. After an interruption they start at once. */
export function spaceCalls(clock: Clock, signal: AbortSignal, betweenMs: number): SpaceCalls {
  let nextAt = -Infinity
  return async (call) => {
    const at = Math.max(clock.now(), nextAt)
    nextAt = at + betweenMs
    await waitUntil(clock, at, signal)
    return call()
  }
}

/** @param at ms on the monotonic clock */
async function waitUntil(clock: Clock, at: number, signal: AbortSignal): Promise<void> {
  const ms = at - clock.now()
  if (ms > 0) await clock.sleep(ms, signal).catch(() => undefined)
}
