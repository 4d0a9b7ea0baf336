import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import type { LaunchTarget } from '../../src/sizing/types.js'
import { EC2, ETL, FARGATE, NOWHERE, ON_EC2, findings, type Case } from './written.js'

const EMPTY: TaskDefinition = { ...ETL, containerDefinitions: [{ name: 'app' }] }
const windows = (definition: TaskDefinition): TaskDefinition => ({
  ...definition,
  runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' },
})
const OLD: LaunchTarget = { ...FARGATE, platformVersion: '1.3.0' }

const onFargate: readonly Case[] = [
  ['another size', EMPTY, { cpu: 512, memory: 1024 }, NOWHERE, []],
  ['one new dimension that fits the other', EMPTY, { cpu: 2048 }, NOWHERE, []],
  ['the largest below 32 vCPU', EMPTY, { cpu: 16_384, memory: 122_880 }, NOWHERE, []],
  [
    'memory that no size has',
    ETL,
    { memory: 9000 },
    NOWHERE,
    [
      `error fargate-size at memory: 9000 MiB is no Fargate size for 1024 CPU units (as defined)
1024 takes 2048 to 8192 MiB in steps of 1024. Nearest: 8192.
→ Write memory: 8192, or cpu: 2048 and memory: 9216, or memory: auto.`,
    ],
  ],
  [
    'memory of the definition beside too little CPU',
    { ...EMPTY, memory: '8192' },
    { cpu: 512 },
    NOWHERE,
    [
      `error fargate-size at cpu: 8192 MiB (as defined) is no Fargate size for 512 CPU units
512 takes 1024 to 4096 MiB in steps of 1024. Nearest: 4096.
→ Write memory: 4096, or cpu: 1024 (on Fargate with 2048 to 8192 MiB in steps of 1024).`,
    ],
  ],
  [
    'memory between two sizes',
    EMPTY,
    { cpu: 2048, memory: 9000 },
    NOWHERE,
    [
      `error fargate-size at memory: 9000 MiB is no Fargate size for 2048 CPU units
2048 takes 4096 to 16384 MiB in steps of 1024. Nearest: 9216.
→ Write memory: 9216.`,
    ],
  ],
  [
    'memory halfway between two sizes, of which the nearest are equally far',
    EMPTY,
    { cpu: 256, memory: 1536 },
    NOWHERE,
    [
      `error fargate-size at memory: 1536 MiB is no Fargate size for 256 CPU units
256 takes 512, 1024 or 2048 MiB. Nearest: 1024.
→ Write memory: 1024, or memory: 2048.`,
    ],
  ],
  [
    'CPU that no size has',
    EMPTY,
    { cpu: 300 },
    NOWHERE,
    [
      `error fargate-size at cpu: 300 CPU units is no Fargate size
Fargate has 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768 CPU units.
→ Write cpu: 512 (on Fargate with 1024 to 4096 MiB in steps of 1024), or cpu: auto.`,
    ],
  ],
  [
    'CPU between the two largest sizes',
    EMPTY,
    { cpu: 24_576, memory: '?' },
    NOWHERE,
    [
      `error fargate-size at cpu: 24576 CPU units is no Fargate size
Fargate has 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768 CPU units.
→ Write cpu: 32768 and memory: 61440.`,
    ],
  ],
  [
    'no size at all',
    { ...EMPTY, cpu: undefined, memory: undefined },
    {},
    NOWHERE,
    [
      `error fargate-size-missing at cpu: Fargate needs the cpu of the task, and neither the task definition nor the step names it
→ Write cpu: 256 and memory: 512.`,
      `error fargate-size-missing at memory: Fargate needs the memory of the task, and neither the task definition nor the step names it
→ Write cpu: 256 and memory: 512.`,
      `error container-memory-missing at containers: app has no memory
Where the task names no memory, ECS wants memory or memoryReservation for every container.
→ Write memory or memoryReservation for app under containers, or memory for the task.`,
    ],
  ],
  ['the tier of 32 vCPU', EMPTY, { cpu: 32_768, memory: 61_440 }, NOWHERE, []],
  [
    'the tier of 32 vCPU with memory that is not documented',
    EMPTY,
    { cpu: 32_768, memory: 65_536 },
    NOWHERE,
    [
      `warning fargate-size-new at memory: 65536 MiB may be no Fargate size for 32768 CPU units
32768 takes 61440, 122880 or 249856 MiB, as far as is documented. ECS decides.`,
    ],
  ],
  [
    'a tier that is newer than the table',
    EMPTY,
    { cpu: 65_536, memory: '?' },
    NOWHERE,
    [
      `warning fargate-size-new at cpu: 65536 CPU units may be no Fargate size
The largest that is documented is 32768 CPU units. ECS decides.`,
    ],
  ],
  [
    'a task that is too small, in a tier that is newer than the table',
    ETL,
    { cpu: 65_536, memory: 2047 },
    NOWHERE,
    [
      `warning fargate-size-new at cpu: 65536 CPU units with 2047 MiB may be no Fargate size
The largest that is documented is 32768 CPU units. ECS decides.`,
      `error container-memory-above-task at memory: app may take more memory than the task has
memory of app is 2048 MiB (as defined); the task has 2047.
→ Write memory: 2560, or memory: auto.`,
    ],
  ],
  ['1 vCPU on Windows', windows(EMPTY), { cpu: 1024, memory: 2048 }, NOWHERE, []],
  [
    'less than 1 vCPU on Windows',
    windows(EMPTY),
    { cpu: 512, memory: 1024 },
    NOWHERE,
    [
      `error fargate-windows-size at cpu: 512 CPU units is no Fargate size for Windows
Fargate has 1024, 2048 or 4096 CPU units there.
→ Write cpu: 1024 and memory: 2048.`,
    ],
  ],
  [
    'more than 4 vCPU on Windows',
    windows(EMPTY),
    { cpu: 8192, memory: 16_384 },
    NOWHERE,
    [
      `error fargate-windows-size at cpu: 8192 CPU units is no Fargate size for Windows
Fargate has 1024, 2048 or 4096 CPU units there.
→ Write cpu: 4096 (on Fargate with 8192 to 30720 MiB in steps of 1024), or cpu: auto.`,
    ],
  ],
  ['4 vCPU on an old platform version', EMPTY, { cpu: 4096, memory: 8192 }, OLD, []],
  ['8 vCPU on 1.4.0', EMPTY, { cpu: 8192, memory: 16_384 }, { ...OLD, platformVersion: '1.4.0' }, []],
  [
    '8 vCPU on an old platform version',
    EMPTY,
    { cpu: 8192, memory: 16_384 },
    OLD,
    [
      `error platform-version-size at platform-version: platform version 1.3.0 goes up to 4096 CPU units; the task has 8192
More needs platform version 1.4.0 or later.
→ Write platform-version: LATEST, or leave it out.`,
    ],
  ],
  [
    'an old platform version for Windows, which counts its own',
    windows(EMPTY),
    { cpu: 4096, memory: 8192 },
    { ...FARGATE, platformVersion: '1.0.0' },
    [],
  ],
]

