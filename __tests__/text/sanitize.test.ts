import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { sanitize, sanitizeLine } from '../../src/text/sanitize.js'
import { parseCommand } from '../../testing/runner/commands.ts'
import { hostileText, linesAsRead } from '../../testing/hostile-text.ts'

describe('harmless', () => {
  it.each([
    ['::error::boom', ': :error::boom'],
    [' \t::error::boom', ' \t: :error::boom'],
    ['one\n  ::set-output name=a::b', 'one\n  : :set-output name=a::b'],
    ['text ##[error]boom', 'text # #[error]boom'],
    ['###[group]x', '## #[group]x'],
    ['one\r::error::two', 'one\n: :error::two'],
    ['one\r\ntwo', 'one\ntwo'],
    ['\u0085::error::boom', ': :error::boom'],
    ['red \u001b[31mtext\u001b[0m', 'red text'],
    ['a\u202eb\u2066c\u0000d\u0007', 'abcd'],
    [':\u202e:error::boom', ': :error::boom'],
    ['line\u2028::error::boom', 'line::error::boom'],
  ])('%j becomes %j', (text, shown) => {
    expect(sanitize(text)).toBe(shown)
  })

  it.each([
    'arn:aws:ecs:us-east-1:123456789012:task/default/0123',
    'a :: b',
    'C::D',
    'tab\tand ünïcode 日本 🚀',
    '# [x]',
    '',
  ])('leaves %j as it is', (text) => {
    expect(sanitize(text)).toBe(text)
  })

  it('leaves no line that a runner obeys, whatever the text and the token', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const line of linesAsRead(sanitize(text))) expect(parseCommand(line, 'token')).toBeUndefined()
      }),
      { numRuns: 5000 },
    )
  })

  it('does nothing more the second time', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(sanitize(sanitize(text))).toBe(sanitize(text))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('harmlessLine', () => {
  it.each([
    ['one\ntwo', 'one two'],
    ['one  \r\n\n  two\rthree', 'one two three'],
    ['\n::error::boom', ' : :error::boom'],
  ])('%j becomes %j', (text, shown) => {
    expect(sanitizeLine(text)).toBe(shown)
  })

  it('is one line that no runner obeys', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const lines = linesAsRead(sanitizeLine(text))
        expect(lines).toHaveLength(1)
        expect(parseCommand(lines[0] ?? '', 'token')).toBeUndefined()
      }),
      { numRuns: 5000 },
    )
  })
})
