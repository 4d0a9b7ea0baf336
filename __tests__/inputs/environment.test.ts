import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { mistakesOf, settingsOf } from './reading-inputs.js'

function environmentOf(environment: string) {
  return settingsOf({ containers: `app:\n  environment: ${environment}` }).containers[0]?.environment
}

describe('environment', () => {
  it.each([
    '1.10',
    '0755',
    '0x1F',
    '0o17',
    'yes',
    'No',
    'on',
    'true',
    'null',
    '~',
    '1e3',
    '1_000',
    '.5',
    '+1',
    'NaN',
    '2026-01-01',
    '12:30:45',
    '123456789012345678901234567890',
    '=',
    'a=b',
    '<<',
    'arn:aws:s3:::b/k',
  ])('keeps %s as written, without and with quotes, in a map and in a list', (value) => {
    const expected = [{ name: 'NAME', value }]
    expect(environmentOf(`{NAME: ${value}}`)).toEqual(expected)
    expect(environmentOf(`{NAME: "${value}"}`)).toEqual(expected)
    expect(environmentOf(`[{name: NAME, value: '${value}'}]`)).toEqual(expected)
    expect(environmentOf(`\n    - value: ${value}\n      name: NAME`)).toEqual(expected)
  })

  it.each([
    [
      '{A:, B: "", C: \'\'}',
      [
        ['A', ''],
        ['B', ''],
        ['C', ''],
      ],
    ],
    [
      '{constructor: a, __proto__: b, toString: c, "2": d, "1": e}',
      [
        ['constructor', 'a'],
        ['__proto__', 'b'],
        ['toString', 'c'],
        ['2', 'd'],
        ['1', 'e'],
      ],
    ],
    ['\n    TEXT: |\n      two\n      lines\n', [['TEXT', 'two\nlines\n']]],
    ['[]', []],
    ['{}', []],
  ])('%j', (environment, pairs) => {
    expect(environmentOf(environment)).toEqual(pairs.map(([name, value]) => ({ name, value })))
  })

  it('reads back whatever can stand in double quotes', () => {
    const texts = fc.string({ unit: 'grapheme' })
    const variables = fc.dictionary(
      fc.string({ minLength: 1 }).filter((name) => !/[\s=]/.test(name)),
      texts,
    )
    fc.assert(
      fc.property(variables, (environment) => {
        const pairs = Object.entries(environment)
        const expected = pairs.map(([name, value]) => ({ name, value }))
        const block = pairs.map(
          ([name, value]) => `\n    ? ${JSON.stringify(name)}\n    : ${JSON.stringify(value)}`,
        )
        expect(environmentOf(pairs.length > 0 ? block.join('') : '{}')).toEqual(expected)
        expect(environmentOf(JSON.stringify(environment))).toEqual(expected)
        expect(environmentOf(JSON.stringify(expected))).toEqual(expected)
      }),
    )
  })

  it.each([
    [
      'STAGE=production',
      '2:16  environment of container app must be a map from names to values; this is a single value',
    ],
    ['{A: [1]}', '2:20  "A" in environment of container app must be a single value; this is a list'],
    ['{A: {b: c}}', '2:20  "A" in environment of container app must be a single value; this is a map'],
    ['{PASSWORD=hunter2}', '2:17  a key without a value | Write  key: value  with a blank behind the colon.'],
    [
      '{PASSWORD=hunter2: }',
      '2:17  environment of container app has a variable with a blank or = in its name | Write NAME: value, with a blank behind the colon.',
    ],
    [
      '{"": a}',
      '2:17  environment of container app has a variable without a name | Write NAME: value, with a blank behind the colon.',
    ],
    [
      '[A=b]',
      '2:17  an item of environment of container app must be {name: ..., value: ...}; this is a single value',
    ],
    ['[{name: A}]', '2:17  an item of environment of container app needs name and value'],
    [
      '[{name: A, value: b}, {name: A, value: c}]',
      '2:45  environment of container app has "A" twice | Keep one of them.',
    ],
    [
      '{A: b, A: c}',
      '2:23  the key "A" is written twice; the first one stands at containers:2:17 | Keep one of them.',
    ],
  ])('%s is refused', (environment, mistake) => {
    expect(mistakesOf({ containers: `app:\n  environment: ${environment}` })).toEqual([
      `containers:${mistake}`,
    ])
  })

  it('says what a list item takes', () => {
    expect(mistakesOf({ containers: 'app:\n  environment:\n    - STAGE: production' })).toEqual([
      'containers:3:7  unknown key in an item of environment of container app | An item takes name and value; without the dash, write NAME: value.',
      'containers:3:7  an item of environment of container app needs name and value',
    ])
  })
})
