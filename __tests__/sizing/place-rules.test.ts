import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import type { LaunchTarget } from '../../src/sizing/types.js'
import { EC2, ETL, FARGATE, NOWHERE, ON_EC2, findings, plan, type Case } from './written.js'

const EITHER: TaskDefinition = { ...ETL, requiresCompatibilities: ['EC2', 'FARGATE'] }
const OPEN: TaskDefinition = { ...ETL, requiresCompatibilities: undefined, compatibilities: undefined }
const MANAGED: LaunchTarget = { launchType: 'MANAGED_INSTANCES', capacityProviders: [] }
const EXTERNAL: LaunchTarget = { launchType: 'EXTERNAL', capacityProviders: [] }
const SPOT: LaunchTarget = { capacityProviders: ['FARGATE_SPOT'] }

const withSystem = (operatingSystemFamily: 'LINUX' | 'WINDOWS_SERVER_2022_CORE'): TaskDefinition => ({
  ...ETL,
  runtimePlatform: { operatingSystemFamily },
})
const ARM: TaskDefinition = { ...ETL, runtimePlatform: { cpuArchitecture: 'ARM64' } }
const WITH_GPU: TaskDefinition = {
  ...ETL,
  containerDefinitions: [{ name: 'app', resourceRequirements: [{ type: 'GPU', value: '1' }] }],
}

describe('where a task runs', () => {
  it.each([
    ['fargate', ON_EC2, FARGATE],
    ['ec2', ETL, EC2],
    ['external', ETL, EXTERNAL],
    ['managed-instances', ETL, MANAGED],
    ['fargate', ON_EC2, SPOT],
    ['fargate', ON_EC2, { capacityProviders: ['own', 'FARGATE'] }],
    ['ec2', ETL, { capacityProviders: ['own'] }],
    ['ec2', EITHER, { capacityProviders: ['own'] }],
    ['managed-instances', { requiresCompatibilities: ['MANAGED_INSTANCES'] }, { capacityProviders: ['own'] }],
    ['fargate', ETL, NOWHERE],
    ['ec2', ON_EC2, NOWHERE],
    ['external', { requiresCompatibilities: ['EXTERNAL'] }, NOWHERE],
    ['ec2', { requiresCompatibilities: [], compatibilities: ['EC2'] }, NOWHERE],
    ['undecided', { compatibilities: ['EC2', 'FARGATE'] }, NOWHERE],
    ['undecided', EITHER, NOWHERE],
    ['undecided', OPEN, NOWHERE],
    ['undecided', undefined, NOWHERE],
    ['ec2', undefined, { capacityProviders: ['own'] }],
  ] satisfies [string, TaskDefinition | undefined, LaunchTarget][])('%s', (platform, definition, target) => {
    expect(plan(definition, {}, target).platform).toBe(platform)
  })

  it('tells of the system and the platform version', () => {
    expect(plan(ARM, {}, { ...FARGATE, platformVersion: '1.4.0' })).toMatchObject({
      operatingSystemFamily: 'LINUX',
      cpuArchitecture: 'ARM64',
      platformVersion: '1.4.0',
    })
    const windows = plan(withSystem('WINDOWS_SERVER_2022_CORE'), {})
    expect(windows).toMatchObject({
      operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE',
      cpuArchitecture: 'X86_64',
    })
    expect(windows).not.toHaveProperty('platformVersion')
  })
})

const open = (cpu: string, rest: string): string =>
  `warning platform-open at cpu: the cluster decides whether this runs on EC2 or FARGATE
${cpu} ${rest}
→ Write launch-type: EC2 or FARGATE, or a capacity-provider-strategy.`

