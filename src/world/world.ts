import type { Clock } from './clock.js'
import type { Console } from './console.js'

/** What lies outside the program and is handed in: where it prints, what time it is, and when it must give up. */
export interface World {
  readonly console: Console
  readonly clock: Clock
  /** Aborted with an `Interruption` when the job is cancelled or the time is up. Every wait listens to it. */
  readonly signal: AbortSignal
}
