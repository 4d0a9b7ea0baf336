import type { Runtime } from './runtime.js'

/** The reason why all waits end: a cancel or a timeout. */
export class Interruption extends Error {
  readonly kind: 'cancelled' | 'timed-out'
  /** The time of the interruption, ms since the epoch. */
  readonly at: number

  constructor(kind: 'cancelled' | 'timed-out', at: number) {
    super(kind === 'cancelled' ? 'the job was cancelled' : 'the time was up')
    this.name = 'Interruption'
    this.kind = kind
    this.at = at
  }
}

/** The result of `promise`, or the signal's reason as soon as it is aborted. The result is then ignored. */
export async function orInterrupted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = new AbortController()
  const interrupted = new Promise<never>((_, reject) => {
    const give = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    }
    if (signal.aborted) give()
    signal.addEventListener('abort', give, { once: true, signal: settled.signal })
  })
  try {
    return await Promise.race([promise, interrupted])
  } finally {
    settled.abort()
  }
}

/** Node fires longer timers at once. No step runs for 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The same runtime. Its waits also end with `timed-out` after `ms` from now. */
export function limitTime<R extends Runtime>(runtime: R, ms: number): R {
  const timeUp = new AbortController()
  setTimeout(
    () => {
      timeUp.abort(new Interruption('timed-out', runtime.clock.now()))
    },
    Math.min(ms, LONGEST_TIMER_MS),
  ).unref()
  return { ...runtime, signal: AbortSignal.any([runtime.signal, timeUp.signal]) }
}

/** The result of `promise`, or the interruption that rejected it. Throws every other error again. */
export async function orInterruption<T>(promise: Promise<T>): Promise<T | Interruption> {
  try {
    return await promise
  } catch (error) {
    if (error instanceof Interruption) return error
    throw error
  }
}
