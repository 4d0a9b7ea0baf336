import { Readable } from 'node:stream'
import { describe, expect, it } from '@jest/globals'
import { parseCommandFile } from '../../testing/runner/command-files.ts'
import { parseCommand } from '../../testing/runner/commands.ts'
import { readConsole } from '../../testing/runner/console.ts'
import { readLines } from '../../testing/runner/read-lines.ts'

describe('a line of output', () => {
  it.each([
    ['::error::boom', { name: 'error', properties: {}, data: 'boom' }],
    [' \t\u0085\u3000::error::boom', { name: 'error', properties: {}, data: 'boom' }],
    ['::ERROR::boom', { name: 'error', properties: {}, data: 'boom' }],
    [
      '::error title=a%2Cb,File=x::two%0Alines %250A',
      { name: 'error', properties: { title: 'a,b', file: 'x' }, data: 'two\nlines %0A' },
    ],
    ['::error =a==b=c,d,e=::x', { name: 'error', properties: { a: 'b=c' }, data: 'x' }],
    ['::error:\u200b:boom', { name: 'error', properties: {}, data: ':boom' }],
    ['text ##[error]boom', { name: 'error', properties: {}, data: 'boom' }],
    ['##[error file=a;line=1]100%25', { name: 'error', properties: { file: 'a', line: '1' }, data: '100%' }],
    ['::nothing::##[warning]x', { name: 'warning', properties: {}, data: 'x' }],
  ])('%j is a command', (line, command) => {
    expect(parseCommand(line)).toEqual(command)
  })

  it.each([
    '',
    'text',
    ':: error::x',
    'app | ::error::x',
    '::error',
    ': :error::x',
    '::nothing::x',
    '##[nothing]x',
    '# #[error]x',
    '##[error',
    '\ufeff::error::x',
  ])('%j is text', (line) => {
    expect(parseCommand(line)).toBeUndefined()
  })
})

describe('a log', () => {
  it('hears only the token after stop-commands', () => {
    const { annotations, log, stopped } = readConsole([
      '::stop-commands::Token',
      '::error::unheard',
      '##[token]',
      '::error::heard',
    ])
    expect(annotations).toEqual([{ level: 'error', message: 'heard', properties: {} }])
    expect(log).toBe('::stop-commands::Token\n::error::unheard\n##[token]\n##[error]heard')
    expect(stopped).toBe(false)
  })

  it.each(['', 'error', 'pause-logging'])('refuses %j as the token', (token) => {
    expect(readConsole([`::stop-commands::${token}`, '::error::heard'])).toMatchObject({
      stopped: false,
      refusedCommand: true,
    })
  })

  it('fails a step that prints set-env', () => {
    expect(readConsole(['::set-env name=PATH::/tmp'])).toMatchObject({
      refusedCommand: true,
      annotations: [{ level: 'error' }],
    })
  })

  it('masks what add-mask names, each line of it, and never shows it', () => {
    const { log, unmaskedLog, masks } = readConsole(['::add-mask::one%0Atwo', 'one and two', '::error::one'])
    expect(masks).toEqual(['one', 'two'])
    expect(log).toBe('*** and ***\n##[error]***')
    expect(unmaskedLog).toBe('one and two\n##[error]one')
  })

  it('collects groups, and debug messages without showing them', () => {
    const console = readConsole(['::group::Plan', 'a', '::debug::hidden', 'b', '::endgroup::', 'c'])
    expect(console.groups).toEqual([{ title: 'Plan', lines: ['a', 'b'] }])
    expect(console.debug).toEqual(['hidden'])
    expect(console.log).toBe('##[group]Plan\na\nb\n##[endgroup]\nc')
    expect(readConsole(['::debug::shown'], true).log).toBe('##[debug]shown')
  })

  it('takes outputs and state from the commands of old', () => {
    expect(readConsole(['::set-output name=a::1', '::save-state name=b::2'])).toMatchObject({
      outputs: { a: '1' },
      state: { b: '2' },
    })
  })
})

describe('a command file', () => {
  it.each([
    ['', {}],
    ['a=1\n\nb=2=3\n', { a: '1', b: '2=3' }],
    ['a=x<<y', { a: 'x<<y' }],
    ['a<<EOF\none\n\ntwo\nEOF\nb=1\n', { a: 'one\n\ntwo', b: '1' }],
    ['a<<EOF\nEOF\n', { a: '' }],
    ['a<<EOF\r\nx\r\nEOF\r\n', { a: 'x\r' }],
  ])('%j', (text, pairs) => {
    expect(parseCommandFile(text)).toEqual(pairs)
  })

  it.each(['text', '<<EOF\nEOF', 'a<<\n\n', 'a<<EOF\nx\n'])('%j fails the step', (text) => {
    expect(() => parseCommandFile(text)).toThrow(/Invalid/)
  })
})

describe('a stream', () => {
  it.each([
    [
      ['a\r', '\nb\rc\n\nd'],
      ['a', 'b', 'c', '', 'd'],
    ],
    [['a\u2028b\u0085c\n'], ['a\u2028b\u0085c']],
    [['a\r'], ['a']],
    [
      ['a\r', 'b'],
      ['a', 'b'],
    ],
    [[], []],
  ])('%j', async (chunks, lines) => {
    const read: string[] = []
    await readLines(Readable.from(chunks), (line) => read.push(line))
    expect(read).toEqual(lines)
  })
})
