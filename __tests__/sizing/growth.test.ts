import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { growMemory, nextMemoryUp, type GrowthRequest, type NextMemory } from '../../src/sizing/growth.js'
import { onPlatformOf } from '../../src/sizing/platform.js'
import type { LaunchTarget } from '../../src/sizing/types.js'
import { planSizes } from '../../src/sizing/plan-sizes.js'
import { EC2, ETL, FARGATE, ON_EC2, auto, exact, factor, plan, wishes, type StepText } from './written.js'

const TWICE = { kind: 'factor', factor: 2 } as const
const HALF_MORE = { kind: 'factor', factor: 1.5 } as const
const more = (value: number) => ({ kind: 'exact', value }) as const

const APP_3072: StepText = { containers: { app: { memory: 3072 } } }
const FULL: StepText = { memory: 8192, containers: { app: { memory: 6144 } } }
const BARE: TaskDefinition = { ...ETL, containerDefinitions: [{ name: 'app' }] }

const next = (
  request: Omit<GrowthRequest, 'container'>,
  written: StepText = APP_3072,
  definition = ETL,
  target: LaunchTarget = FARGATE,
): NextMemory => nextMemoryUp(plan(definition, written, target), { container: 'app', ...request })

const steps = (...found: Parameters<typeof next>): unknown => {
  const answer = next(...found)
  return answer.possible ? answer.steps : answer.reason
}

describe('the next memory up', () => {
  it('multiplies the limit of the container, and raises the task to the next size that holds all', () => {
    expect(steps({ growth: TWICE })).toEqual({
      container: { from: 3072, to: 6144 },
      memory: { from: 4096, to: 7168 },
    })
  })

  it('keeps a task that has room for the container', () => {
    expect(steps({ growth: { kind: 'factor', factor: 1.1 } })).toEqual({
      container: { from: 3072, to: 3380 },
    })
    const roomy: StepText = { cpu: 4096, memory: 16_384, containers: { app: { memory: 1024 } } }
    expect(steps({ growth: TWICE }, roomy)).toEqual({ container: { from: 1024, to: 2048 } })
  })

  it('keeps limits that add up to more than the task as far beyond it', () => {
    const overcommitted: StepText = { containers: { app: { memory: 4096 } } }
    expect(steps({ growth: TWICE }, overcommitted)).toEqual({
      container: { from: 4096, to: 8192 },
      memory: { from: 4096, to: 8192 },
    })
  })

  it('adds MiB to both', () => {
    expect(steps({ growth: more(1000) })).toEqual({
      container: { from: 3072, to: 4072 },
      memory: { from: 4096, to: 5120 },
    })
  })

  it('raises the CPU where Fargate has the memory only beside more', () => {
    expect(steps({ growth: TWICE }, FULL)).toEqual({
      container: { from: 6144, to: 12_288 },
      memory: { from: 8192, to: 13_312 },
      cpu: { from: 1024, to: 2048 },
    })
  })

  it('raises the task alone where the container has no limit', () => {
    expect(steps({ growth: TWICE }, {}, BARE)).toEqual({ memory: { from: 4096, to: 8192 } })
  })

  it('raises the container alone where the task has no size', () => {
    expect(steps({ growth: TWICE }, {}, ON_EC2, EC2)).toEqual({ container: { from: 2048, to: 4096 } })
  })

  it('takes the product as it is outside Fargate', () => {
    expect(steps({ growth: HALF_MORE }, { memory: 3001 }, ON_EC2, EC2)).toEqual({
      container: { from: 2048, to: 3072 },
      memory: { from: 3001, to: 3328 },
    })
  })

  it('knows the sizes of the platform version', () => {
    const largest: StepText = { cpu: 4096, memory: 30_720, containers: { app: { memory: 30_000 } } }
    expect(steps({ growth: TWICE }, largest, ETL)).toMatchObject({ cpu: { from: 4096, to: 8192 } })
    expect(steps({ growth: TWICE }, largest, ETL, { ...FARGATE, platformVersion: '1.3.0' })).toEqual({
      container: { from: 30_000, to: 30_208 },
    })
  })
})