const elsewhere: readonly Case[] = [
  ['the least', ON_EC2, { cpu: 128, containers: { app: { cpu: 128 } } }, NOWHERE, []],
  ['the most', ON_EC2, { cpu: 196_608, memory: 777_777 }, NOWHERE, []],
  [
    'less than the least',
    ON_EC2,
    { cpu: 127, containers: { app: { cpu: 1 } } },
    NOWHERE,
    [
      `error task-cpu-range at cpu: 127 CPU units; ECS takes 128 to 196608 for a task
→ Write cpu: 128, or cpu: auto.`,
    ],
  ],
  [
    'more than the most',
    ON_EC2,
    { cpu: 196_609 },
    { launchType: 'EXTERNAL', capacityProviders: [] },
    [
      `error task-cpu-range at cpu: 196609 CPU units; ECS takes 128 to 196608 for a task
→ Write cpu: 196608.`,
    ],
  ],
  [
    'a size for a task of Windows',
    windows(ON_EC2),
    { cpu: 1024, memory: 4096 },
    EC2,
    [
      `warning windows-task-size-ignored at cpu: ECS ignores cpu and memory of the task for WINDOWS_SERVER_2022_CORE outside Fargate
→ Write cpu and memory for the containers.`,
      `warning windows-task-size-ignored at memory: ECS ignores cpu and memory of the task for WINDOWS_SERVER_2022_CORE outside Fargate
→ Write cpu and memory for the containers.`,
    ],
  ],
  ['no size for a task of Windows', windows(ON_EC2), {}, EC2, []],
]

describe('the size of a task', () => {
  it.each(onFargate)('on Fargate: %s', (_, definition, written, target, found) => {
    expect(findings(definition, written, target)).toEqual(found)
  })

  it.each(elsewhere)('elsewhere: %s', (_, definition, written, target, found) => {
    expect(findings(definition, written, target)).toEqual(found)
  })
})
