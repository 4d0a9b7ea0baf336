import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { nextPause, relaxed, strained } from '../../src/follow/pace.js'

const MINUTE_MS = 60_000
const CEILING_MS = 12_000

const waited = fc.integer({ min: 0, max: 24 * 60 * MINUTE_MS })
const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })

/** How many looks there are in so much time, one after the other, each taking a moment. */
function looksIn(ms: number, random: () => number): number {
  let looks = 0
  for (let at = 0; at < ms; looks++) at += nextPause(at, 1, random()) + 30
  return looks
}

describe('the pause before the next look', () => {
  it('is a second at least, and else within two hundredths of what was waited', () => {
    fc.assert(
      fc.property(waited, chance, (ms, random) => {
        const pause = nextPause(ms, 1, random)
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
    expect(nextPause(ms, 1, 0)).toBeCloseTo(pause, 6)
    expect(nextPause(ms, 1, 0.999)).toBeGreaterThan(0.9 * pause)
  })

  it('makes few looks of an hour, and each soon enough', () => {
    expect(looksIn(60 * MINUTE_MS, () => 0.999)).toBeLessThanOrEqual(450)
  })

  it('is longer for an account that is throttled, never shorter, and never so long that a task is forgotten', () => {
    fc.assert(
      fc.property(waited, fc.double({ min: 1, max: 16, noNaN: true }), chance, (ms, strain, random) => {
        const pause = nextPause(ms, strain, random)
        expect(pause).toBeGreaterThanOrEqual(nextPause(ms, 1, random))
        expect(pause).toBeLessThanOrEqual(20_000)
      }),
    )
    expect(nextPause(0, 4, 0)).toBe(4000)
  })

  it('differs among steps that were turned away together', () => {
    expect(nextPause(0, 8, 0.9)).toBeLessThan(0.7 * nextPause(0, 8, 0))
  })
})

describe('the strain', () => {
  it('doubles with every look that is turned away, up to a limit', () => {
    expect(strained(1)).toBe(2)
    expect(strained(2)).toBe(4)
    expect(Array.from({ length: 20 }).reduce<number>((strain) => strained(strain), 1)).toBe(strained(1e6))
  })

  it('eases with every look that is answered, and ends', () => {
    let strain = strained(1e6)
    for (let looks = 0; looks < 40; looks++) {
      expect(relaxed(strain)).toBeLessThanOrEqual(strain)
      strain = relaxed(strain)
    }
    expect(strain).toBe(1)
  })
})
