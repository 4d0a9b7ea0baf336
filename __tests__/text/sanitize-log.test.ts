import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { sanitizeLog } from '../../src/text/sanitize.js'
import { hostileText, linesAsRead } from '../../testing/hostile-text.ts'
import { parseCommand } from '../../testing/runner/commands.ts'

const ESC = '\u001b'
const END = `${ESC}[0m`

describe('sanitizeLog', () => {
  it.each<[string, string, string[]]>([
    ['plain lines', 'one\n\ttwo', ['one', '\ttwo']],
    ['markup of the page', '##[group]x', ['# #[group]x']],
    ['markup within a line', 'a ##[error]b', ['a # #[error]b']],
    ['markup behind another sign', '###[group]x', ['## #[group]x']],
    ['markup with a joiner within', '#\u200d#\u200d[group]x', ['# \u200d#\u200d[group]x']],
    ['markup that a code hides', `#${ESC}[8m#[group]x`, ['# #[group]x']],
    ['a command', ' \t::error::x', [' \t: :error::x']],
    ['a command with a joiner within', ':\u200d:error::x', [': \u200d:error::x']],
    ['states of a progress bar', '1%\r50%\r100%', ['1%', '50%', '100%']],
    ['carriage returns alone', `${'\r'.repeat(262_000)}x`, ['x']],
    ['a line of carriage returns', '\r\r', ['']],
    ['marks that turn the direction', 'a\u202eb\u2066c\u200fd', ['abcd']],
    ['line ends of Unicode', 'a\u2028b\u2029c\u0085d', ['abcd']],
    ['control characters', 'a\u0000\b\u0007\u007f\u009b2Kb', ['ab']],
    ['tags that show nothing', 'a\u{e0041}\u00adb', ['ab']],
    ['an emoji of parts', '👩\u200d💻 ❤\ufe0f', ['👩\u200d💻 ❤\ufe0f']],
    ['movements of the cursor', `a${ESC}[2Kb${ESC}[1;1Hc`, ['abc']],
    ['a link', `${ESC}]8;;https://evil.example${ESC}\\here${ESC}]8;;${ESC}\\`, ['here']],
    ['colours that end', `${ESC}[31mred${END} text`, [`${ESC}[31mred${END} text`]],
    ['colours without an end', `${ESC}[31mred\nnext`, [`${ESC}[31mred${END}`, 'next']],
    ['an end without codes', `${ESC}[1mbold${ESC}[m`, [`${ESC}[1mbold${ESC}[m`]],
    ['hidden text', `${ESC}[8mhidden${ESC}[28m`, ['hidden']],
    ['hidden text that is coloured', `${ESC}[31;8;1mhidden`, [`${ESC}[31;1mhidden${END}`]],
    ['a colour of 256', `${ESC}[38;5;8mgrey`, [`${ESC}[38;5;8mgrey${END}`]],
    ['black of 256', `${ESC}[38;5;0mblack`, [`${ESC}[38;5;0mblack${END}`]],
    ['a colour of 16 million', `${ESC}[48;2;8;8;8mx${END}`, [`${ESC}[48;2;8;8;8mx${END}`]],
    ['a colour with colons', `${ESC}[38:5:8mx`, [`${ESC}[38:5:8mx${END}`]],
    ['a colour that is cut', `${ESC}[38;5mx`, ['x']],
  ])('shows %s so that nothing is hidden and nothing obeyed', (_what, text, lines) => {
    expect(sanitizeLog(text)).toEqual(lines)
  })

  it('leaves no line that a runner obeys, and none that looks like its markup', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const line of sanitizeLog(text)) {
          expect(linesAsRead(line)).toHaveLength(1)
          expect(parseCommand(line, 'token')).toBeUndefined()
          expect(line).not.toMatch(/##\[/)
        }
      }),
      { numRuns: 5000 },
    )
  })

  it('loses no visible character', () => {
    const visible = /[^\p{C}\p{Z}\s#:[\]]/gu
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const shown = sanitizeLog(text).join('\n')
        expect(shown.match(visible) ?? []).toEqual(text.match(visible) ?? [])
      }),
    )
  })
})
