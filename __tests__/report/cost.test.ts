import type { Task } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { billOf, describeBill, describeBillInHours } from '../../src/report/cost.js'
import { START, taskOf } from './reports.js'

const SIZE = { cpu: 4096, memory: 16_384 }
const NOW = START + 600_000

/** Pulls from second 12 to 30, stops in second 205: 193 s are billed. */
function task(
  changes: Partial<Task> = {},
  at: Parameters<typeof taskOf>[0]['at'] = [1, 12, 31, 192, 205],
): Task {
  return { ...taskOf({ at, exitCode: 0 }, SIZE), ...changes }
}

function inRegion(region: string): Partial<Task> {
  return { taskArn: `arn:aws:ecs:${region}:123456789012:task/analytics/3f9c1e77a0b14c5d9e8f7a6b5c4d3e2f` }
}

const WINDOWS = { platformFamily: 'Windows Server 2022 Core' }
const ARM = { attributes: [{ name: 'ecs.cpu-architecture', value: 'arm64' }] }
const SPOT = { capacityProviderName: 'FARGATE_SPOT' }

function billed(...tasks: Task[]): string | undefined {
  const bill = billOf(tasks, NOW)
  return bill && describeBill(bill)
}

describe('what is billed', () => {
  it('counts whole seconds from the pull to the stop', () => {
    expect(billOf([task({ stoppedAt: new Date(START + 204_001) })], NOW)).toMatchObject({
      ms: 193_000,
      vcpuHours: (193 / 3600) * 4,
      gbHours: (193 / 3600) * 16,
    })
  })

  it('counts from the creation of a task that pulled nothing', () => {
    expect(billOf([task({}, [1, undefined, undefined, undefined, 101])], NOW)?.ms).toBe(100_000)
  })

  it('is a minute at least', () => {
    expect(billed(task({}, [1, 12, 13, 14, 15]))).toBe(
      '1 min (the minimum) of 4 vCPU and 16 GB, about $0.0039 (us-east-1 prices of 2026-09; no storage, transfer or logs)',
    )
  })

  it.each([
    [
      'Linux on x86',
      {},
      '3 min 13 s of 4 vCPU and 16 GB, about $0.012 (us-east-1 prices of 2026-09; no storage, transfer or logs)',
    ],
    ['Linux on ARM', ARM, /about \$0\.01 \(us-east-1/],
    ['Windows with its licence', WINDOWS, /about \$0\.024 \(us-east-1/],
    ['Tokyo', inRegion('ap-northeast-1'), /about \$0\.016 \(ap-northeast-1 prices of 2026-09;/],
    ['Ireland', inRegion('eu-west-1'), /about \$0\.012 \(eu-west-1 prices/],
    ['Paris on ARM, of which no price is known', { ...inRegion('eu-west-3'), ...ARM }, /16 GB$/],
    ['a Region without prices', inRegion('mx-central-1'), /16 GB$/],
    [
      'Spot',
      SPOT,
      /, at most \$0\.012 on Spot, whose price varies \(us-east-1 on-demand prices of 2026-09; .*\)$/,
    ],
    [
      'Spot in a Region without prices',
      { ...SPOT, ...inRegion('mx-central-1') },
      /, on Spot, whose price varies$/,
    ],
  ])('%s', (_, changes, expected) => {
    expect(billed(task(changes))).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    )
  })

  it('adds up several tasks', () => {
    expect(billed(task(), task(SPOT), task({ cpu: '1024' }))).toMatch(
      /^9 min 39 s \(0\.48 vCPU-hours, 2\.6 GB-hours\) in 3 tasks, at most \$0\.031 on Spot for 1 of 3 tasks, whose price varies \(/,
    )
  })

  it('says that a task goes on', () => {
    expect(billed(task({}, [1, 12, 31]))).toMatch(/^9 min 48 s of 4 vCPU and 16 GB so far/)
  })

  it('shows dollars and cents of larger amounts', () => {
    expect(billed(...Array.from({ length: 300 }, () => task()))).toMatch(/about \$3\.75 \(/)
  })

  it('has the hours of vCPU and GB for the log', () => {
    const bill = billOf([task()], NOW)
    expect(bill && describeBillInHours(bill)).toMatch(
      /^3 min 13 s of 4 vCPU and 16 GB \(0\.21 vCPU-hours, 0\.86 GB-hours\), about \$0\.012 \(/,
    )
  })

  it('is nothing on instances', () => {
    expect(billed(task({ launchType: 'EC2' }))).toBeUndefined()
  })

  it('is not told where ECS does not tell the size', () => {
    expect(billOf([task(), { ...task(), cpu: 'all' }], NOW)).toBeUndefined()
  })
})
