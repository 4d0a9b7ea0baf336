import { execFileSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { splitWords } from '../../src/inputs/command.js'

describe('splitWords', () => {
  it.each<[string, string[] | undefined]>([
    ['', []],
    ['  \n\t ', []],
    ['python -m etl --date "2026-01-01"', ['python', '-m', 'etl', '--date', '2026-01-01']],
    [`a 'b c' "d e"f`, ['a', 'b c', 'd ef']],
    [`'' "" x`, ['', '', 'x']],
    [String.raw`'\"'"x"`, [String.raw`\"x`]],
    [String.raw`"\$HOME \q \" \\"`, [String.raw`$HOME \q " \ `.trimEnd()]],
    [String.raw`a\ b \'`, ['a b', "'"]],
    ['one\\\ntwo', ['onetwo']],
    ['"one\\\ntwo"', ['onetwo']],
    ['$HOME * | a;b # c', ['$HOME', '*', '|', 'a;b', '#', 'c']],
    ["it's", undefined],
    ['say "hi', undefined],
    ['end\\', undefined],
  ])('%j', (line, words) => {
    expect(splitWords(line)).toEqual(words)
  })

  it('is undone by quoting', () => {
    const quote = (word: string) => `'${word.replaceAll("'", String.raw`'\''`)}'`
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
        expect(splitWords(words.map(quote).join(' '))).toEqual(words)
      }),
    )
  })

  it('splits as sh does', () => {
    const letters = fc.constantFrom('a', 'b', ' ', '\\', '"', "'", '\\"', `"\\'"`)
    const lines = fc
      .sample(fc.array(letters, { maxLength: 12 }), { numRuns: 300, seed: 7 })
      .map((parts) => parts.join(''))
    const split = lines.filter((line) => splitWords(line) !== undefined)
    const printed = execFileSync('sh', ['-s'], {
      input: split.map((line) => `set -- ${line}\nprintf '<%s>' "$#" "$@"; echo`).join('\n'),
      encoding: 'utf8',
    })
    const expected = split.map((line) => [String(splitWords(line)?.length), ...(splitWords(line) ?? [])])
    expect(split.length).toBeGreaterThan(100)
    expect(printed).toBe(expected.map((words) => `${words.map((word) => `<${word}>`).join('')}\n`).join(''))
  })
})
