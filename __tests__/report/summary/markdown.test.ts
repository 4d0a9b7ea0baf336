import { describe, expect, it } from '@jest/globals'
import MarkdownIt from 'markdown-it'
import fc from '../../../testing/properties.js'
import { clip, code, fence, link, prose, table, escapeText } from '../../../src/report/summary/markdown.js'
import { sanitize, sanitizeLine } from '../../../src/text/sanitize.js'

const page = new MarkdownIt({ html: true, linkify: true })
// GitHub links no bare domains; left to itself markdown-it links `a.ac`, and whatever else ends like a country's.
page.linkify.tlds(['com'])

/** What a reader sees of some HTML. */
function seen(html: string): string {
  const text = html.replaceAll(/<[^>]*>/g, '')
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

const MARKS = [
  ...Array.from('|`*_~<>[](){}#!:;&\\$@=+-.%"\''),
  '```',
  '<img src=x>',
  '&lt;',
  'https://evil.example',
  'www.evil.com',
  '~~x~~',
  '[x](https://evil.example)',
  '<!-- x',
]
const OTHERS = [
  '\n',
  '\r\n',
  '\t',
  ' ',
  '\u202e',
  '\u2028',
  '\x1b[31m',
  '\x07',
  '\0',
  'a',
  '1',
  '1.',
  'é',
  '🙂',
]
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...MARKS, ...OTHERS), fc.string({ unit: 'binary' })), { maxLength: 12 })
  .map((parts) => parts.join(''))

/** White space within a line is one blank to a reader. */
const collapsed = (words: string) => words.replaceAll(/\s+/g, ' ').trim()

describe('text of somebody else', () => {
  it.each([
    ['| a | b |', '| a | b |'],
    ['`code` and *stars* and __lines__', '`code` and *stars* and __lines__'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['[a](https://evil.example) ![b](c)', '[a](https://evil.example) ![b](c)'],
    ['&lt;b&gt; &#60;', '&lt;b&gt; &#60;'],
    ['two\nlines', 'two lines'],
    ['\u202eright to left', 'right to left'],
    ['\x1b[31mred\x1b[0m', 'red'],
    ['# no heading', '# no heading'],
    ['- no list', '- no list'],
    ['1. no list', '1. no list'],
    ['@octocat pays $1 for :tea:', '@octocat pays $1 for :tea:'],
  ])('is seen as it is: %j', (foreign, expected) => {
    const html = page.render(escapeText(foreign))
    expect(seen(html).trim()).toBe(expected)
    expect(html).not.toMatch(/<(?!\/?(p|span)>)/)
  })

  it('is seen as it is, whatever it holds, in a paragraph and in a table', () => {
    fc.assert(
      fc.property(hostile, (foreign) => {
        const expected = collapsed(sanitizeLine(foreign))
        const paragraph = page.render(`before ${escapeText(foreign)}`)
        expect(paragraph).not.toMatch(/<(?!\/?(p|span)>)/)
        expect(collapsed(seen(paragraph))).toBe(collapsed(`before ${expected}`))
        const cells =
          page.render(table(['a', 'b'], [[escapeText(foreign), 'last']])).match(/<td>[^]*?<\/td>/g) ?? []
        expect(cells).toHaveLength(expected === '' ? 1 : 2)
        expect(cells.at(-1)).toBe('<td>last</td>')
      }),
      { numRuns: 500 },
    )
  })

  it('is seen as it is in code', () => {
    fc.assert(
      fc.property(hostile, (foreign) => {
        const html = page.renderInline(`a ${code(foreign)} b`)
        expect(html).toMatch(/^a <code>[^<]*<\/code> b$/)
        expect(collapsed(seen(html))).toBe(collapsed(`a ${sanitizeLine(foreign).trim()} b`))
      }),
    )
  })

  it('stays within its fence', () => {
    fc.assert(
      fc.property(hostile, (foreign) => {
        const tokens = page.parse(`${fence('yaml', foreign)}\n\nafter`, {})
        expect(tokens.map(({ type }) => type)).toEqual([
          'fence',
          'paragraph_open',
          'inline',
          'paragraph_close',
        ])
        expect(tokens[0]?.content.trimEnd()).toBe(sanitize(foreign).replaceAll('\0', '\ufffd').trimEnd())
      }),
    )
  })
})

describe('a message', () => {
  it('becomes its lines, and blocks to copy', () => {
    expect(prose('Give it more:\n    memory: 8192\n    cpu: 2048\nor less work.\nBye.')).toBe(
      'Give it more:\n\n```yaml\nmemory: 8192\ncpu: 2048\n```\n\nor less work.<br>\nBye.',
    )
  })
})

describe('a table', () => {
  it('leaves out columns without content', () => {
    expect(table(['a', 'b', 'c'], [['1', '', '3']])).toBe('| a | c |\n| --- | --- |\n| 1 | 3 |')
  })
})

describe('clipping', () => {
  it('marks the cut and never halves a character', () => {
    expect(clip('🙂🙂🙂', 3)).toBe('🙂🙂🙂')
    expect(clip('🙂🙂🙂🙂', 3)).toBe('🙂🙂…')
  })
})

describe('a link', () => {
  it('is its label alone where there is no address', () => {
    expect([link('a', 'https://a.example'), link('a', undefined)]).toEqual(['[a](https://a.example)', 'a'])
  })
})
