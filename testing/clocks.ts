import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Simulator } from '../simulator/simulator.ts'
import type { Clock } from '../src/runtime/clock.js'

/** The simulator's own time: with a `timeScale` both sides live faster alike. */
export function clockOf({ account: { clock } }: Simulator): Clock {
  return {
    now: () => clock.now(),
    sleep: async (ms, signal) => {
      try {
        await clock.sleep(ms, signal)
      } catch (error) {
        signal.throwIfAborted()
        throw error
      }
    },
  }
}

export interface JumpingClock extends Clock {
  /** Every sleep so far, in ms. */
  readonly sleeps: readonly number[]
  /** Does this as soon as so many ms have passed since the clock was made. */
  after(ms: number, act: () => void): void
}

/** Time for one sleeper: a sleep lasts no longer than it takes to let everything else go on. */
export function jumpingClock(): JumpingClock {
  const start = Date.now()
  const sleeps: number[] = []
  let plans: { readonly at: number; readonly act: () => void }[] = []
  let now = start
  return {
    sleeps,
    now: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted()
      sleeps.push(ms)
      const end = now + Math.ceil(ms)
      const due = plans.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      plans = plans.filter((plan) => !due.includes(plan))
      for (const { at, act } of due) {
        now = Math.max(now, at)
        act()
        await yieldToOthers()
        signal.throwIfAborted()
      }
      now = end
      await yieldToOthers()
      signal.throwIfAborted()
    },
    after: (ms, act) => {
      plans.push({ at: start + ms, act })
    },
  }
}
