import { describe, expect, it } from '@jest/globals'
import { virtualClock } from '../../bench/virtual-clock.ts'
import { AwsError } from '../../src/ecs/aws-error.js'
import { measureLag } from '../../src/logs/delivery-lag.js'
import { followStream } from '../../src/logs/log-stream.js'
import { createRateLimit } from '../../src/logs/rate-limit.js'

const STREAMS = 10
/** As many lines of 200 bytes as fit into 1 MB. */
const LINES_PER_PAGE = 4_600
const PAGES = 22

/** Follows ten streams that are full from the start; `refuse` turns a call away by its number. */
async function readBacklog(
  refuse: (call: number) => boolean,
): Promise<{ lines: number; calls: number; tookMs: number }> {
  const clock = virtualClock()
  const { signal } = new AbortController()
  const rate = createRateLimit(clock, signal)
  const startedAt = clock.now()
  let calls = 0
  let lines = 0
  let lastAt = startedAt
  const streams = Array.from({ length: STREAMS }, () => {
    let page = 0
    const reader = {
      read: async () => {
        calls += 1
        if (refuse(calls))
          throw new AwsError('GetLogEvents', { name: 'ThrottlingException', message: 'Rate exceeded' })
        page += 1
        const events =
          page <= PAGES
            ? Array.from({ length: LINES_PER_PAGE }, (_, line) => ({
                message: `${page} ${line}`,
                timestamp: 1,
              }))
            : []
        return { events, more: events.length > 0 }
      },
    }
    const print = async (events: readonly unknown[]): Promise<void> => {
      lines += events.length
      lastAt = clock.now()
    }
    const stream = followStream({ reader, print, rate, lag: measureLag(undefined), clock, signal })
    stream.containerStopped(0)
    return stream.done
  })
  await clock.runUntil(Promise.all(streams))
  return { lines, calls, tookMs: lastAt - startedAt }
}

describe('a million lines that are all there', () => {
  it('come at 25 pages a second, and none is lost', async () => {
    const { lines, calls, tookMs } = await readBacklog(() => false)
    expect(lines).toBe(STREAMS * PAGES * LINES_PER_PAGE)
    expect(calls).toBeLessThan(STREAMS * (PAGES + 8))
    expect(tookMs).toBeLessThan((STREAMS * PAGES * 1000) / 25 + 3_000)
  })

  it('come at the pace of five calls a second once CloudWatch has turned one away', async () => {
    const { lines, tookMs } = await readBacklog((call) => call === 20)
    expect(lines).toBe(STREAMS * PAGES * LINES_PER_PAGE)
    expect(tookMs).toBeGreaterThan(((STREAMS * PAGES - 20) * 1000) / 5 - 5_000)
  })
})
