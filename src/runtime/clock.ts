import { setTimeout as delay } from 'node:timers/promises'

/** Time as an argument, so that a test can run an hour in a second. */
export interface Clock {
  /** Milliseconds since the epoch; never goes back. */
  readonly now: () => number
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

export const systemClock: Clock = {
  // That of the machine at the start of the process, and from there on a clock that is never set: a clock that is set
  // back meanwhile would make every wait longer by as much.
  now: () => Math.round(performance.timeOrigin + performance.now()),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, { signal })
    } catch (error) {
      signal.throwIfAborted()
      throw error
    }
  },
}
