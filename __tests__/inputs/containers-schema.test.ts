import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { Ajv } from 'ajv'
import { isError } from '../../src/findings.js'
import { mistakesOf, readRun } from './reading-inputs.js'

const schema = JSON.parse(
  readFileSync(new URL('../../schemas/containers.schema.json', import.meta.url), 'utf8'),
) as object
const validate = new Ajv({ strictTypes: false }).compile(schema)

const ODD = [{}, [], [[]], [null], { a: 1 }, 'odd = text', '', true, -1, 1.25, null]
const S3 = 'arn:aws:s3:::bucket/prod.env'

function amounts(...units: string[]): unknown[] {
  const numbers = ['1', '2 ', '0.5', '.5 ', '0', '0.0', '-1', '+1', '1e3', '1.', '1 1', '']
  return [
    0,
    1,
    512,
    '0',
    '1',
    '512',
    '512 ',
    ...units.flatMap((unit) => numbers.map((number) => number + unit)),
  ]
}

/** Right and wrong values. What no schema can say is not here: quotes of a shell, a fraction of a MiB, GPUs in two places. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  cpu: amounts('vCPU', 'VCPU', 'x', 'X', 'vCPUs', 'GB', 'auto'),
  memory: amounts('GB', 'gb', 'x', 'X', 'GiB', 'vCPU', 'auto').concat('1MB', '512 mb', '0MB'),
  memoryReservation: amounts('GB', 'Gb', 'x', 'G', 'auto').concat('1MB', '512 mb', '0 MB'),
  command: ['a', 'a "b c"', 5, ['a', '', 1, 1.5, true, null], [['a']], ['a', {}]],
  environment: [
    ...[
      { A: 'b', 'a.b-c': 1, C: true, D: null, E: '' },
      { 'a=b': 1 },
      { 'a b': 1 },
      { '': 1 },
      { A: [] },
      { A: {} },
    ],
    ...[
      [{ name: 'A', value: 'b' }],
      [{ name: 'A', value: 1 }],
      [{ name: 'A', value: null }],
      [{ name: 'A' }],
      [{ value: 'b' }],
    ],
    ...[
      [{ name: '', value: 'b' }],
      [{ name: 'A=B', value: 'b' }],
      [{ name: 'A', value: 'b', x: 1 }],
      ['A=b'],
      [{ name: 'A', value: [] }],
    ],
  ],
  environmentFiles: [
    ...[
      [S3],
      ['arn:aws-cn:s3:::b/k'],
      ['arn:aws:s3:::b'],
      ['s3://b/k'],
      S3,
      Array(10).fill(S3),
      Array(11).fill(S3),
    ],
    ...[
      [{ value: S3, type: 's3' }],
      [{ value: S3, type: 'S3' }],
      [{ value: S3 }],
      [{ type: 's3' }],
      [{ value: 'x', type: 's3' }],
    ],
    [{ value: S3, type: 's3', x: 1 }],
  ],
  gpu: [0, 1, 9999, 10_000, '2', '0', 'ALL', 'all'],
  resourceRequirements: [
    ...[
      [{ type: 'GPU', value: '1' }],
      [{ type: 'NeuronDevice', value: 'ALL' }],
      [{ type: 'InferenceAccelerator', value: 'a' }],
    ],
    ...[
      [{ type: 'GPU', value: 1 }],
      [{ type: 'GPU', value: '' }],
      [{ type: 'gpu', value: '1' }],
      [{ type: 'GPU' }],
      [{ value: '1' }],
    ],
    ...[
      { memory: 512 },
      { memory: 1, maxComputePercent: 100 },
      { memory: 0 },
      { memory: 1, maxComputePercent: 101 },
      {},
      { memory: 1, x: 1 },
    ].map((nvidiaMps) => [{ type: 'GPU', sharingStrategy: { nvidiaMps } }]),
    ...[
      [{ type: 'GPU', sharingStrategy: {} }],
      [{ type: 'GPU', value: '1', sharingStrategy: { nvidiaMps: { memory: 1 } } }],
    ],
    [{ type: 'GPU', value: '1', x: 1 }],
  ],
}

const WHOLE = [
  ...[
    {},
    [],
    null,
    'text',
    5,
    { app: null },
    { app: {} },
    { app: [] },
    { app: 'text' },
    { 'log-router': {}, B_1: {} },
  ],
  ...[
    { 'a b': {} },
    { '': {} },
    { ['a'.repeat(255)]: {} },
    { ['a'.repeat(256)]: {} },
    { app: { image: 'x' } },
  ],
  ...[
    [{}],
    [{ name: 'app' }],
    [{ name: 'a b' }],
    [{ name: '' }],
    [{ name: 5 }],
    [{ name: null }],
    [{ name: 'a', image: 'x' }],
    [null],
    [[]],
  ],
]

describe('the JSON Schema of containers', () => {
  const isRight = (containers: unknown) =>
    !readRun({ containers: JSON.stringify(containers) }).findings.some(isError)

  it('knows the same keys', () => {
    const [, keys] = /It takes (.*)\.$/.exec(mistakesOf({ containers: 'app: {nothing: 1}' })[0] ?? '') ?? []
    expect(Object.keys(VALUES).join(', ')).toBe(keys)
  })

  it.each(Object.entries(VALUES))('takes the same values for %s', (key, values) => {
    const all = [...values, ...ODD]
    const right = all.filter((value) => isRight({ app: { [key]: value } }))
    expect(all.filter((value) => validate({ app: { [key]: value } }))).toEqual(right)
    expect(all.filter((value) => validate([{ name: 'app', [key]: value }]))).toEqual(right)
    expect(right.length).toBeGreaterThan(2)
    expect(all.length - right.length).toBeGreaterThan(2)
  })

  it('takes the same forms', () => {
    expect(WHOLE.filter((containers) => validate(containers))).toEqual(WHOLE.filter(isRight))
  })
})
