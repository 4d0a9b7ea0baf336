import { describe, expect, it, jest } from '@jest/globals'
import { fuzzStep } from '../../scripts/fuzz/fuzz-step.ts'

jest.setTimeout(180_000)

/** A few of the steps that `npm run fuzz` draws. */
const SEEDS = Array.from({ length: 16 }, (_, index) => index + 1)

describe('the action amid hostile text', () => {
  it.concurrent.each(SEEDS)('obeys, leaks and hides nothing, and ends: seed %d', async (seed) => {
    expect(await fuzzStep(seed)).toMatchObject({ complaints: [] })
  })
})
