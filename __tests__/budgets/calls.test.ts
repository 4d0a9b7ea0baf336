import { describe, expect, it } from '@jest/globals'
import { countLooks } from '../../bench/calls.ts'
import { fargateEndingMs } from '../../bench/follow-virtually.ts'
import { noticeAfterMs } from '../../bench/notice.ts'
import { readLogsVirtually } from '../../bench/read-logs-virtually.ts'
import { nextInterval, decreaseBackoff, increaseBackoff } from '../../src/follow/poll-interval.js'

const HOUR_MS = 3_600_000

describe('DescribeTasks', () => {
  it.each([
    { tasks: 1, calls: 1 },
    { tasks: 100, calls: 1 },
    { tasks: 101, calls: 2 },
  ])(
    'of $tasks tasks takes $calls a look, and 450 looks in the first hour at most',
    async ({ tasks, calls }) => {
      const looks = (await countLooks(tasks)) / calls
      expect(looks).toBeLessThanOrEqual(450)
      expect(looks).toBeGreaterThan(400)
    },
  )

  it.each([5, 30, 120, 600, 3_600])(
    'sees within 2 s that a task of %i s has stopped on Fargate',
    async (seconds) => {
      expect(await noticeAfterMs(seconds * 1000, fargateEndingMs())).toBeLessThanOrEqual(2_000)
    },
  )

  it.each([5, 30, 120, 600, 3_600])('sees the end of a task of %i s in time', async (seconds) => {
    expect(await noticeAfterMs(seconds * 1000)).toBeLessThanOrEqual(Math.max(1_500, seconds * 20))
  })
})

describe('an account that is throttled', () => {
  it('is asked half as often after each refusal, to a bound', () => {
    const pauses = [1, 2, 4, 8, 16].map((strain) => nextInterval({ forMs: 0 }, strain, 0))
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
    expect(increaseBackoff(increaseBackoff(1))).toBe(4)
    expect(nextInterval({ forMs: HOUR_MS }, increaseBackoff(16), 0)).toBe(20_000)
  })

  it('is asked as before only after many looks that went well', () => {
    let strain = 8
    let looks = 0
    for (; strain > 1; looks += 1) strain = decreaseBackoff(strain)
    expect(looks).toBe(41)
  })
})

describe('calls for logs', () => {
  it.each([
    { streams: 1, calls: 2, seconds: 5 },
    { streams: 10, calls: 5, seconds: 5 },
    { streams: 11, calls: 1, seconds: 5 },
    { streams: 300, calls: 3, seconds: 7 },
    { streams: 1_000, calls: 3, seconds: 10 },
  ])(
    'of $streams quiet streams are $calls a second at most, and each is read within $seconds s',
    async ({ streams, calls, seconds }) => {
      const { busiestSecond, longestGapMs } = await readLogsVirtually(streams, HOUR_MS / 10)
      expect(busiestSecond).toBeLessThanOrEqual(calls)
      expect(longestGapMs).toBeLessThanOrEqual(seconds * 1000)
    },
  )
})
