import { setTimeout as delay } from 'node:timers/promises'

/** The clock is an argument, so that a test can simulate an hour in a second. */
export interface Clock {
  /** Milliseconds since the epoch. Never decreases. */
  readonly now: () => number
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

export const systemClock: Clock = {
  // The machine's time at the start of the process, plus a monotonic clock. A system clock that is set back during the
  // step would lengthen every wait.
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
