import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { nextInterval, decreaseBackoff, increaseBackoff } from '../../src/follow/poll-interval.js'

const MINUTE_MS = 60_000
const CEILING_MS = 12_500
/** Longer than Fargate takes to end a task. */
const ENDING_MS = 24_000

const waited = fc.integer({ min: 0, max: 24 * 60 * MINUTE_MS })
const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })

/** How many looks there are until a task has stopped after so much time, one after the other, each taking a moment. */
function looksUntil(stopMs: number, endingMs: number, random: () => number): number {
  let looks = 0
  let endingSince: number | undefined
  for (let at = 0; at < stopMs; looks++) {
    const endingForMs = endingSince === undefined ? undefined : at - endingSince
    at += nextInterval({ forMs: at, endingForMs }, 1, random()) + 30
    if (at >= stopMs - endingMs) endingSince ??= at
  }
  return looks
}

describe('the pause before the next look', () => {
  it('is a second at least, and else within two hundredths of what was waited', () => {
    fc.assert(
      fc.property(waited, chance, (ms, random) => {
        const pause = nextInterval({ forMs: ms }, 1, random)
        expect(pause).toBeGreaterThanOrEqual(1000)
        expect(pause).toBeLessThanOrEqual(Math.max(1000, 0.02 * ms))
        expect(pause).toBeLessThanOrEqual(CEILING_MS)
      }),
    )
  })

  it.each([
    [0, 1000],
    [30_000, 1000],
    [100_000, 1750],
    [10 * MINUTE_MS, 10_500],
    [60 * MINUTE_MS, CEILING_MS],
  ])('after %d ms is about %d ms', (ms, pause) => {
    expect(nextInterval({ forMs: ms }, 1, 0)).toBeCloseTo(pause, 6)
    expect(nextInterval({ forMs: ms }, 1, 0.999)).toBeGreaterThan(0.9 * pause)
  })

  it('makes few looks of an hour, and each soon enough', () => {
    expect(looksUntil(60 * MINUTE_MS, 0, () => 0.999)).toBeLessThanOrEqual(450)
    expect(looksUntil(60 * MINUTE_MS, ENDING_MS, () => 0.999)).toBeLessThanOrEqual(450)
  })

  it('is 2 s at most for a task that is about to stop, and never longer than for another', () => {
    fc.assert(
      fc.property(waited, fc.integer({ min: 0, max: MINUTE_MS }), chance, (ms, endingForMs, random) => {
        const pause = nextInterval({ forMs: ms, endingForMs }, 1, random)
        expect(pause).toBeLessThanOrEqual(Math.min(2000, nextInterval({ forMs: ms }, 1, random)))
        expect(pause).toBeGreaterThanOrEqual(1000)
      }),
    )
  })

  it('grows again for a task that takes long to stop', () => {
    const forMs = 24 * 60 * MINUTE_MS
    expect(nextInterval({ forMs, endingForMs: 5 * MINUTE_MS }, 1, 0)).toBeCloseTo(5250, 6)
    expect(nextInterval({ forMs, endingForMs: 60 * MINUTE_MS }, 1, 0)).toBe(CEILING_MS)
  })

  it('is longer for an account that is throttled, never shorter, and never so long that a task is forgotten', () => {
    const ending = fc.option(fc.integer({ min: 0, max: 60 * MINUTE_MS }), { nil: undefined })
    const strains = fc.double({ min: 1, max: 16, noNaN: true })
    fc.assert(
      fc.property(waited, ending, strains, chance, (ms, endingForMs, strain, random) => {
        const pause = nextInterval({ forMs: ms, endingForMs }, strain, random)
        expect(pause).toBeGreaterThanOrEqual(nextInterval({ forMs: ms, endingForMs }, 1, random))
        expect(pause).toBeLessThanOrEqual(20_000)
      }),
    )
    expect(nextInterval({ forMs: 0 }, 4, 0)).toBe(4000)
  })

  it('leaves room for the last looks of others on an account that is throttled', () => {
    const forMs = 10 * MINUTE_MS
    expect(nextInterval({ forMs }, 16, 0)).toBe(20_000)
    expect(nextInterval({ forMs, endingForMs: 0 }, 16, 0)).toBe(5000)
    expect(nextInterval({ forMs: MINUTE_MS / 2, endingForMs: 0 }, 16, 0)).toBe(5000)
  })

  it('differs among steps that were turned away together', () => {
    expect(nextInterval({ forMs: 0 }, 8, 0.9)).toBeLessThan(0.7 * nextInterval({ forMs: 0 }, 8, 0))
  })
})

describe('the strain', () => {
  it('doubles with every look that is turned away, up to a limit', () => {
    expect(increaseBackoff(1)).toBe(2)
    expect(increaseBackoff(2)).toBe(4)
    expect(Array.from({ length: 20 }).reduce<number>((strain) => increaseBackoff(strain), 1)).toBe(
      increaseBackoff(1e6),
    )
  })

  it('eases with every look that is answered, and ends', () => {
    let strain = increaseBackoff(1e6)
    for (let looks = 0; looks < 60; looks++) {
      expect(decreaseBackoff(strain)).toBeLessThanOrEqual(strain)
      strain = decreaseBackoff(strain)
    }
    expect(strain).toBe(1)
  })
})
