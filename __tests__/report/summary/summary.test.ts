import { describe, expect, it } from '@jest/globals'
import { writeSummary } from '../../../src/report/summary/summary.js'
import { expectGolden } from '../golden.js'
import { TOLD } from '../told.js'

describe('the summary of a step', () => {
  it.each(Object.keys(TOLD))('is as it was looked at: %s', (name) => {
    const told = TOLD[name]?.()
    if (told === undefined) throw new Error(name)
    const summary = writeSummary(told.report, told.timing)
    expectGolden(`${name}.md`, summary)
    expect(summary).not.toContain('hunter2')
  })
})
