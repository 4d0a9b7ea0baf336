import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { ETL, ON_EC2, findings, plan, type StepText } from './written.js'

/** A task definition, what is written over it, and all that is found. */
type Case = readonly [title: string, definition: TaskDefinition, written: StepText, found: readonly string[]]

const onEc2 = (containerDefinitions: TaskDefinition['containerDefinitions']): TaskDefinition => ({
  requiresCompatibilities: ['EC2'],
  containerDefinitions,
})

const accepted: readonly Case[] = [
  ['the definition as it is', ETL, {}, []],
  [
    'all that the task has',
    ETL,
    { containers: { app: { cpu: 768, memory: 3584, memoryReservation: 3584 } } },
    [],
  ],
  ['memory equal to the reservation', ON_EC2, { containers: { app: { memory: 1024 } } }, []],
  ['6 MiB', ETL, { containers: { 'log-router': { memory: 6 } } }, []],
  ['1 MiB of reservation', ETL, { containers: { 'log-router': { memoryReservation: 1 } } }, []],
  ['nothing, where the task has memory', { ...ETL, containerDefinitions: [{ name: 'app' }] }, {}, []],
  ['a task without sizes', ON_EC2, { containers: { app: { cpu: 5000, memory: 50_000 } } }, []],
]

const refused: readonly Case[] = [
  [
    'more CPU than the task has, written and defined together',
    ETL,
    { cpu: 2048, containers: { app: { cpu: 3072 } } },
    [
      `error container-cpu-sum at cpu: the containers ask for more CPU than the task has
app 3072 + log-router 256 (as defined) = 3328 CPU units; the task has 2048.
→ Write cpu: 4096 and memory: 8192.`,
    ],
  ],
  [
    'more CPU than the task has by one unit, in the container alone',
    ETL,
    { containers: { app: { cpu: 769 } } },
    [
      `error container-cpu-sum at containers.app.cpu: the containers ask for more CPU than the task has
app 769 + log-router 256 (as defined) = 1025 CPU units; the task has 1024 (as defined).
→ Write cpu: 2048 (on Fargate with 4096 to 16384 MiB in steps of 1024), or cpu: auto.`,
    ],
  ],
  [
    'less CPU for the task than its containers are defined with',
    ETL,
    { cpu: 512 },
    [
      `error container-cpu-sum at cpu: the containers ask for more CPU than the task has
app 512 (as defined) + log-router 256 (as defined) = 768 CPU units; the task has 512.
→ Write cpu: 1024 (on Fargate with 2048 to 8192 MiB in steps of 1024), or cpu: auto.`,
    ],
  ],
  [
    'more CPU than a size of EC2, where only one container asks for some',
    ON_EC2,
    { cpu: 256 },
    [
      `error container-cpu-sum at cpu: the containers ask for more CPU than the task has
app 512 CPU units (as defined); the task has 256.
→ Write cpu: 512, or cpu: auto.`,
    ],
  ],
  [
    'more CPU than any Fargate size has',
    ETL,
    { containers: { app: { cpu: 40_000 } } },
    [
      `error container-cpu-sum at containers.app.cpu: the containers ask for more CPU than the task has
app 40000 + log-router 256 (as defined) = 40256 CPU units; the task has 1024 (as defined).
→ No size of Fargate holds these containers: give them less.`,
    ],
  ],
  [
    'a limit above the memory of the task',
    ETL,
    { memory: 2048, containers: { app: { memory: 3072 } } },
    [
      `error container-memory-above-task at containers.app.memory: app may take more memory than the task has
memory of app is 3072 MiB; the task has 2048.
→ Write memory: 4096, or memory: auto.`,
    ],
  ],
  [
    'a limit above the memory of the task that needs more CPU beside it',
    ETL,
    { containers: { app: { memory: 8192 } } },
    [
      `error container-memory-above-task at containers.app.memory: app may take more memory than the task has
memory of app is 8192 MiB; the task has 4096 (as defined).
→ Write cpu: 2048 and memory: 9216.`,
    ],
  ],
  [
    'less memory for the task than a container is defined with',
    { ...ETL, cpu: '2048', memory: '8192', containerDefinitions: [{ name: 'app', memory: 6144 }] },
    { memory: 4096 },
    [
      `error container-memory-above-task at memory: app may take more memory than the task has
memory of app is 6144 MiB (as defined); the task has 4096.
→ Write memory: 6144, or memory: auto.`,
    ],
  ],
  [
    'reservations above the memory of the task',
    ETL,
    {
      containers: {
        app: { memoryReservation: 2048 },
        'log-router': { memory: 3072, memoryReservation: 3072 },
      },
    },
    [
      `error container-reservation-sum at containers.app.memoryReservation: the containers reserve more memory than the task has
app 2048 + log-router 3072 = 5120 MiB; the task has 4096 (as defined).
→ Write memory: 5120, or memory: auto.`,
    ],
  ],
  [
    'memory below the reservation that is written',
    ETL,
    { containers: { app: { memoryReservation: 2049 } } },
    [
      `error container-memory-below-reservation at containers.app.memoryReservation: memory of app is less than its memoryReservation
memory is 2048 MiB (as defined), memoryReservation 2049 MiB; memory must be at least memoryReservation.
→ Write memoryReservation: 2048 for app, or memory: 2049.`,
    ],
  ],
  [
    'memory below the reservation that is defined',
    ON_EC2,
    { containers: { app: { memory: 512 } } },
    [
      `error container-memory-below-reservation at containers.app.memory: memory of app is less than its memoryReservation
memory is 512 MiB, memoryReservation 1024 MiB (as defined); memory must be at least memoryReservation.
→ Write memoryReservation: 512 for app, or memory: 1024.`,
    ],
  ],
  [
    'no memory anywhere',
    onEc2([{ name: 'app' }, { name: 'log-router', memoryReservation: 4 }, { name: 'proxy', memory: 8 }]),
    {},
    [
      `error container-memory-missing at containers: app has no memory
Where the task names no memory, ECS wants memory or memoryReservation for every container.
→ Write memory or memoryReservation for app under containers, or memory for the task.`,
    ],
  ],
  [
    'no memory at all',
    onEc2([{ name: 'app', memory: 8 }]),
    { containers: { app: { memory: 0, memoryReservation: 0 } } },
    [
      `error container-memory-zero at containers.app.memory: memory of app must be more than 0 MiB; it is 0
→ Write at least 6, or leave memory out.`,
      `error container-memory-zero at containers.app.memoryReservation: memoryReservation of app must be more than 0 MiB; it is 0
→ Write at least 6, or leave memoryReservation out.`,
    ],
  ],
]

