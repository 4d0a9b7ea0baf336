import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { mistakesOf, readRun } from './reading-inputs.js'

/** Generous, for a busy machine: what these texts are made for takes hours or all memory. */
const BOUND_MS = 15_000

const INDENTATION =
  'not valid YAML: the indentation does not fit the lines above, or a bracket or brace is not closed'
const MISSING =
  'not valid YAML: something is missing here: a colon with a blank behind it, a comma, or a closing quote or bracket'

describe('what is not YAML', () => {
  it.each([
    ['app:\n\tcpu: 1', '2:1', 'not valid YAML: a tab is used as indentation; YAML takes blanks only'],
    ['app:\n  cpu: 1\n  memory 2\n', '3:3', MISSING],
    ['app:\n  cpu: 1\n memory: 2\n', '3:1', INDENTATION],
    ['app: {cpu: 1', '1:13', INDENTATION],
    ['app: "abc', '1:10', MISSING],
    [
      'app: cpu: 1',
      '1:6',
      'not valid YAML: a second "key: value" starts on this line; quote the value if the colon belongs to it',
    ],
    [
      'app: {command: "\\q"}',
      '1:17',
      'not valid YAML: a backslash in double quotes is followed by something YAML does not know; write it twice, or use single quotes',
    ],
    ['app: `x`', '1:6', 'not valid YAML: a value that starts with this character needs quotes'],
    ['app: {}\n---\nb: {}', '2:1', 'not valid YAML: a second YAML document starts here; one is expected'],
    [
      'app: {cpu: !!int 1}',
      '1:12',
      'not valid YAML: a value that starts with ! needs quotes; a tag of YAML has no meaning here',
    ],
    ['? [app]\n: {}', '1:3', 'a key must be a single value'],
    [
      'app: *base',
      '1:6',
      'an alias that has no anchor before it | Put the value in quotes if the asterisk is part of it.',
    ],
    ['app: {<<: base}', '1:11', 'the merge key << takes a map, an alias of one, or a list of those'],
  ])('%j: one mistake with its place', (containers, place, mistake) => {
    expect(mistakesOf({ containers })).toEqual([`containers:${place}  ${mistake}`])
  })

  it('goes on with the other inputs', () => {
    expect(mistakesOf({ containers: '{', count: 'x' })).toHaveLength(2)
  })

  it('finds every duplicate key', () => {
    expect(mistakesOf({ containers: 'app:\n  cpu: 11\n  cpu: 12\n  gpu: 1\n  gpu: 2' })).toEqual([
      'containers:3:3  duplicate key "cpu", first at containers:2:3 | Keep one of them.',
      'containers:5:3  duplicate key "gpu", first at containers:4:3 | Keep one of them.',
    ])
  })
})

describe('what is too much', () => {
  const levels = (count: number) => Array.from({ length: count }, (_, level) => level)
  const tooMany = 'containers  more than 20000 values, counting those behind an alias every time'

  it.each([
    [
      'an alias of aliases of aliases',
      [
        'a0: &a0 {cpu: 1}',
        ...levels(30).map((n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join()}]`),
      ].join('\n'),
      tooMany,
    ],
    [
      'merges of merges',
      [
        'a0: &a0 {cpu: 1}',
        ...levels(30).map((n) => `a${n + 1}: &a${n + 1} {<<: [${Array(9).fill(`*a${n}`).join()}]}`),
      ].join('\n'),
      tooMany,
    ],
    [
      'a large map for each of many containers',
      `a: &a {environment: {${levels(2000)
        .map((n) => `V${n}: x`)
        .join()}}}\n${levels(2000)
        .map((n) => `c${n}: *a`)
        .join('\n')}`,
      tooMany,
    ],
    ['many values', `app: {command: [${'x,'.repeat(30_000)}]}`, tooMany],
    [
      'nested lists',
      `app: ${'['.repeat(500)}${']'.repeat(500)}`,
      'containers:1:25  nested more than 20 levels deep',
    ],
    [
      'a text without end',
      'x'.repeat(70_000),
      'containers  containers is 70000 characters long; it takes 65536 at most',
    ],
  ])('%s is refused in bounded time', (_, containers, mistake) => {
    const start = performance.now()
    expect(mistakesOf({ containers })).toEqual([mistake])
    expect(performance.now() - start).toBeLessThan(BOUND_MS)
  })

  it.each([
    ['brackets never closed', '['.repeat(65_000)],
    ['braces never closed', '{a: '.repeat(16_000)],
    ['dashes', '- '.repeat(32_000)],
    ['question marks', '? '.repeat(32_000)],
    ['aliases', `[${'*a,'.repeat(21_000)}]`],
    ['anchors', '&a '.repeat(21_000)],
    ['wrong escapes', `"${'\\x'.repeat(32_000)}`],
    ['the same key', 'a:\n'.repeat(21_000)],
    ['digits in a list', '9'.repeat(65_000)],
  ])('%s end in mistakes, in bounded time', (_, text) => {
    const start = performance.now()
    expect(mistakesOf({ containers: text })).not.toEqual([])
    readRun({
      cpu: text,
      timeout: text,
      subnets: text,
      'capacity-provider-strategy': text,
      'started-by': text,
    })
    expect(performance.now() - start).toBeLessThan(BOUND_MS)
  })
})

describe('any text at all', () => {
  const inputs = [
    ...[
      'task-definition',
      'cluster',
      'count',
      'containers',
      'cpu',
      'memory',
      'ephemeral-storage',
      'task-role-arn',
    ],
    ...[
      'volumes',
      'launch-type',
      'capacity-provider-strategy',
      'platform-version',
      'subnets',
      'assign-public-ip',
    ],
    ...[
      'like-service',
      'placement-constraints',
      'placement-strategy',
      'started-by',
      'group',
      'tags',
      'github-tags',
    ],
    ...['wait-for', 'timeout', 'logs', 'exit-code-from', 'success-exit-codes', 'retry-on', 'memory-growth'],
    ...[
      'max-memory',
      'dry-run',
      'aws-region',
      'role-to-assume',
      'role-session-name',
      'role-duration-seconds',
    ],
  ]
  const pieces = fc.constantFrom(
    ...[
      'app',
      ':',
      ' ',
      '\n',
      '\n  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '"',
      "'",
      '&a',
      '*a',
      '<<',
      '!',
      '|',
      '>',
      '#',
      '\t',
    ],
    ...[
      'cpu',
      'memory',
      'environment',
      'command',
      'name',
      'value',
      'gpu',
      '1',
      '2x',
      'auto',
      'GB',
      '~',
      '__proto__',
      '=',
    ],
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
  )

  it('is read or refused, and never throws', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...inputs), text), (texts) => {
        const { settings, findings } = readRun(texts)
        expect(settings.cluster).not.toBe('')
        for (const { message, where, advice = '' } of findings) {
          expect(`${where}${message}${advice}`).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
        }
      }),
      { numRuns: 1500 },
    )
  })
})
