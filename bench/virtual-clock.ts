import { setImmediate as letOthersGoOn } from 'node:timers/promises'
import type { Clock } from '../src/runtime/clock.js'

export interface VirtualClock extends Clock {
  /** Lets time pass until this is done: as fast as the machine can, and to the millisecond. */
  readonly runUntil: <T>(work: Promise<T>) => Promise<T>
}

interface Sleeper {
  readonly wakeAt: number
  readonly wake: () => void
}

/**
 * Time that jumps from one sleeper's end to the next, once everything that is awake has fallen asleep. For work that
 * waits for nothing but this clock and promises: no network, no timers.
 */
export function virtualClock(): VirtualClock {
  let now = 1_800_000_000_000
  const sleepers = new Set<Sleeper>()

  const sleep: Clock['sleep'] = async (ms, signal) => {
    signal.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        sleepers.delete(sleeper)
        signal.removeEventListener('abort', giveUp)
      }
      const giveUp = (): void => {
        leave()
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
      }
      const sleeper = {
        wakeAt: now + ms,
        wake: () => {
          leave()
          resolve()
        },
      }
      sleepers.add(sleeper)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  const next = (): Sleeper | undefined => {
    let first: Sleeper | undefined
    for (const sleeper of sleepers) if (first === undefined || sleeper.wakeAt < first.wakeAt) first = sleeper
    return first
  }

  return {
    now: () => now,
    sleep,
    runUntil: async (work) => {
      const progress = { isDone: false }
      const finished = work.finally(() => {
        progress.isDone = true
      })
      finished.catch(() => undefined)
      for (;;) {
        await letOthersGoOn()
        if (progress.isDone) return finished
        const sleeper = next()
        if (sleeper === undefined) throw new Error('Everybody waits, and nobody for the clock.')
        now = Math.max(now, sleeper.wakeAt)
        sleeper.wake()
      }
    },
  }
}
