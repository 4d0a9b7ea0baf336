import { describe, expect, it } from '@jest/globals'
import { type EndOfStream, watchEndOfStream } from '../../src/logs/end-of-stream.js'

const STOP = 100_000

interface Ending extends EndOfStream {
  readonly setClock: (at: number) => void
  /** A read that began so many ms after the stop. */
  readonly read: (after: number, hadLines: boolean, lagMs?: number) => boolean
}

/** A stream whose container stops at `STOP`; `setClock` sets the clock. */
function ending(): Ending {
  let now = STOP
  const end = watchEndOfStream({ now: () => now, sleep: async () => Promise.resolve() })
  return {
    ...end,
    setClock: (at) => {
      now = at
    },
    read: (after, hadLines, lagMs = 0) => {
      end.recordRead({ startedAt: STOP + after, hadLines, lagMs })
      return end.isReached()
    },
  }
}

describe('watchEndOfStream', () => {
  it('is never at the end while the container runs', () => {
    const end = ending()
    expect(end.read(60_000, false)).toBe(false)
    expect(end.hasStopped()).toBe(false)
    expect(end.dueInMs()).toBe(Infinity)
  })

  it.each([
    ['idle long before', [-10_000, -5_000], 5_000],
    ['shown before it stopped', [-10_000], 5_000],
    ['shown by the first read after it stopped', [-10_000, 900], 5_000],
    ['shown by the second read after it stopped', [-10_000, 400, 1_400], 6_400],
    ['shown 4 s late', [-10_000, 900, 4_000], 9_000],
  ])('is at the end 5 s after the stop, or after late lines: %s', (_what, readsWithLines, due) => {
    const end = ending()
    for (const at of readsWithLines.filter((read) => read < 0)) end.read(at, true)
    end.recordStop(0)
    for (const at of readsWithLines.filter((read) => read >= 0)) expect(end.read(at, true)).toBe(false)
    expect(end.dueInMs()).toBe(due)
    expect(end.read(due - 1, false)).toBe(false)
    expect(end.read(due, false)).toBe(true)
    expect(end.isCutShort()).toBe(false)
  })

  it('counts the time since a stop that is heard of later', () => {
    const end = ending()
    end.read(500, false)
    end.read(5_500, true)
    end.setClock(STOP + 5_600)
    end.recordStop(5_600)
    expect(end.dueInMs()).toBe(4_900)
    expect(end.read(5_600, false)).toBe(false)
    expect(end.read(10_500, false)).toBe(true)
  })

  it('waits as long as lines take to come, though none come meanwhile', () => {
    const end = ending()
    end.read(-1_000, true, 45_000)
    end.recordStop(0)
    for (let at = 1_000; at < 47_000; at += 1_000) expect(end.read(at, false, 45_000)).toBe(false)
    expect(end.read(47_000, false, 45_000)).toBe(true)
  })

  it('is at the end after 20 s, whatever comes, and says that lines were still coming', () => {
    const end = ending()
    end.recordStop(0)
    for (let at = 1_000; at < 20_000; at += 1_000) expect(end.read(at, true)).toBe(false)
    expect(end.dueInMs()).toBe(20_000)
    expect(end.read(20_000, true)).toBe(true)
    expect(end.isCutShort()).toBe(true)
  })

  it('is due at once when the time has passed', () => {
    const end = ending()
    end.recordStop(0)
    end.setClock(STOP + 7_000)
    expect(end.dueInMs()).toBe(0)
  })

  it('gives CloudWatch up 20 s after the stop was heard of, or after its last answer', () => {
    const end = ending()
    end.setClock(STOP + 60_000)
    end.recordStop(60_000)
    end.setClock(STOP + 79_999)
    expect(end.isGivenUp()).toBe(false)
    end.setClock(STOP + 80_000)
    expect(end.isGivenUp()).toBe(true)
    end.recordAnswer(STOP + 70_000)
    expect(end.isGivenUp()).toBe(false)
    end.setClock(STOP + 90_000)
    expect(end.isGivenUp()).toBe(true)
  })
})
