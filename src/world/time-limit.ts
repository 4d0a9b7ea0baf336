import { Interruption } from './interruption.js'
import type { World } from './world.js'

/** Node fires longer timers at once; nobody waits 24 days for a workflow step. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The same world, whose waits also end with `timed-out` after so many ms from now. */
export function limitTime(world: World, ms: number): World {
  const timeUp = new AbortController()
  setTimeout(
    () => {
      timeUp.abort(new Interruption('timed-out', world.clock.now()))
    },
    Math.min(ms, LONGEST_TIMER_MS),
  ).unref()
  return { ...world, signal: AbortSignal.any([world.signal, timeUp.signal]) }
}
