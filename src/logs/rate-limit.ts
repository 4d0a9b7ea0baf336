import type { Clock } from '../runtime/clock.js'

/** Together for all streams of a step: half of what an account may ask in the slowest Regions ("CloudWatch Logs quotas": 10 a second). */
const BETWEEN_CALLS_MS = 200
/** As often as an account may ask in most Regions: 25 a second. */
const BETWEEN_BACKLOG_CALLS_MS = 40
/** So much of the time that a page took beyond that is made up for by the next ones. */
const MOST_LATE_MS = 100
/** A page holds 1 MB: enough for a million lines of 200 bytes, and soon over for other callers of the account. */
const MOST_BACKLOG_CALLS = 250

export interface RateLimit {
  /**
   * Makes the call when it may be made: all streams of a step share one rate. A stream with a backlog may call sooner for a
   * while, one such call after the other, so that one page at a time is in memory.
   */
  readonly take: <T>(hasBacklog: boolean, call: () => Promise<T>) => Promise<T>
  /** CloudWatch throttles: from now on no call is made sooner. */
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

/** Makes calls begin so many ms apart at least, in the order in which they are asked for. An interruption lets them go at once. */
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
