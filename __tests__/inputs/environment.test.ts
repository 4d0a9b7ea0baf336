import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { mistakesOf, readRun, settingsOf } from './reading-inputs.js'

const TO_JSON = 'For a secret or any other text from an expression, write  NAME: ${{ toJSON(secrets.NAME) }}'

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
      'STAGE production',
      '2:16  environment of container app must be a map from names to values; this is a single value | Write  NAME: value  below it, indented, one on each line.',
    ],
    [
      '{A: [1]}',
      '2:20  "A" in environment of container app must be a single value; this is a list | Put JSON in single quotes:  \'["value"]\'\n' +
        TO_JSON,
    ],
    [
      '{A: {b: c}}',
      '2:20  "A" in environment of container app must be a single value; this is a map | Put JSON in single quotes:  \'{"key": "value"}\'\n' +
        TO_JSON,
    ],
    ['{PASSWORD=hunter2}', '2:17  a key without a value | Write  key: value  with a blank behind the colon.'],
    [
      '{PASSWORD=hunter2: }',
      '2:17  environment of container app has a variable with a blank or = in its name | Write NAME: value, with a blank behind the colon.',
    ],
    [
      '{"": a}',
      '2:17  environment of container app has a variable without a name | Write NAME: value, with a blank behind the colon.',
    ],
    ['[{name: A}]', '2:17  an item of environment of container app needs name and value'],
    [
      '[{name: A, value: b}, {name: A, value: c}]',
      '2:45  environment of container app has "A" twice | Keep one of them.',
    ],
    ['{A: b, A: c}', '2:23  duplicate key "A", first at containers:2:17 | Keep one of them.'],
  ])('%s is refused', (environment, mistake) => {
    expect(mistakesOf({ containers: `app:\n  environment: ${environment}` })).toEqual([
      `containers:${mistake}`,
    ])
  })

  it('says what a list item takes', () => {
    expect(mistakesOf({ containers: 'app:\n  environment: [{name: A, vaule: b}]' })).toEqual([
      'containers:2:27  unknown key in an item of environment of container app | An item takes name and value; without the dash, write NAME: value.',
      'containers:2:17  an item of environment of container app needs name and value',
    ])
  })
})

/** What is wrong with an environment below the container app. */
function mistakesOfEnvironment(lines: string): string[] {
  return mistakesOf({ containers: `app:\n  environment:\n${lines.replaceAll(/^/gm, '    ')}\n` })
}

describe('an environment as other tools have it', () => {
  const read = (containers: string) => settingsOf({ containers }).containers[0]?.environment

  it.each([
    ['a list of NAME=value', 'app:\n  environment:\n    - FOO=bar\n    - BAZ=a=b c'],
    ['lines of an env file', 'app:\n  environment: |\n    # settings\n    FOO=bar\n    export BAZ="a=b c"\n'],
    ['a list of NAME: value', 'app:\n  environment:\n    - FOO: bar\n    - BAZ: a=b c'],
    ['CloudFormation', 'app: {Environment: [{Name: FOO, Value: bar}, {Name: BAZ, Value: a=b c}]}'],
  ])('is taken: %s', (_case, containers) => {
    expect(read(containers)).toEqual([
      { name: 'FOO', value: 'bar' },
      { name: 'BAZ', value: 'a=b c' },
    ])
  })

  it('of one NAME=value is taken', () => {
    expect(read('app: {environment: FOO=bar}')).toEqual([{ name: 'FOO', value: 'bar' }])
  })

  it('warns of quotes in a list, which Compose does not take away', () => {
    const { findings, settings } = readRun({ containers: 'app:\n  environment:\n    - FOO="bar"' })
    expect(settings.containers[0]?.environment).toEqual([{ name: 'FOO', value: '"bar"' }])
    expect(findings).toMatchObject([{ severity: 'warning', rule: 'environment-quotes' }])
  })

  it('takes any text by toJSON of GitHub', () => {
    const texts = [
      '&x7Kd9',
      'null',
      'abc #def',
      '!abc',
      '-----BEGIN\nabc\n-----END\n',
      '{"a": 1}',
      'dom\\name',
      '😀 </script>',
      'it\'s "x"',
      '',
    ]
    const lines = texts.map((text, index) => `    V${index}: ${JSON.stringify(text)}`)
    expect(read(`app:\n  environment:\n${lines.join('\n')}`)).toEqual(
      texts.map((value, index) => ({ name: `V${index}`, value })),
    )
    expect(read(String.raw`app: {environment: {A: "\ud83d\ude00 \u003c \/ "}}`)).toEqual([
      { name: 'A', value: '😀 < / ' },
    ])
  })

  it('takes a blank value as an empty one, and an anchor that an alias uses', () => {
    expect(
      read('app:\n  environment:\n    A:\n    B: &x 1\n    C: *x\n    D: "q" # note\n    # note\n    E: 2'),
    ).toEqual([
      { name: 'A', value: '' },
      { name: 'B', value: '1' },
      { name: 'C', value: '1' },
      { name: 'D', value: 'q' },
      { name: 'E', value: '2' },
    ])
  })
})

