import type { LogSource } from '../src/logs/log-source.js'
import { followStreams } from '../src/logs/follow-streams.js'
import { SILENT } from './follow-virtually.ts'
import { virtualClock } from './virtual-clock.ts'

export interface LogReading {
  /** Of GetLogEvents and FilterLogEvents. */
  readonly callsInHour: number
  readonly busiestSecond: number
  /** The longest that any stream waited for its next call. */
  readonly longestGapMs: number
}

/** Follows so many streams that show nothing for so long, with the code of the step, in virtual time. */
export async function readLogsVirtually(streamCount: number, forMs: number): Promise<LogReading> {
  const clock = virtualClock()
  const over = new AbortController()
  const startedAt = clock.now()
  const calls: number[] = []
  const lastAt = new Map<string, number>()
  let longestGapMs = 0

  const readNow = (...streams: readonly string[]): void => {
    if (over.signal.aborted) return
    const now = clock.now()
    calls.push(now)
    for (const stream of streams) {
      longestGapMs = Math.max(longestGapMs, now - (lastAt.get(stream) ?? startedAt))
      lastAt.set(stream, now)
    }
  }
  const follow = followStreams(
    {
      logs: {
        readPage: async ({ stream }, { token = 'end' }) => {
          readNow(stream)
          return Promise.resolve({ events: [], nextToken: token })
        },
        searchPage: async ({ streams }) => {
          readNow(...streams)
          return Promise.resolve({ events: [] })
        },
      },
      streamCount,
      print: async () => Promise.resolve(),
    },
    { clock, console: SILENT, signal: over.signal },
  )
  const end = clock.sleep(forMs, over.signal).then(() => {
    over.abort(new Error('the hour is over'))
  })
  const streams = Array.from({ length: streamCount }, (_, index) => follow(source(index)).done)
  await clock.runUntil(Promise.all([end, ...streams]))

  const perSecond = new Map<number, number>()
  for (const at of calls) {
    const second = Math.floor((at - startedAt) / 1000)
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1)
  }
  return { callsInHour: calls.length, busiestSecond: Math.max(...perSecond.values()), longestGapMs }
}

function source(index: number): LogSource {
  const stream = `ecs/app/${index}`
  return { taskArn: '', container: 'app', group: '/ecs/app', stream, region: 'us-east-1' }
}