describe('a place that is left open', () => {
  it.each<Case>([
    ['says nothing where no size is asked for', EITHER, { containers: { app: { cpu: 1 } } }, NOWHERE, []],
    [
      'says nothing of the places of a definition that cannot run on Fargate',
      { ...ON_EC2, requiresCompatibilities: ['EC2', 'MANAGED_INSTANCES'] },
      { cpu: 800 },
      NOWHERE,
      [],
    ],
    [
      'names both, and refuses nothing on the account of Fargate',
      EITHER,
      { cpu: 800, memory: 9000 },
      NOWHERE,
      [
        open(
          '800 CPU units with 9000 MiB is no size of Fargate,',
          'which would refuse it; elsewhere ECS takes any size from 128 CPU units.',
        ),
      ],
    ],
    [
      'says so where the size is right on both',
      EITHER,
      { cpu: 2048 },
      NOWHERE,
      [open('2048 CPU units with 4096 MiB (as defined) is a size of Fargate,', 'and right elsewhere too.')],
    ],
    [
      'stands at the memory where only that is written',
      OPEN,
      { memory: 5120 },
      NOWHERE,
      [
        `warning platform-open at memory: the cluster decides whether this runs on FARGATE or EC2
1024 CPU units (as defined) with 5120 MiB is a size of Fargate, and right elsewhere too.
→ Write launch-type: FARGATE or EC2, or a capacity-provider-strategy.`,
      ],
    ],
    [
      'speaks of storage',
      EITHER,
      { ephemeralStorageGiB: 50 },
      NOWHERE,
      [
        `warning platform-open at ephemeral-storage: the cluster decides whether this runs on EC2 or FARGATE
1024 CPU units (as defined) with 4096 MiB (as defined) is a size of Fargate, and right elsewhere too. Only Fargate has ephemeral-storage.
→ Write launch-type: EC2 or FARGATE, or a capacity-provider-strategy.`,
      ],
    ],
    [
      'does not judge what it cannot know',
      EITHER,
      { cpu: '?' },
      NOWHERE,
      [open('On Fargate cpu and memory must be', 'one of its sizes; elsewhere they need not.')],
    ],
    [
      'advises a size that is right on both',
      EITHER,
      { cpu: 512 },
      NOWHERE,
      [
        open('512 CPU units with 4096 MiB (as defined) is a size of Fargate,', 'and right elsewhere too.'),
        `error container-cpu-sum at cpu: the containers ask for more CPU than the task has
app 512 (as defined) + log-router 256 (as defined) = 768 CPU units; the task has 512.
→ Write cpu: 1024 (on Fargate with 2048 to 8192 MiB in steps of 1024), or cpu: auto.`,
      ],
    ],
    [
      'advises the sum where Fargate is too small for it',
      EITHER,
      { containers: { app: { cpu: 40_000 } } },
      NOWHERE,
      [
        `error container-cpu-sum at containers.app.cpu: the containers ask for more CPU than the task has
app 40000 + log-router 256 (as defined) = 40256 CPU units; the task has 1024 (as defined).
→ Write cpu: 40256, or cpu: auto.`,
      ],
    ],
    [
      'refuses what every place refuses',
      EITHER,
      { cpu: 127, containers: { app: { cpu: 1 }, 'log-router': { cpu: 1 } } },
      NOWHERE,
      [
        open(
          '127 CPU units with 4096 MiB (as defined) is no size of Fargate,',
          'which would refuse it; elsewhere ECS takes any size from 128 CPU units.',
        ),
        `error task-cpu-range at cpu: 127 CPU units; ECS takes 128 to 196608 for a task
→ Write cpu: 512 (on Fargate with 1024 to 4096 MiB in steps of 1024), or cpu: auto.`,
      ],
    ],
  ])('%s', (_, definition, written, target, found) => {
    expect(findings(definition, written, target)).toEqual(found)
  })
})

