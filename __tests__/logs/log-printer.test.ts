import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { openLogPrinter } from '../../src/logs/log-printer.js'
import { hostileText, linesAsRead } from '../../testing/hostile-text.ts'
import { recordConsole } from '../../testing/recording-console.ts'
import { sourceOf } from './streams.ts'

const COLOUR = new RegExp(`${String.fromCodePoint(0x1b)}\\[[\\d;:]*m`, 'g')

interface Setting {
  readonly containers?: string[]
  readonly severalTasks?: boolean
  readonly coloured?: boolean
}

function printed(
  events: readonly string[],
  { containers = ['app'], severalTasks = false, coloured = false }: Setting = {},
  container = 'app',
) {
  const console = recordConsole(coloured)
  openLogPrinter(console, { containers, severalTasks })(sourceOf(container), events)
  expect(console.entries.every(({ kind }) => kind === 'foreign')).toBe(true)
  return console.texts('foreign')
}

describe('lines of a log', () => {
  it.each([
    ['one', ['one']],
    ['one\n', ['one']],
    ['one\r\n\n', ['one']],
    ['one\ntwo', ['one', 'two']],
    ['one\r\n\r\ntwo', ['one', '', 'two']],
    ['10 %\r20 %\r100 %', ['10 %', '20 %', '100 %']],
    ['x\r::error::boom', ['x', ': :error::boom']],
    ['', ['']],
    ['a\tb', ['a\tb']],
    ['\u001b[1;31mred\u001b[0m', ['\u001b[1;31mred\u001b[0m']],
    ['up\u001b[2Aand\u001b[Kaway\u0007\b\u0000\u009b1m', ['upandaway']],
    ['ünïcode 日本 🚀', ['ünïcode 日本 🚀']],
  ])('of %j are %j', (event, lines) => {
    expect(printed([event])).toEqual(lines)
  })

  it('are as many for a runner as were printed, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(hostileText), (events) => {
        for (const line of printed(events)) {
          expect(linesAsRead(line)).toHaveLength(1)
          expect(line.replaceAll(COLOUR, '').replaceAll('\t', '')).not.toMatch(/\p{Cc}/u)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the label of a line', () => {
  const two = ['app', 'log-router']

  it.each<[string, Setting, string, string]>([
    ['is none for one container of one task', {}, 'app', 'text'],
    ['is the container’s name among several', { containers: two }, 'app', 'app        | text'],
    ['is as wide for all of them', { containers: two }, 'log-router', 'log-router | text'],
    ['begins with the task’s id among several tasks', { severalTasks: true }, 'app', '01234567 app | text'],
    ['has both', { containers: two, severalTasks: true }, 'app', '01234567 app        | text'],
    [
      'is coloured where colours show',
      { containers: two, coloured: true },
      'app',
      '\u001b[36mapp        | \u001b[0mtext',
    ],
    [
      'is in another colour for another container',
      { containers: two, coloured: true },
      'log-router',
      '\u001b[33mlog-router | \u001b[0mtext',
    ],
  ])('%s', (_what, setting, container, line) => {
    expect(printed(['text'], setting, container)).toEqual([line])
  })

  it('stands before every line of an event', () => {
    expect(printed(['one\n::error::two'], { containers: two })).toEqual([
      'app        | one',
      'app        | ::error::two',
    ])
  })

  it('has one of six colours for each container, however many there are', () => {
    const many = Array.from({ length: 10 }, (_, index) => `c${index}`)
    const colours = many.map((name) =>
      printed(['x'], { containers: many, coloured: true }, name)[0]?.slice(0, 5),
    )
    expect(new Set(colours).size).toBe(6)
    expect(colours[6]).toBe(colours[0])
  })
})
