import { describe, expect, it } from '@jest/globals'
import type { UsageSample } from '../../src/usage/performance-event.js'
import { largestUsage, summarizeUsage } from '../../src/usage/task-usage.js'
import fc from '../../testing/properties.ts'

const MINUTE = 60_000

const minutes = (values: readonly number[], container?: string, taskId = 't'): UsageSample[] =>
  values.map((memory, index) => ({ taskId, ...(container && { container }), at: index * MINUTE, memory }))

describe('summarizeUsage', () => {
  it('gives peak, 95th percentile and the latest of each container and of the task', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1)
    const [usage] = summarizeUsage([...minutes(values, 'app'), ...minutes(values.map((value) => value + 10))])
    expect(usage?.containers.get('app')).toEqual({
      minutes: 100,
      from: 0,
      to: 99 * MINUTE,
      memory: { peak: 100, p95: 95, last: 100 },
    })
    expect(usage?.task?.memory).toEqual({ peak: 110, p95: 105, last: 110 })
  })

  it('counts a sample that comes twice once, in whatever order they come', () => {
    const samples = minutes([5, 9, 7], 'app')
    const [usage] = summarizeUsage([...samples, ...samples].toReversed())
    expect(usage?.containers.get('app')).toEqual({
      minutes: 3,
      from: 0,
      to: 2 * MINUTE,
      memory: { peak: 9, p95: 9, last: 7 },
    })
  })

  it('adds the containers up by minute where the task has no samples of its own', () => {
    const [usage] = summarizeUsage([...minutes([5, 9, 1], 'app'), ...minutes([4, 2, 20], 'sidecar')])
    expect(usage?.task?.memory).toEqual({ peak: 21, p95: 21, last: 21 })
  })

  it('keeps a hole in the samples out of the count, and goes on behind a restart', () => {
    const samples = [0, 1, 5, 6].map((minute) => ({
      taskId: 't',
      container: 'app',
      at: minute * MINUTE,
      memory: minute === 5 ? 1 : 100,
      cpu: 10,
    }))
    expect(summarizeUsage(samples)[0]?.containers.get('app')).toMatchObject({
      minutes: 4,
      to: 6 * MINUTE,
      memory: { peak: 100, last: 100 },
    })
  })

  it('turns percentages of a task into units of what it had', () => {
    const sample = { taskId: 't', at: 0, cpuPercent: 25, memoryPercent: 50 }
    expect(summarizeUsage([sample], { cpu: 1024, memory: 2048 })[0]?.task).toMatchObject({
      cpu: { peak: 256 },
      memory: { peak: 1024 },
    })
    expect(summarizeUsage([sample])[0]?.task).toBeUndefined()
  })

  it('keeps tasks apart', () => {
    const usages = summarizeUsage([...minutes([5], 'app', 'a'), ...minutes([7], 'app', 'b')])
    expect(usages.map(({ taskId, containers }) => [taskId, containers.get('app')?.memory?.peak])).toEqual([
      ['a', 5],
      ['b', 7],
    ])
  })

  it('takes a million samples in a few seconds and keeps the peak', () => {
    function* many(): Generator<UsageSample> {
      for (let index = 0; index < 1_000_000; index += 1)
        yield { taskId: 't', container: 'app', at: index * MINUTE, memory: index, cpu: 1 }
    }
    const [usage] = summarizeUsage(many())
    expect(usage?.containers.get('app')?.memory?.peak).toBe(999_999)
    expect(usage?.containers.get('app')?.minutes).toBe(20_160)
  }, 30_000)

  it('keeps no more than 4096 names of containers', () => {
    const samples = Array.from({ length: 5000 }, (_, index) => ({
      taskId: 't',
      container: `c${index}`,
      at: 0,
      memory: 1,
    }))
    expect(summarizeUsage(samples)[0]?.containers.size).toBe(4096)
  })

  it('never has a percentile above the peak, nor depends on the order', () => {
    const sample = fc.record({
      taskId: fc.constantFrom('a', 'b'),
      container: fc.constantFrom('app', 'sidecar'),
      at: fc.integer({ min: 0, max: 20 }).map((minute) => minute * MINUTE),
      memory: fc.double({ min: 0, max: 1e6, noNaN: true }),
      cpu: fc.double({ min: 0, max: 1e5, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(sample), fc.array(fc.nat()), (samples, order) => {
        const usages = summarizeUsage(samples)
        for (const { containers, taskId } of usages) {
          for (const [name, { memory }] of containers) {
            const own = samples.filter((each) => each.taskId === taskId && each.container === name)
            expect(memory?.peak).toBe(Math.max(...own.map((each) => each.memory)))
            expect(memory?.p95).toBeLessThanOrEqual(memory?.peak ?? 0)
          }
        }
        const shuffled = samples
          .map((each, index) => [order[index] ?? 0, each] as const)
          .toSorted(([one], [other]) => one - other)
          .map(([, each]) => each)
        const peaks = (all: readonly UsageSample[]) =>
          summarizeUsage(all)
            .map(({ taskId, task }) => `${taskId} ${task?.memory?.p95.toFixed(6) ?? ''}`)
            .toSorted()
        expect(peaks(shuffled)).toEqual(peaks(samples))
      }),
    )
  })
})

describe('largestUsage', () => {
  it('takes the larger of each, and counts all minutes', () => {
    const one = summarizeUsage(minutes([5, 9], 'app'))[0]?.task
    const other = summarizeUsage(minutes([6, 7, 8], 'app'))[0]?.task
    expect(largestUsage([one, undefined, other])).toEqual({
      minutes: 5,
      from: 0,
      to: 2 * MINUTE,
      memory: { peak: 9, p95: 9, last: 9 },
    })
    expect(largestUsage([undefined])).toBeUndefined()
  })
})
