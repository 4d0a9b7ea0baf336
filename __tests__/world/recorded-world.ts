import type { Clock } from '../../src/world/clock.js'
import type { Console } from '../../src/world/console.js'
import type { World } from '../../src/world/world.js'

export interface Recorded {
  readonly world: World
  /** What was printed, annotations as `severity: title: message`. */
  readonly lines: string[]
  readonly masks: string[]
}

/** A world that keeps what is printed, and whose clock is the test's. */
export function recordedWorld(clock: Partial<Clock> = {}): Recorded {
  const lines: string[] = []
  const masks: string[] = []
  const print = (line: string) => {
    lines.push(line)
  }
  const console: Console = {
    coloured: false,
    line: print,
    foreign: (foreign) => {
      lines.push(...foreign)
    },
    group: print,
    endGroup: () => undefined,
    debug: print,
    annotate: (severity, title, message) => {
      print(`${severity}: ${title}: ${message}`)
    },
    mask: (text) => {
      masks.push(text)
    },
    annotateRest: () => undefined,
    close: () => undefined,
  }
  const signal = new AbortController().signal
  return {
    lines,
    masks,
    world: { console, clock: { now: Date.now, sleep: async () => undefined, ...clock }, signal },
  }
}
