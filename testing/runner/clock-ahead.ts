import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'

/** Variables of a step whose machine has a clock that is ahead, or behind, by so many ms. */
export function clockAhead(ms: number): Record<string, string> {
  const script = pathToFileURL(resolve(import.meta.dirname, 'set-clock.mjs')).href
  return { NODE_OPTIONS: `--import=${script}`, CLOCK_AHEAD_MS: String(ms) }
}

/** The same for a clock that is set by so many ms while the step runs, so many ms after its start. */
export function clockSet(ms: number, afterMs: number): Record<string, string> {
  return { ...clockAhead(ms), CLOCK_SET_AFTER_MS: String(afterMs) }
}