describe('max-memory', () => {
  it('is not in the way below it', () => {
    expect(steps({ growth: TWICE, maxMemoryMiB: 8192 })).toEqual(steps({ growth: TWICE }))
  })

  it('is reached where it is less than what was asked for, and the others keep their room', () => {
    expect(steps({ growth: TWICE, maxMemoryMiB: 6144 })).toEqual({
      container: { from: 3072, to: 5632 },
      memory: { from: 4096, to: 6144 },
    })
  })

  it('is never passed by rounding up', () => {
    expect(steps({ growth: TWICE, maxMemoryMiB: 6143 })).toEqual({
      container: { from: 3072, to: 4608 },
      memory: { from: 4096, to: 5120 },
    })
  })

  it('takes the cheaper of two sizes with the most memory', () => {
    expect(steps({ growth: TWICE, maxMemoryMiB: 9000 }, { ...FULL, memory: 7168 })).toEqual({
      container: { from: 6144, to: 7680 },
      memory: { from: 7168, to: 8192 },
    })
  })

  it('lets the container grow within a task that may not grow', () => {
    expect(steps({ growth: TWICE, maxMemoryMiB: 4096 }, {})).toEqual({
      container: { from: 2048, to: 3584 },
    })
  })

  it('is never passed outside Fargate', () => {
    expect(steps({ growth: TWICE, maxMemoryMiB: 3000 }, {}, ON_EC2, EC2)).toEqual({
      container: { from: 2048, to: 3000 },
    })
    expect(steps({ growth: TWICE, maxMemoryMiB: 3000 }, { memory: 2500 }, ON_EC2, EC2)).toEqual({
      container: { from: 2048, to: 2744 },
      memory: { from: 2500, to: 3000 },
    })
  })

  it('lets a container whose limit was beyond the room for it before have it again', () => {
    const overcommitted: StepText = { containers: { app: { memory: 4096 } } }
    expect(steps({ growth: TWICE, maxMemoryMiB: 6144 }, overcommitted)).toEqual({
      container: { from: 4096, to: 6144 },
      memory: { from: 4096, to: 6144 },
    })
  })
})

describe('no memory up', () => {
  it.each<[string, Parameters<typeof steps>, string]>([
    [
      'max-memory is reached',
      [{ growth: TWICE, maxMemoryMiB: 4096 }, { containers: { app: { memory: 3584 } } }],
      'max-memory is 4096 MiB: app has 3584 MiB, the task has 4096 MiB, and the next size is 8192 MiB.',
    ],
    [
      'max-memory is below what there is',
      [{ growth: TWICE, maxMemoryMiB: 1000 }, {}, BARE],
      'max-memory is 1000 MiB: the task has 4096 MiB, and the next size is 8192 MiB.',
    ],
    [
      'max-memory is reached by the container of a task without a size',
      [{ growth: TWICE, maxMemoryMiB: 2048 }, {}, ON_EC2, EC2],
      'max-memory is 2048 MiB: app has 2048 MiB, and the next size is 4096 MiB.',
    ],
    [
      'the table ends',
      [{ growth: TWICE }, { cpu: 32_768, memory: 249_856 }, BARE],
      'There is no larger size: the task has 249856 MiB.',
    ],
    [
      'the table ends, whatever max-memory is',
      [{ growth: TWICE, maxMemoryMiB: 999_999 }, { cpu: 32_768, memory: 249_856 }, BARE],
      'There is no larger size: the task has 249856 MiB.',
    ],
    [
      'nothing has a limit',
      [
        { growth: TWICE },
        {},
        { ...ON_EC2, containerDefinitions: [{ name: 'app', memoryReservation: 9 }] },
        EC2,
      ],
      'Neither app nor the task has a memory limit that could be raised.',
    ],
    [
      'Fargate has no CPU to go by',
      [{ growth: TWICE }, { cpu: '?' }, BARE],
      'There is no larger size: the task has 4096 MiB.',
    ],
  ])('where %s', (_, found, reason) => {
    expect(steps(...found)).toBe(reason)
  })

  it('for a container that is not there', () => {
    expect(nextMemoryUp(plan(ETL, {}), { container: 'other', growth: TWICE })).toEqual({
      possible: false,
      reason: 'The task has no container other.',
    })
  })
})

