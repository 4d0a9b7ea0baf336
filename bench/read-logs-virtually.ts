import { followStream } from '../src/logs/log-stream.js'
import { takeTurns } from '../src/logs/turns.js'
import { virtualClock } from './virtual-clock.ts'

export interface LogReading {
  readonly callsInHour: number
  readonly busiestSecond: number
  /** The longest that any stream waited for its next call. */
  readonly longestGapMs: number
}

/** Follows so many streams that show nothing for so long, with the code of the step, in virtual time. */
export async function readLogsVirtually(streams: number, forMs: number): Promise<LogReading> {
  const clock = virtualClock()
  const over = new AbortController()
  const turns = takeTurns(clock, over.signal)
  const startedAt = clock.now()
  const calls: number[] = []
  let longestGapMs = 0

  const follow = async (): Promise<unknown> => {
    let lastAt = startedAt
    const reader = {
      read: async () => {
        const now = clock.now()
        if (!over.signal.aborted) {
          calls.push(now)
          longestGapMs = Math.max(longestGapMs, now - lastAt)
          lastAt = now
        }
        return Promise.resolve({ events: [], more: false })
      },
    }
    return followStream({ reader, print: async () => Promise.resolve(), turns, clock, signal: over.signal })
      .done
  }
  const end = clock.sleep(forMs, over.signal).then(() => {
    over.abort(new Error('the hour is over'))
  })
  await clock.runUntil(Promise.all([end, ...Array.from({ length: streams }, follow)]))

  const perSecond = new Map<number, number>()
  for (const at of calls) {
    const second = Math.floor((at - startedAt) / 1000)
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1)
  }
  return { callsInHour: calls.length, busiestSecond: Math.max(...perSecond.values()), longestGapMs }
}
