import { describe, expect, it } from '@jest/globals'
import fc from '../../../testing/properties.js'
import { gatherTasks } from '../../../src/report/task-rows.js'
import { drawTimeline, label } from '../../../src/report/summary/timeline.js'
import { START, reportOf, type AttemptScript } from '../reports.js'

function draw(...scripts: Partial<AttemptScript>[]): string[] {
  const { attempts } = reportOf(scripts.map((script) => ({ inputs: {}, tasks: [], ...script })))
  return drawTimeline(gatherTasks(attempts), START + 100_000).split('\n')
}

const bars = (lines: readonly string[]) =>
  lines.filter((line) => line.includes(' :')).map((line) => line.trim())

describe('the timeline', () => {
  it('shows every phase that ECS tells of', () => {
    expect(bars(draw({ tasks: [{ at: [10, 20, 40, 70, 90], exitCode: 0 }] }))).toEqual([
      'waiting for capacity 10 s :done, 2000-01-01 00:00:00.000, 2000-01-01 00:00:10.000',
      'provisioning 10 s :done, 2000-01-01 00:00:10.000, 2000-01-01 00:00:20.000',
      'pulling 19 s :done, 2000-01-01 00:00:20.000, 2000-01-01 00:00:39.000',
      'starting 1 s :done, 2000-01-01 00:00:39.000, 2000-01-01 00:00:40.000',
      'running 30 s :active, 2000-01-01 00:00:40.000, 2000-01-01 00:01:10.000',
      'stopping 20 s :done, 2000-01-01 00:01:10.000, 2000-01-01 00:01:30.000',
    ])
  })

  it('marks a run that failed', () => {
    expect(bars(draw({ tasks: [{ at: [0, 10, 20, 70, 80], exitCode: 3 }] }))).toContainEqual(
      expect.stringMatching(/^running 50 s :crit,/),
    )
  })

  it('draws a task that never started as far as it got', () => {
    expect(bars(draw({ tasks: [{ at: [0, undefined, undefined, undefined, 60] }] }))).toEqual([
      'provisioning 1 min :done, 2000-01-01 00:00:00.000, 2000-01-01 00:01:00.000',
    ])
  })

  it('draws what goes on up to now', () => {
    expect(bars(draw({ tasks: [{ at: [0, 10, 20] }] })).at(-1)).toBe(
      'running 1 min 20 s :active, 2000-01-01 00:00:20.000, 2000-01-01 00:01:40.000',
    )
  })

  it('names attempts one after the other', () => {
    const lines = draw(
      { tasks: [{ at: [0, 10, 20, 30, 40], exitCode: 1 }] },
      { askedAt: 41, tasks: [{ at: [41, 50, 60, 70, 80], exitCode: 0 }] },
    )
    expect(lines.filter((line) => line.includes('section'))).toEqual([
      '  section attempt 1',
      '  section attempt 2',
    ])
  })

  it.each([
    [8, '1second', '%M:%S'],
    [100, '15second', '%M:%S'],
    [3500, '10minute', '%M:%S'],
    [40_000, '2hour', '%H:%M'],
    [10 * 86_400, '1day', '%H:%M'],
  ])('has an axis that can be read after %d s', (seconds, tick, axis) => {
    const lines = draw({ tasks: [{ at: [0, 1, 2, seconds - 1, seconds], exitCode: 0 }] })
    expect(lines).toEqual(expect.arrayContaining([`  tickInterval ${tick}`, `  axisFormat ${axis}`]))
  })

  it('is empty where ECS has told nothing', () => {
    const { attempts } = reportOf([{ inputs: {}, tasks: [] }])
    expect(drawTimeline(gatherTasks(attempts), START)).toBe('')
  })
})

describe('a label of the timeline', () => {
  it('holds nothing that Mermaid or HTML would obey', () => {
    const marks = fc.constantFrom(
      '#',
      ';',
      ':',
      '\n',
      '<br>',
      '%%',
      '"',
      '`',
      '```',
      '{',
      '}',
      '\u202e',
      '\x1b',
      'a',
      '…',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(marks, fc.string({ unit: 'binary' }))), (parts) => {
        expect(label(parts.join(''))).toMatch(/^[\p{L}\p{N} ._…-]+$/u)
      }),
    )
  })
})
