import { describe, expect, it } from '@jest/globals'
import { followVirtually } from '../../bench/follow-virtually.ts'
import { standInForEcs } from '../../bench/stand-in.ts'
import { virtualClock } from '../../bench/virtual-clock.ts'

const MINUTE_MS = 60_000

describe('tasks on their way to their end', () => {
  it('are looked at every two seconds as soon as none of them runs on', async () => {
    const clock = virtualClock()
    const startedAt = clock.now()
    const endingAt = [30, 31].map((minute) => startedAt + minute * MINUTE_MS)
    const tasks = endingAt.map((at, index) => ({
      arn: `arn:aws:ecs:us-east-1:123456789012:task/default/${index}`,
      runningAt: startedAt,
      endingAt: at,
      stoppedAt: startedAt + 31.5 * MINUTE_MS,
    }))
    const standIn = await standInForEcs({ tasks, clock })
    await clock.runUntil(followVirtually(standIn, tasks, clock))

    const looks = standIn.calls.map(({ at }) => (at - startedAt) / MINUTE_MS)
    const pauses = looks.slice(1).map((at, index) => ({ at, seconds: (at - (looks[index] ?? 0)) * 60 }))
    const oneRunsOn = pauses.filter(({ at }) => at > 30 && at < 31)
    const noneDoes = pauses.filter(({ at }) => at > 31.25)
    expect(Math.min(...oneRunsOn.map(({ seconds }) => seconds))).toBeGreaterThan(10)
    expect(noneDoes.length).toBeGreaterThan(5)
    expect(Math.max(...noneDoes.map(({ seconds }) => seconds))).toBeLessThanOrEqual(2.001)
  })
})
