import { setTimeout as delay } from 'node:timers/promises'

/** The simulator's own time, which may run faster than the world's. */
export interface Clock {
  /** Simulated milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms` simulated milliseconds; rejects as soon as `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** @param scale simulated milliseconds that pass in one real millisecond */
export function createClock(scale: number): Clock {
  const start = Date.now()
  return {
    now: () => Math.round(start + (Date.now() - start) * scale),
    sleep: (ms, signal) => delay(ms / scale, undefined, { signal }),
  }
}