describe('wishes that grow', () => {
  const grow = (written: StepText, request: Omit<GrowthRequest, 'container'>, definition = ETL) => {
    const before = wishes(written)
    return growMemory(planSizes(definition, before, FARGATE), before, { container: 'app', ...request })
  }

  it('carry the new sizes, and what they carried before', () => {
    const before = {
      ...wishes({ ephemeralStorageGiB: 50, containers: { 'log-router': { cpu: 100 }, app: { cpu: 512 } } }),
      cluster: 'analytics',
    }
    expect(growMemory(planSizes(ETL, before, FARGATE), before, { container: 'app', growth: TWICE })).toEqual({
      wishes: {
        cluster: 'analytics',
        ephemeralStorageGiB: 50,
        memory: exact(5120, 'memory-growth'),
        containers: [
          {
            name: 'log-router',
            where: 'containers.log-router',
            cpu: exact(100, 'containers.log-router.cpu'),
          },
          {
            name: 'app',
            where: 'containers.app',
            cpu: exact(512, 'containers.app.cpu'),
            memory: exact(4096, 'memory-growth'),
          },
        ],
      },
      steps: { container: { from: 2048, to: 4096 }, memory: { from: 4096, to: 5120 } },
    })
  })

  it('name the container where they did not', () => {
    expect(grow({}, { growth: TWICE })).toMatchObject({
      wishes: { containers: [{ name: 'app', where: 'memory-growth', memory: exact(4096, 'memory-growth') }] },
    })
  })

  it('ask for more CPU where the memory needs it', () => {
    expect(grow(FULL, { growth: TWICE })).toMatchObject({
      wishes: { cpu: exact(2048, 'memory-growth'), memory: exact(13_312, 'memory-growth') },
    })
  })

  it('keep a CPU that was written and stays', () => {
    expect(grow({ cpu: 1024 }, { growth: TWICE })).toMatchObject({ wishes: { cpu: exact(1024, 'cpu') } })
  })

  it('do not ask for CPU where nobody did', () => {
    const grown = grow({}, { growth: TWICE })
    expect('wishes' in grown && 'cpu' in grown.wishes).toBe(false)
  })

  it('hold on to numbers that factors and auto stood for', () => {
    expect(
      growMemory(
        planSizes(ETL, { cpu: auto('cpu'), memory: auto('memory'), containers: [] }, FARGATE),
        { cpu: auto('cpu'), memory: factor(1, 'memory'), containers: [] },
        { container: 'app', growth: TWICE, maxMemoryMiB: 3072 },
      ),
    ).toMatchObject({
      wishes: { cpu: exact(1024, 'memory-growth'), memory: exact(3072, 'memory-growth') },
      steps: { container: { from: 2048, to: 2560 } },
    })
  })

  it('keep a memory that was written and may not grow', () => {
    expect(grow({ memory: 4096 }, { growth: TWICE, maxMemoryMiB: 4096 })).toMatchObject({
      wishes: { memory: exact(4096, 'memory') },
    })
  })

  it('keep the containers where only the task grows', () => {
    expect(grow({ containers: { app: { cpu: 100 } } }, { growth: TWICE }, BARE)).toMatchObject({
      wishes: {
        containers: [{ name: 'app', where: 'containers.app', cpu: exact(100, 'containers.app.cpu') }],
      },
    })
  })

  it('are a reason where nothing can grow', () => {
    expect(grow({ containers: { app: { memory: 3584 } } }, { growth: TWICE, maxMemoryMiB: 4096 })).toEqual({
      reason:
        'max-memory is 4096 MiB: app has 3584 MiB, the task has 4096 MiB, and the next size is 8192 MiB.',
    })
  })
})

describe('onPlatformOf', () => {
  const anywhere: TaskDefinition = { ...ETL, requiresCompatibilities: undefined }
  const grown = (task: Parameters<typeof onPlatformOf>[1]): unknown => {
    const sizes = onPlatformOf(
      plan(anywhere, { memory: 2048, cpu: 256, containers: { app: { memory: 1400 } } }),
      task,
    )
    const next = nextMemoryUp(sizes, { container: 'app', growth: TWICE })
    return next.possible ? next.steps : next.reason
  }

  it('grows to a size of Fargate where the cluster ran the task there', () => {
    const onFargate = {
      container: { from: 1400, to: 2800 },
      memory: { from: 2048, to: 4096 },
      cpu: { from: 256, to: 512 },
    }
    expect(grown({ launchType: 'FARGATE' })).toEqual(onFargate)
    expect(grown({ capacityProviderName: 'FARGATE_SPOT' })).toEqual(onFargate)
  })

  it('grows to the exact sum where it ran elsewhere, or is not known', () => {
    const exactly = { container: { from: 1400, to: 2800 }, memory: { from: 2048, to: 3312 } }
    expect(grown({ launchType: 'EC2', capacityProviderName: 'asg' })).toEqual(exactly)
    expect(grown(undefined)).toEqual(exactly)
  })

  it('keeps a platform that the request decided', () => {
    const sizes = plan(ETL, {}, EC2)
    expect(onPlatformOf(sizes, { launchType: 'FARGATE' }).platform).toBe('ec2')
  })
})
