import { describe, expect, it } from '@jest/globals'
import { cancelledBeforeLaunch, finish, refusedFor } from '../../src/flows/finish.js'
import { systemClock } from '../../src/runtime/clock.js'
import { recordConsole } from '../../testing/recording-console.ts'
import { stepOf } from '../../testing/step.ts'
import { reportOf } from '../report/reports.js'

const WELL = reportOf([{ inputs: {}, tasks: [{ at: [1, 12, 31, 192, 205], exitCode: 0 }] }])

function runtimeOf() {
  return { console: recordConsole(), clock: systemClock, signal: new AbortController().signal }
}

describe('the end of a step', () => {
  it('writes the summary before its last line', async () => {
    const step = stepOf({})
    const runtime = runtimeOf()
    await finish({ report: WELL }, Date.now(), { ...step, ...runtime })
    expect(step.handedOver.at(-1)).toMatch(
      /^### ✅ <code>nightly-etl:42<\/code> succeeded in 0 s: app exited with 0/,
    )
    expect(runtime.console.texts('line').at(-1)).toBe('succeeded in 0 s: app exited with 0')
  })

  it('says what became of a task before the rest of its log is shown', async () => {
    const runtime = runtimeOf()
    const logsShown = Promise.resolve().then(() => {
      runtime.console.foreign(['the last line'])
    })
    await finish({ report: WELL, logsShown }, Date.now(), { ...stepOf({}), ...runtime })
    expect(runtime.console.entries.slice(0, 2)).toEqual([
      { kind: 'line', text: 'succeeded' },
      { kind: 'foreign', text: 'the last line' },
    ])
  })

  it('says nothing in advance of a task that goes on', async () => {
    const runtime = runtimeOf()
    const report = { ...WELL, verdict: { ...WELL.verdict, outcome: 'started' as const } }
    await finish({ report, logsShown: Promise.resolve() }, Date.now(), { ...stepOf({}), ...runtime })
    expect(runtime.console.texts('line')).not.toContain('started')
  })

  it('is no worse for a summary that cannot be written', async () => {
    const runtime = runtimeOf()
    const step = {
      ...stepOf({}),
      writeSummary: async () => {
        throw new Error('no space left')
      },
    }
    const verdict = await finish({ report: WELL }, Date.now(), { ...step, ...runtime })
    expect(verdict.outcome).toBe('succeeded')
    expect(runtime.console.texts('debug')).toEqual(['no job summary: no space left'])
    expect(runtime.console.texts('error')).toEqual([])
  })

  it.each([
    [1, 'refused: input 1: wrong 1; nothing was started'],
    [4, 'refused: 4 mistakes, nothing was started'],
  ])('says why nothing was started for %d of them', async (count, line) => {
    const findings = Array.from({ length: count }, (_, index) => ({
      severity: 'error' as const,
      rule: 'x',
      where: `input ${index + 1}`,
      message: `wrong ${index + 1}\nin detail`,
    }))
    const runtime = runtimeOf()
    await finish(refusedFor(findings, {}), Date.now(), { ...stepOf({}), ...runtime })
    expect(runtime.console.texts('line')).toEqual([line])
  })

  it('tells of a step that was cancelled before it started anything', async () => {
    const runtime = runtimeOf()
    const step = stepOf({})
    await finish(cancelledBeforeLaunch('nightly-etl'), Date.now(), { ...step, ...runtime })
    expect(runtime.console.texts('line')).toEqual(['cancelled after 0 s: nothing was started'])
    expect(step.handedOver.at(-1)).toMatch(
      /^### 🚫 <code>nightly-etl<\/code> cancelled after 0 s: nothing was started/,
    )
  })
})
