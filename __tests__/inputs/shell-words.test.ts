import { execFileSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { splitShellLine } from '../../src/inputs/shell-words.js'

/** The words; undefined where a quote is open. */
function splitWords(line: string): readonly string[] | undefined {
  const { words, unclosed } = splitShellLine(line)
  return unclosed ? undefined : words
}

describe('splitShellLine', () => {
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

  it.each<[string, string, string]>([
    ['a && b', 'operator', '&&'],
    ['a || b', 'operator', '||'],
    ['a | b', 'operator', '|'],
    ['a; b', 'operator', ';'],
    ['a &', 'operator', '&'],
    ['a >f', 'operator', '>'],
    ['a <f', 'operator', '<'],
    ['(a)', 'operator', '('],
    ['curl http://x/?a=1', 'pattern', '?'],
    ['curl http://x/a&b', 'operator', '&'],
    ['ls *.txt', 'pattern', '*'],
    ['ls [ab].txt', 'pattern', '[ab]'],
    ['ls {a,b}', 'pattern', '{a,b}'],
    ['ls ~/x', 'expansion', '~'],
    ['echo $HOME', 'expansion', '$HOME'],
    ['echo "$HOME"', 'expansion', '$HOME'],
    ['echo ${HOME}', 'expansion', '${'],
    ['echo $(date)', 'expansion', '$('],
    ['echo "`date`"', 'expansion', '`'],
    ['a # b', 'comment', '#'],
    ['a\nb', 'lines', '\n'],
    ['a\r\nb', 'lines', '\n'],
    [String.raw`powershell C:\app`, 'backslash', String.raw`\a`],
    ['run --json {"a": 1}', 'json', '{"'],
    ['FOO=bar run', 'assignment', 'FOO='],
    ['cd app', 'builtin', 'cd'],
    ['export A', 'builtin', 'export'],
    ['! a', 'builtin', '!'],
  ])('finds in %j the %s %j', (line, kind, text) => {
    expect(splitShellLine(line).syntax).toEqual({ kind, text })
  })

  it.each([
    "echo '$HOME && *'",
    String.raw`echo \$HOME \&\& \* \~`,
    'echo "a && b; c | d > e * ? ~ #"',
    String.raw`echo "\$HOME"`,
    "grep '^a$' file",
    'grep ^a$ file',
    'echo a#b a~b 5$ a=b',
    'test -f x',
    '[ -f x ]',
    'python -m etl --date 2026-01-01 --opt=a:b,c@d%e+f',
    'a \\\n  b',
    '  a b\n\n',
    "sh -c 'one\ntwo'",
  ])('finds nothing of a shell in %j', (line) => {
    expect(splitShellLine(line).syntax).toBeUndefined()
  })

  it('reads a long text of brackets, dollars or quotes in time', () => {
    for (const part of ['[', '{,', '$', '"', "'", '\\', '{"', '\n', '`', '~'])
      splitShellLine(part.repeat(65_536 / part.length))
  })
})
