import { describe, expect, it } from '@jest/globals'
import { type EndOfStream, watchEndOfStream } from '../../src/logs/end-of-stream.js'

const STOP = 100_000

/** A stream whose container stopped at `STOP`, which is told at once; `at` sets the clock. */
function ending(): EndOfStream & { readonly setClock: (at: number) => void } {
  let now = STOP
  const end = watchEndOfStream({ now: () => now, sleep: async () => Promise.resolve() })
  return {
    ...end,
    setClock: (at) => {
      now = at
    },
  }
}

describe('the end of a stream', () => {
  it('is never reached while the container runs', () => {
    const end = ending()
    expect(end.isReached(STOP + 60_000, false)).toBe(false)
    expect(end.isNear()).toBe(false)
    expect(end.dueInMs()).toBe(Infinity)
  })

  it.each([
    ['silent long before', [-10_000, -5_000], 5_000],
    ['shown before it stopped', [-10_000], 5_000],
    ['shown by the first read after it stopped', [-10_000, 900], 5_000],
    ['shown by the second read after it stopped', [-10_000, 400, 1_400], 6_400],
    ['shown 4 s late', [-10_000, 900, 4_000], 9_000],
  ])('is reached 5 s after the stop, or after late lines: %s', (_what, readsWithLines, due) => {
    const end = ending()
    for (const at of readsWithLines.filter((read) => read < 0)) end.isReached(STOP + at, true)
    end.containerStopped(STOP)
    for (const at of readsWithLines.filter((read) => read >= 0))
      expect(end.isReached(STOP + at, true)).toBe(false)
    expect(end.dueInMs()).toBe(due)
    expect(end.isReached(STOP + due - 1, false)).toBe(false)
    expect(end.isReached(STOP + due, false)).toBe(true)
  })

  it('is not reached at once after late lines where the stop is told later still', () => {
    const end = ending()
    end.isReached(STOP + 500, false)
    end.isReached(STOP + 5_500, true)
    end.setClock(STOP + 5_600)
    end.containerStopped(STOP)
    expect(end.dueInMs()).toBe(4_900)
    expect(end.isReached(STOP + 5_600, false)).toBe(false)
    expect(end.isReached(STOP + 10_500, false)).toBe(true)
  })

  it('is reached after 20 s, whatever comes', () => {
    const end = ending()
    end.containerStopped(STOP)
    for (let at = 1_000; at < 20_000; at += 1_000) expect(end.isReached(STOP + at, true)).toBe(false)
    expect(end.dueInMs()).toBe(20_000)
    expect(end.isReached(STOP + 20_000, true)).toBe(true)
  })

  it('is due at once when the time has passed', () => {
    const end = ending()
    end.containerStopped(STOP)
    end.setClock(STOP + 7_000)
    expect(end.dueInMs()).toBe(0)
  })

  it('is given up 20 s after the stop was told, which may be long after the stop', () => {
    const end = ending()
    end.setClock(STOP + 60_000)
    end.containerStopped(STOP)
    expect(end.isGivenUp(STOP + 79_999)).toBe(false)
    expect(end.isGivenUp(STOP + 80_000)).toBe(true)
    end.answered(STOP + 70_000)
    expect(end.isGivenUp(STOP + 80_000)).toBe(false)
    expect(end.isGivenUp(STOP + 90_000)).toBe(true)
  })
})
