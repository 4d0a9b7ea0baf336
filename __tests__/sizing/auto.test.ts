import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { EC2, ETL, FARGATE, ON_EC2, plan, shown, type StepText } from './written.js'

const outcome = (written: StepText, definition = ETL, target = FARGATE): unknown => {
  const { taskOverride, notes, findings } = plan(definition, written, target)
  return { taskOverride, notes, findings: findings.map(shown) }
}

const holding = (...containerDefinitions: ContainerDefinition[]): TaskDefinition => ({
  ...ETL,
  containerDefinitions,
})

describe('auto on Fargate', () => {
  it('takes the cheapest size that holds the containers', () => {
    expect(outcome({ cpu: 'auto', memory: 'auto' })).toEqual({
      taskOverride: { cpu: 1024, memory: 3072 },
      notes: [
        'cpu and memory: auto takes 1024 CPU units and 3072 MiB; the containers ask for 768 CPU units and 2560 MiB. The next cheaper size, 1024 CPU units with 2048 MiB, is 512 MiB too small.',
      ],
      findings: [],
    })
  })

  it('counts what is written over the containers', () => {
    expect(
      outcome({ cpu: 'auto', memory: 'auto', containers: { app: { cpu: 3072, memory: 7680 } } }),
    ).toMatchObject({
      taskOverride: { cpu: 4096, memory: 8192 },
      notes: [
        'cpu and memory: auto takes 4096 CPU units and 8192 MiB; the containers ask for 3328 CPU units and 8192 MiB. The next cheaper size, 2048 CPU units with 16384 MiB, is 1280 CPU units too small.',
      ],
    })
  })

  it('leaves the other dimension as it is defined', () => {
    expect(outcome({ memory: 'auto' })).toEqual({
      taskOverride: { memory: 3072 },
      notes: [
        'memory: auto takes 3072 MiB; the containers ask for 2560 MiB. The next cheaper size, 1024 CPU units with 2048 MiB, is 512 MiB too small.',
      ],
      findings: [],
    })
  })

  it('keeps to the other dimension as it is written', () => {
    expect(outcome({ cpu: 'auto', memory: 16_384 })).toMatchObject({
      taskOverride: { cpu: 2048, memory: 16_384 },
      notes: [
        'cpu: auto takes 2048 CPU units; the containers ask for 768 CPU units. There is no cheaper size to choose from.',
      ],
    })
  })

  it('goes with a factor in the other dimension', () => {
    expect(outcome({ cpu: 'auto', memory: '2x' })).toMatchObject({
      taskOverride: { cpu: 1024, memory: 8192 },
      notes: [
        'memory: 2x of 4096 is 8192 MiB.',
        'cpu: auto takes 1024 CPU units; the containers ask for 768 CPU units. The next cheaper size, 1024 CPU units with 7168 MiB, is 1024 MiB too small.',
      ],
    })
  })

  it('tells both that a cheaper size has too little of', () => {
    const definition = holding({ name: 'app', cpu: 257, memory: 2049 })
    expect(outcome({ cpu: 'auto', memory: 'auto' }, definition)).toMatchObject({
      taskOverride: { cpu: 512, memory: 3072 },
    })
    expect(
      outcome({ cpu: 'auto', memory: 'auto' }, holding({ name: 'app', cpu: 257, memory: 1000 })),
    ).toMatchObject({
      notes: [
        'cpu and memory: auto takes 512 CPU units and 1024 MiB; the containers ask for 257 CPU units and 1000 MiB. The next cheaper size, 256 CPU units with 2048 MiB, is 1 CPU units too small.',
      ],
    })
  })

  it('counts the reservation of a container without a limit', () => {
    const definition = holding(
      { name: 'app', memoryReservation: 1000 },
      { name: 'b', memory: 1100, memoryReservation: 1 },
    )
    expect(outcome({ memory: 'auto' }, definition)).toMatchObject({ taskOverride: { memory: 3072 } })
  })

  it('takes the smallest size for containers that ask for next to nothing', () => {
    expect(outcome({ cpu: 'auto', memory: 'auto' }, holding({ name: 'app', memory: 100 }))).toMatchObject({
      taskOverride: { cpu: 256, memory: 512 },
      notes: [
        'cpu and memory: auto takes 256 CPU units and 512 MiB; the containers ask for 0 CPU units and 100 MiB. There is no cheaper size to choose from.',
      ],
    })
  })

  it('is an error where the fixed CPU takes too little memory', () => {
    expect(outcome({ memory: 'auto', containers: { app: { memory: 10_000 } } })).toEqual({
      taskOverride: {},
      notes: [],
      findings: [
        `error fargate-size at memory: Fargate has no size with exactly 1024 CPU units (as defined) and at least 10512 MiB (what the containers ask for)
→ Write cpu: 2048.`,
      ],
    })
  })

  it('is an error where no size of Windows is large enough', () => {
    const definition: TaskDefinition = {
      ...ETL,
      runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2019_CORE' },
    }
    expect(
      outcome({ cpu: 'auto', memory: 'auto', containers: { app: { cpu: 4096 } } }, definition),
    ).toMatchObject({
      findings: [
        `error fargate-size at cpu: Fargate has no size with at least 4352 CPU units (what the containers ask for) and at least 2560 MiB (what the containers ask for)
→ Ask for less: the largest size here is 4096 CPU units with 30720 MiB.`,
      ],
    })
  })

  it('does not choose beside a dimension that nobody sets', () => {
    const { findings, taskOverride } = plan({ ...ETL, cpu: undefined }, { memory: 'auto' }, FARGATE)
    expect(taskOverride).toEqual({})
    expect(findings.map(({ rule, where }) => [rule, where])).toEqual([['fargate-size-missing', 'cpu']])
  })

  it.each<[string, StepText]>([
    ['CPU', { cpu: 'auto', containers: { app: { cpu: '?' } } }],
    ['memory', { memory: 'auto', containers: { app: { memory: '?' } } }],
    ['reservation', { memory: 'auto', containers: { app: { memoryReservation: '?' } } }],
  ])('waits for the %s of a container that could not be read', (_, written) => {
    expect(outcome(written)).toEqual({ taskOverride: {}, notes: [], findings: [] })
  })

  it('does not need the memory of containers for the CPU', () => {
    expect(outcome({ cpu: 'auto', containers: { app: { memory: '?' } } })).toMatchObject({
      taskOverride: { cpu: 1024 },
    })
  })
})

