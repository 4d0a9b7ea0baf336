import { describe, expect, it } from '@jest/globals'
import { cancelledBeforeLaunch, conclude, refuse } from '../../src/flows/conclude.js'
import { Interruption } from '../../src/world/interruption.js'
import { systemClock } from '../../src/world/clock.js'
import { recordConsole } from '../support/recording-console.ts'
import { stepOf } from '../support/step.ts'
import { storyOf } from './stories.js'

const WELL = storyOf([{ inputs: {}, tasks: [{ at: [1, 12, 31, 192, 205], exitCode: 0 }] }])

function worldOf() {
  return { console: recordConsole(), clock: systemClock, signal: new AbortController().signal }
}

describe('the end of a step', () => {
  it('writes the summary before its last line', async () => {
    const step = stepOf({})
    const world = worldOf()
    await conclude(step, { story: WELL }, Date.now(), world)
    expect(step.handedOver.at(-1)).toMatch(
      /^### ✅ <code>nightly-etl:42<\/code> succeeded in 0 s: app exited with 0/,
    )
    expect(world.console.texts('line').at(-1)).toBe('succeeded in 0 s: app exited with 0')
  })

  it('says what became of a task before the rest of its log is shown', async () => {
    const world = worldOf()
    const logsShown = Promise.resolve().then(() => {
      world.console.foreign(['the last line'])
    })
    await conclude(stepOf({}), { story: WELL, logsShown }, Date.now(), world)
    expect(world.console.entries.slice(0, 2)).toEqual([
      { kind: 'line', text: 'succeeded' },
      { kind: 'foreign', text: 'the last line' },
    ])
  })

  it('says nothing in advance of a task that goes on', async () => {
    const world = worldOf()
    const story = { ...WELL, verdict: { ...WELL.verdict, outcome: 'started' as const } }
    await conclude(stepOf({}), { story, logsShown: Promise.resolve() }, Date.now(), world)
    expect(world.console.texts('line')).not.toContain('started')
  })

  it('is no worse for a summary that cannot be written', async () => {
    const world = worldOf()
    const step = {
      ...stepOf({}),
      writeSummary: async () => {
        throw new Error('no space left')
      },
    }
    const verdict = await conclude(step, { story: WELL }, Date.now(), world)
    expect(verdict.outcome).toBe('succeeded')
    expect(world.console.texts('debug')).toEqual(['no job summary: no space left'])
    expect(world.console.texts('error')).toEqual([])
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
    const world = worldOf()
    await conclude(stepOf({}), refuse(findings, {}), Date.now(), world)
    expect(world.console.texts('line')).toEqual([line])
  })

  it('tells of a step that was cancelled before it started anything', async () => {
    const world = worldOf()
    const step = stepOf({})
    await conclude(
      step,
      cancelledBeforeLaunch(new Interruption('cancelled', 0), 'nightly-etl'),
      Date.now(),
      world,
    )
    expect(world.console.texts('line')).toEqual(['cancelled after 0 s: nothing was started'])
    expect(step.handedOver.at(-1)).toMatch(
      /^### 🚫 <code>nightly-etl<\/code> cancelled after 0 s: nothing was started/,
    )
  })

  it('takes nothing else for a cancel', () => {
    const fault = new Error('a fault')
    expect(() => cancelledBeforeLaunch(fault)).toThrow(fault)
  })
})
