import { describe, expect, it } from '@jest/globals'
import type { RunReport } from '../../src/report/run-report.js'
import { writeSummary } from '../../src/report/summary/summary.js'
import { idOf, reportOf, type TaskLife, viewAfter } from './reports.js'

const ONE_MIB = 1024 * 1024

function manyTasks(count: number, exitCode: number): RunReport {
  const tasks = Array.from({ length: count }, (_, index): TaskLife => ({
    id: idOf(index),
    at: [1, 12, 31, 192, 205],
    exitCode,
    reason: '|'.repeat(1024),
    stoppedReason: '<'.repeat(1024),
  }))
  return reportOf([{ inputs: {}, tasks }])
}

describe('the summary', () => {
  it.each([0, 3])('stays far below what GitHub takes with 2000 tasks that end with %d', (exitCode) => {
    const summary = writeSummary(viewAfter(manyTasks(2000, exitCode), 300))
    expect(Buffer.byteLength(summary)).toBeLessThan(ONE_MIB / 2)
    expect(summary).toMatch(/And \d+ more: the log and the output `tasks` have them all\./)
  })

  it('says of how many mistakes it shows how many', () => {
    const findings = Array.from({ length: 14 }, (_, index) => ({
      severity: 'error' as const,
      rule: 'x',
      where: `input ${index}`,
      message: 'wrong',
    }))
    const summary = writeSummary(viewAfter({ ...manyTasks(0, 0), findings }, 1))
    expect(summary.match(/^\*\*input \d+: wrong\*\*$/gm)).toHaveLength(10)
    expect(summary).toContain('And 4 more, which are in the log.')
  })

  it('leaves out what has no room, and says so', () => {
    const problems = [{ title: 'long', message: `long\n${'x'.repeat(ONE_MIB)}` }]
    const report = manyTasks(1, 3)
    const summary = writeSummary(viewAfter({ ...report, verdict: { ...report.verdict, problems } }, 300))
    expect(Buffer.byteLength(summary)).toBeLessThan(ONE_MIB)
    expect(summary).toContain('Left out for size: what went wrong. See the log.')
    expect(summary).toContain('```mermaid')
  })
})