describe('auto for containers that name no memory', () => {
  it('is an error where none of them does', () => {
    expect(outcome({ memory: 'auto' }, holding({ name: 'app' }, { name: 'proxy' }))).toEqual({
      taskOverride: {},
      notes: [],
      findings: [
        `error auto-memory-unknown at memory: auto cannot size the memory: no container says what it needs
app and proxy name neither memory nor memoryReservation.
→ Write memory for them under containers, or the memory of the task itself.`,
      ],
    })
  })

  it('is an error where the only one does not', () => {
    expect(outcome({ memory: 'auto' }, holding({ name: 'app' }))).toMatchObject({
      findings: [
        `error auto-memory-unknown at memory: auto cannot size the memory: no container says what it needs
app names neither memory nor memoryReservation.
→ Write memory for it under containers, or the memory of the task itself.`,
      ],
    })
  })

  it('is a warning where only some do not', () => {
    expect(
      outcome({ memory: 'auto' }, holding({ name: 'app' }, { name: 'proxy', memory: 2049 })),
    ).toMatchObject({
      taskOverride: { memory: 3072 },
      findings: [
        `warning auto-memory-incomplete at memory: auto ignores app, which has no memory setting
They may run short of memory.
→ Write memory or memoryReservation for app under containers.`,
      ],
    })
  })
})

describe('auto elsewhere', () => {
  it('takes the sums', () => {
    expect(outcome({ cpu: 'auto', memory: 'auto' }, ON_EC2, EC2)).toEqual({
      taskOverride: { cpu: 512, memory: 2304 },
      notes: [
        'cpu: auto takes 512 CPU units, the sum of what the containers ask for.',
        'memory: auto takes 2304 MiB, the sum of what the containers ask for.',
      ],
      findings: [],
    })
  })

  it('takes no less CPU than ECS does', () => {
    expect(outcome({ cpu: 'auto', containers: { app: { cpu: 100 } } }, ON_EC2, EC2)).toEqual({
      taskOverride: { cpu: 128 },
      notes: ['cpu: auto takes 128 CPU units, the least that ECS takes; the containers ask for 100.'],
      findings: [],
    })
  })

  it('takes less memory than that without a word', () => {
    expect(
      outcome({ memory: 'auto' }, { ...ON_EC2, containerDefinitions: [{ name: 'app', memory: 64 }] }, EC2),
    ).toMatchObject({
      taskOverride: { memory: 64 },
      notes: ['memory: auto takes 64 MiB, the sum of what the containers ask for.'],
    })
  })
})
