import { describe, expect, it } from '@jest/globals'
import { multiplyUp } from '../../src/sizing/quantity.js'
import { EC2, ETL, FARGATE, ON_EC2, plan, shown, type StepText } from './written.js'

const outcome = (written: StepText, definition = ETL, target = FARGATE): unknown => {
  const { taskOverride, notes, findings } = plan(definition, written, target)
  return { taskOverride, notes, findings: findings.map(shown) }
}

describe('multiplyUp', () => {
  it.each([
    [1024, 2, 2048],
    [1000, 1.1, 1100],
    [512, 0.3, 154],
    [3, 0.5, 2],
    [100, 1.001, 101],
  ])('%d × %d is %d', (value, factor, product) => {
    expect(multiplyUp(value, factor)).toBe(product)
  })
})

describe('a factor of the task on Fargate', () => {
  it('is exact where the product is a size', () => {
    expect(outcome({ cpu: '2x', memory: '2x' })).toEqual({
      taskOverride: { cpu: 2048, memory: 8192 },
      notes: ['cpu: 2x of 1024 is 2048 CPU units.', 'memory: 2x of 4096 is 8192 MiB.'],
      findings: [],
    })
  })

  it('is rounded up beside what is fixed', () => {
    expect(outcome({ cpu: '1.5x' })).toEqual({
      taskOverride: { cpu: 2048 },
      notes: [
        'cpu: 1.5x of 1024 is 1536 CPU units, rounded up to 2048: the next that Fargate has with 4096 MiB.',
      ],
      findings: [],
    })
  })

  it('is rounded up in both dimensions to a pair', () => {
    expect(outcome({ cpu: '1x', memory: '2.1x' })).toEqual({
      taskOverride: { cpu: 2048, memory: 9216 },
      notes: [
        'cpu: 1x of 1024 is 1024 CPU units, rounded up to 2048: the next that Fargate has with 9216 MiB.',
        'memory: 2.1x of 4096 is 8602 MiB, rounded up to 9216: the next that Fargate has with 2048 CPU units.',
      ],
      findings: [],
    })
  })

  it('is never rounded down', () => {
    expect(outcome({ memory: '0.65x' })).toMatchObject({ taskOverride: { memory: 3072 } })
  })

  it('is an error where the fixed CPU takes no such memory', () => {
    expect(outcome({ memory: '8x' })).toEqual({
      taskOverride: {},
      notes: [],
      findings: [
        `error fargate-size at memory: Fargate has no size with exactly 1024 CPU units (as defined) and at least 32768 MiB (8x of 4096)
→ Write cpu: 8192.`,
      ],
    })
  })

  it('is an error where the fixed memory is too little for such CPU', () => {
    expect(outcome({ cpu: '4x', memory: 4096 })).toEqual({
      taskOverride: { memory: 4096 },
      notes: [],
      findings: [
        `error fargate-size at cpu: Fargate has no size with at least 4096 CPU units (4x of 1024) and exactly 4096 MiB
→ Write memory: 8192.`,
      ],
    })
  })

  it('is an error where no size is that large', () => {
    expect(outcome({ cpu: '100x', memory: '2x' })).toMatchObject({
      findings: [
        `error fargate-size at cpu: Fargate has no size with at least 102400 CPU units (100x of 1024) and at least 8192 MiB (2x of 4096)
→ Ask for less: the largest size here is 32768 CPU units with 249856 MiB.`,
      ],
    })
  })

  it('is an error where no size beside the fixed one is that large', () => {
    expect(outcome({ cpu: 1024, memory: '100x' })).toMatchObject({
      findings: [
        `error fargate-size at memory: Fargate has no size with exactly 1024 CPU units and at least 409600 MiB (100x of 4096)
→ Ask for less: the largest size here is 32768 CPU units with 249856 MiB.`,
      ],
    })
  })

  it('keeps to the sizes of the platform version', () => {
    expect(outcome({ cpu: '8x', memory: '4x' }, ETL, { ...FARGATE, platformVersion: '1.3.0' })).toMatchObject(
      {
        findings: [
          `error fargate-size at cpu: Fargate has no size with at least 8192 CPU units (8x of 1024) and at least 16384 MiB (4x of 4096)
→ Ask for less: the largest size here is 4096 CPU units with 30720 MiB.`,
        ],
      },
    )
  })

  it('leaves a CPU that Fargate does not have to the rule for it', () => {
    const { findings } = plan(ETL, { cpu: 1000, memory: '2x' }, FARGATE)
    expect(findings.map(({ rule, where }) => [rule, where])).toEqual([['fargate-size', 'cpu']])
  })

  it('is not rounded beside a CPU that is newer than the table', () => {
    expect(outcome({ cpu: 65_536, memory: '1.1x' })).toMatchObject({
      taskOverride: { cpu: 65_536, memory: 4506 },
      notes: ['memory: 1.1x of 4096 is 4506 MiB.'],
    })
  })

  it('is rounded beside the largest CPU of the table', () => {
    expect(outcome({ cpu: 32_768, memory: '2x' })).toMatchObject({
      taskOverride: { cpu: 32_768, memory: 61_440 },
    })
  })

  it('waits for a size that could not be read', () => {
    expect(outcome({ cpu: '?', memory: '2x' })).toEqual({ taskOverride: {}, notes: [], findings: [] })
    expect(outcome({ cpu: '2x', memory: '?' })).toEqual({ taskOverride: {}, notes: [], findings: [] })
  })
})

describe('a factor elsewhere', () => {
  const sized = { ...ON_EC2, cpu: '1000', memory: '3000' }

  it('of a task is the product, up to the next integer', () => {
    expect(outcome({ cpu: '1.1x', memory: '1.0001x' }, sized, EC2)).toEqual({
      taskOverride: { cpu: 1100, memory: 3001 },
      notes: ['cpu: 1.1x of 1000 is 1100 CPU units.', 'memory: 1.0001x of 3000 is 3001 MiB.'],
      findings: [],
    })
  })

  it('of a container is the product, up to the next integer', () => {
    const { containerOverrides, notes } = plan(ETL, {
      containers: { app: { cpu: '0.3x', memory: '1.25x' } },
    })
    expect([...containerOverrides]).toEqual([['app', { cpu: 154, memory: 2560 }]])
    expect(notes).toEqual([
      'app: cpu 0.3x of 512 is 154 CPU units.',
      'app: memory 1.25x of 2048 is 2560 MiB.',
    ])
  })

  it.each<[string, StepText, string]>([
    [
      'the task',
      { cpu: '2x' },
      'error factor-of-nothing at cpu: 2x needs a value in the task definition\nIt sets no cpu for the task.\n→ Write the size itself, in CPU units.',
    ],
    [
      'a container',
      { containers: { app: {}, 'log-router': { memory: '1.5x' } } },
      'error factor-of-nothing at containers.log-router.memory: 1.5x needs a value in the task definition\nIt sets no memory for container log-router.\n→ Write the size itself, in MiB.',
    ],
    [
      'the CPU of a container that is 0',
      { containers: { 'log-router': { cpu: '2x' } } },
      'error factor-of-nothing at containers.log-router.cpu: 2x needs a value in the task definition\nIt sets no cpu for container log-router.\n→ Write the size itself, in CPU units.',
    ],
  ])('of something that %s does not set is an error', (_, written, found) => {
    expect(outcome(written, ON_EC2, EC2)).toEqual({ taskOverride: {}, notes: [], findings: [found] })
  })
})