const doubted: readonly Case[] = [
  [
    'limits that add up to more than the task has',
    ETL,
    { containers: { app: { memory: 3585 } } },
    [
      `warning container-memory-sum at containers.app.memory: the memory limits of the containers add up to more than the task has
app 3585 + log-router 512 (as defined) = 4097 MiB; the task has 4096 (as defined).
ECS documents this as wrong but is not known to refuse it. A container may be killed before it reaches its own limit.
→ Write memory: 5120, or memory: auto.`,
    ],
  ],
  [
    'less memory than Docker starts a container with',
    ETL,
    { containers: { 'log-router': { memory: 5 } } },
    [
      `warning container-memory-minimum at containers.log-router.memory: memory of log-router is 5 MiB, and Docker starts no container with less than 6
ECS takes it, but the task then fails to start (older Docker: less than 4).
→ Write memory: 6 or more for log-router.`,
    ],
  ],
]

describe('what containers ask for', () => {
  it.each(accepted)('accepts %s', (_, definition, written, found) => {
    expect(findings(definition, written)).toEqual(found)
  })

  it.each(refused)('refuses %s', (_, definition, written, found) => {
    expect(findings(definition, written)).toEqual(found)
  })

  it.each(doubted)('warns of %s', (_, definition, written, found) => {
    expect(findings(definition, written)).toEqual(found)
  })

  it('tells of the CPU as well where the memory is wrong', () => {
    const { findings: found } = plan(ETL, { containers: { app: { cpu: 1024, memory: 3585 } } })
    expect(found.map(({ rule }) => rule)).toEqual(['container-cpu-sum', 'container-memory-sum'])
  })

  it('does not warn of a sum where one limit alone is too much', () => {
    const { findings: found } = plan(ETL, { containers: { app: { memory: 4097 } } })
    expect(found.map(({ rule }) => rule)).toEqual(['container-memory-above-task'])
  })
})

describe('the names of containers', () => {
  it.each<Case>([
    [
      'an unknown one',
      ETL,
      { containers: { 'log-ruoter': { cpu: 1 } } },
      [
        `error container-unknown at containers.log-ruoter: the task definition nightly-etl:42 has no container "log-ruoter"
It has app and log-router.
→ Did you mean log-router?`,
      ],
    ],
    [
      'any in a definition without containers or revision',
      { family: 'empty', containerDefinitions: [] },
      { containers: { app: {} } },
      [
        `error container-unknown at containers.app: the task definition empty has no container "app"\nIt has none.`,
      ],
    ],
    [
      'any in a definition without a family',
      { cpu: '256' },
      { containers: { app: {} } },
      [`error container-unknown at containers.app: the task definition has no container "app"\nIt has none.`],
    ],
  ])('refuses %s', (_, definition, written, found) => {
    expect(findings(definition, written)).toEqual(found)
  })
})