describe('a value of the environment that YAML would swallow', () => {
  const QUOTED = "Put the whole value in single quotes:  NAME: '…'"

  it.each([
    [
      'PASSWORD: &x7Kd9',
      'containers:3:21  "PASSWORD" in environment of container app starts with &, which makes it an anchor of YAML that no alias uses: its text would be lost',
      QUOTED,
    ],
    [
      'A: null',
      'containers:3:8  "A" in environment of container app is null without quotes, which is the null of YAML and no text',
      "Write  NAME: ''  for an empty value, or  NAME: 'null'  for that word.",
    ],
    [
      'B: ~',
      'containers:3:8  "B" in environment of container app is ~ without quotes, which is the null of YAML and no text',
      "Write  NAME: ''  for an empty value, or  NAME: '~'  for that word.",
    ],
    [
      'C: abc #def',
      'containers:3:8  "C" in environment of container app has a # behind a blank, where a comment of YAML starts: the rest of the line would be lost',
      `${QUOTED}  A comment goes on a line of its own.`,
    ],
    [
      'C: #def',
      'containers:3:8  "C" in environment of container app has a # behind a blank, where a comment of YAML starts: the rest of the line would be lost',
      `${QUOTED}  A comment goes on a line of its own.`,
    ],
    [
      '- FOO=abc #def',
      'containers:3:7  "FOO" in environment of container app has a # behind a blank, where a comment of YAML starts: the rest of the line would be lost',
      `${QUOTED}  A comment goes on a line of its own.`,
    ],
    [
      'A: !',
      'containers:3:9  "A" in environment of container app starts with !, which makes it a tag of YAML: its text would be lost',
      QUOTED,
    ],
    [
      'A: {"a": 1}',
      'containers:3:8  "A" in environment of container app must be a single value; this is a map',
      `Put JSON in single quotes:  '{"key": "value"}'`,
    ],
    [
      'A: !abc',
      'containers:3:8  not valid YAML: a value that starts with ! needs quotes; a tag of YAML has no meaning here',
      undefined,
    ],
    [
      'PEM: -----BEGIN KEY-----\nabc\n-----END KEY-----',
      'containers:4:5  not valid YAML: a key runs over more than one line; is a colon, the blank behind it, or a quote missing?',
      undefined,
    ],
  ])('%j is an error that shows how to quote it', (lines, message, advice) => {
    const whole = [...(advice === undefined ? [] : [advice]), TO_JSON].join('\n')
    expect(mistakesOfEnvironment(lines)).toEqual([`${message} | ${whole}`])
  })

  it.each([
    ['FOO=bar\nBAZ=qux', 'Write  NAME: value  in place of NAME=value, one on each line.'],
    ['FOO:bar', 'A blank is missing behind a colon: write  NAME: value'],
    ['FOO', 'Write  NAME: value  below it, indented, one on each line.'],
  ])('%j is refused with the form', (lines, advice) => {
    expect(mistakesOfEnvironment(lines)).toEqual([expect.stringContaining(` | ${advice}`)])
  })
})