describe('launch type and capacity providers', () => {
  it.each<Case>([
    ['several of Fargate', ETL, {}, { capacityProviders: ['FARGATE', 'FARGATE_SPOT'] }, []],
    ['several of your own', ON_EC2, {}, { capacityProviders: ['own', 'other'] }, []],
    [
      'both at once',
      ETL,
      {},
      { launchType: 'FARGATE', capacityProviders: ['FARGATE_SPOT', 'FARGATE'] },
      [
        `error launch-type-and-strategy at launch-type: launch-type FARGATE and capacity-provider-strategy (FARGATE_SPOT and FARGATE) exclude each other
→ Leave one of them out.`,
      ],
    ],
    [
      'Managed Instances by launch type',
      { ...ON_EC2, compatibilities: ['EC2', 'MANAGED_INSTANCES'] },
      {},
      MANAGED,
      [
        `warning managed-instances-launch-type at launch-type: ECS documents that tasks get to Managed Instances through a capacity provider, without a launch type
→ Write the name of the capacity provider as capacity-provider-strategy, and leave launch-type out.`,
      ],
    ],
    [
      'Fargate and your own',
      ETL,
      {},
      { capacityProviders: ['FARGATE_SPOT', 'own'] },
      [
        `error capacity-providers-mixed at capacity-provider-strategy: a strategy takes providers of Fargate or providers of your own, not both
FARGATE_SPOT is of Fargate, own is not.
→ Keep FARGATE_SPOT, or keep own.`,
      ],
    ],
    [
      'Fargate for a definition of EC2',
      { ...ON_EC2, cpu: '1024', memory: '4096' },
      {},
      FARGATE,
      [
        `error definition-support at launch-type: the task definition does not support the launch type FARGATE
It was registered for EC2 and EXTERNAL.
→ Use EC2 or EXTERNAL, or register the task definition with FARGATE in requiresCompatibilities.`,
      ],
    ],
    [
      'Fargate Spot for a definition that only demands EC2',
      { ...ETL, requiresCompatibilities: ['EC2'], compatibilities: undefined },
      {},
      SPOT,
      [
        `error definition-support at capacity-provider-strategy: the task definition does not support the launch type FARGATE
It was registered for EC2.
→ Use EC2, or register the task definition with FARGATE in requiresCompatibilities.`,
      ],
    ],
    [
      'Fargate where ECS found the definition right for it',
      { ...ETL, requiresCompatibilities: ['EC2'] },
      {},
      FARGATE,
      [],
    ],
    ['Fargate for a definition that does not say', OPEN, {}, FARGATE, []],
    [
      'external instances, of which no refusal is known',
      ETL,
      {},
      EXTERNAL,
      [
        `warning definition-support at launch-type: the task definition does not support the launch type EXTERNAL
It was registered for EC2 and FARGATE.
→ Use EC2 or FARGATE, or register the task definition with EXTERNAL in requiresCompatibilities.`,
      ],
    ],
  ])('%s', (_, definition, written, target, found) => {
    expect(findings(definition, written, target)).toEqual(found)
  })
})

const NO_GPU = `app asks for a GPU, and Fargate has none
→ Run the task on EC2 or on Managed Instances, or do without.`

describe('what Fargate has beside sizes', () => {
  it.each<Case>([
    ['a GPU on EC2', ON_EC2, { containers: { app: { gpu: true } } }, EC2, []],
    [
      'a GPU that is written',
      ETL,
      { containers: { app: { gpu: true } } },
      FARGATE,
      [`error fargate-gpu at containers.app: ${NO_GPU}`],
    ],
    ['a GPU that is defined', WITH_GPU, {}, FARGATE, [`error fargate-gpu at task-definition: ${NO_GPU}`]],
    ['Spot', withSystem('LINUX'), {}, { ...SPOT, platformVersion: '1.3.0' }, []],
    ['Spot on ARM64', ARM, {}, { ...SPOT, platformVersion: '1.4.0' }, []],
    ['Spot on the latest platform', ARM, {}, { ...SPOT, platformVersion: 'LATEST' }, []],
    ['ARM64 without Spot', ARM, {}, { ...FARGATE, platformVersion: '1.3.0' }, []],
    [
      'Spot on an old platform version',
      withSystem('LINUX'),
      {},
      { ...SPOT, platformVersion: '1.2.0' },
      [
        `warning fargate-spot-platform-version at platform-version: FARGATE_SPOT needs platform version 1.3.0 or later for X86_64; this is 1.2.0
→ Write platform-version: LATEST, or leave it out.`,
      ],
    ],
    [
      'Spot for ARM64 on an old platform version',
      ARM,
      {},
      { ...SPOT, platformVersion: '1.3.0' },
      [
        `warning fargate-spot-platform-version at platform-version: FARGATE_SPOT needs platform version 1.4.0 or later for ARM64; this is 1.3.0
→ Write platform-version: LATEST, or leave it out.`,
      ],
    ],
    [
      'Spot for Windows',
      withSystem('WINDOWS_SERVER_2022_CORE'),
      {},
      { ...SPOT, platformVersion: '1.0.0' },
      [
        `warning fargate-spot-windows at capacity-provider-strategy: FARGATE_SPOT runs Linux alone, and the task definition is for WINDOWS_SERVER_2022_CORE
→ Write FARGATE.`,
      ],
    ],
    [
      'a platform version where the cluster decides',
      EITHER,
      {},
      { ...NOWHERE, platformVersion: '1.4.0' },
      [],
    ],
    [
      'a platform version on EC2',
      ON_EC2,
      {},
      { ...EC2, platformVersion: 'LATEST' },
      [
        `error platform-version-place at platform-version: only Fargate has platform versions, and this task runs elsewhere
→ Leave platform-version out.`,
      ],
    ],
    [
      'a platform version on external instances',
      ON_EC2,
      {},
      { ...EXTERNAL, platformVersion: 'LATEST' },
      [
        `warning platform-version-place at platform-version: only Fargate has platform versions, and this task runs elsewhere
→ Leave platform-version out.`,
      ],
    ],
  ])('%s', (_, definition, written, target, found) => {
    expect(findings(definition, written, target)).toEqual(found)
  })
})

const OLD: LaunchTarget = { ...FARGATE, platformVersion: '1.3.0' }
const TOO_OLD = `error ephemeral-storage-platform-version at platform-version: ephemeral-storage needs platform version 1.4.0 or later; this is 1.3.0
→ Write platform-version: LATEST, or leave it out.`
const NO_STORAGE = `error ephemeral-storage-place at ephemeral-storage: only a task on Fargate can ask for storage, and this one runs elsewhere
→ Leave ephemeral-storage out, or run the task on Fargate.`
const outOfRange = (size: number, advice: string): string =>
  `error ephemeral-storage-range at ephemeral-storage: ${size} GiB; Fargate takes whole GiB from 21 to 200, and gives 20 to a task that does not ask
→ ${advice}`

describe('ephemeral storage', () => {
  it.each<Case>([
    ['21 GiB', ETL, { ephemeralStorageGiB: 21 }, FARGATE, []],
    ['200 GiB', ETL, { ephemeralStorageGiB: 200 }, { ...FARGATE, platformVersion: '1.4.0' }, []],
    ['none, on an old platform version', ETL, {}, OLD, []],
    [
      '20 GiB',
      ETL,
      { ephemeralStorageGiB: 20 },
      FARGATE,
      [outOfRange(20, 'Write ephemeral-storage: 21, or leave it out.')],
    ],
    [
      '201 GiB',
      ETL,
      { ephemeralStorageGiB: 201 },
      FARGATE,
      [outOfRange(201, 'Write ephemeral-storage: 200.')],
    ],
    [
      'half a GiB',
      ETL,
      { ephemeralStorageGiB: 30.5 },
      FARGATE,
      [outOfRange(30.5, 'Write ephemeral-storage: 31.')],
    ],
    ['on an old platform version', ETL, { ephemeralStorageGiB: 50 }, OLD, [TOO_OLD]],
    [
      'defined, on an old platform version',
      { ...ETL, ephemeralStorage: { sizeInGiB: 50 } },
      {},
      OLD,
      [TOO_OLD],
    ],
    ['defined, elsewhere', { ...ON_EC2, ephemeralStorage: { sizeInGiB: 50 } }, {}, EC2, []],
    ['on EC2', ON_EC2, { ephemeralStorageGiB: 5 }, EC2, [NO_STORAGE]],
    [
      'where the cluster decides, and none of the places is Fargate',
      { ...ON_EC2, requiresCompatibilities: ['EC2', 'MANAGED_INSTANCES'] },
      { ephemeralStorageGiB: 50 },
      NOWHERE,
      [NO_STORAGE],
    ],
    [
      'on Windows',
      withSystem('WINDOWS_SERVER_2022_CORE'),
      { ephemeralStorageGiB: 50 },
      { ...FARGATE, platformVersion: '1.0.0' },
      [
        'error ephemeral-storage-windows at ephemeral-storage: Fargate has ephemeral-storage for Linux only, and the task definition is for Windows\n→ Leave ephemeral-storage out.',
      ],
    ],
  ])('%s', (_, definition, written, target, found) => {
    expect(findings(definition, written, target)).toEqual(found)
  })
})
