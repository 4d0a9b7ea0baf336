import { describe, expect, it, jest } from '@jest/globals'
import type { TaskRule } from '../../simulator/scenario.ts'
import { appRuns, bodiesOf } from '../../testing/simulate.ts'
import { running, type Ran } from './running.ts'

jest.setTimeout(30_000)

const LONG = { logs: 'false', containers: appRuns('sleep 0.3') }
const SIZED = { ...LONG, 'task-definition': 'nightly-etl' }

const outOfMemory = (belowMib: number): TaskRule => ({ happens: 'out-of-memory', container: 'app', belowMib })

/** Memory of the task and of the app in each RunTask; undefined where it was left to the definition. */
function sizes({ simulator }: Ran): unknown[] {
  return bodiesOf(simulator, 'RunTask').map(({ overrides }) => {
    const { cpu, memory, containerOverrides } = overrides as {
      cpu?: string
      memory?: string
      containerOverrides: { memory?: number }[]
    }
    return [cpu, memory, containerOverrides[0]?.memory]
  })
}

function arnsOf({ simulator }: Ran): (string | undefined)[] {
  return simulator.tasks.map(({ taskArn }) => taskArn)
}

describe('out of memory', () => {
  it('runs again with more for the container and its task, until it fits', () =>
    running({ tasks: [outOfMemory(3000)] }, { ...SIZED, 'retry-on': 'out-of-memory' }, (ran) => {
      const { outputs, warnings, errors, lines } = ran
      expect(outputs).toMatchObject({ outcome: 'succeeded', 'exit-code': '0', memory: '5120' })
      // The container's memory is doubled; the task gets what its containers then need.
      expect(sizes(ran)).toEqual([
        [undefined, undefined, undefined],
        [undefined, '3072', 2048],
        [undefined, '5120', 4096],
      ])
      expect(JSON.parse(outputs['task-arns'] ?? '')).toEqual(arnsOf(ran))
      expect(outputs['task-arn']).toBe(arnsOf(ran).at(-1))
      expect(JSON.parse(outputs['tasks'] ?? '')).toHaveLength(3)
      expect(JSON.parse(outputs['request'] ?? '')).toMatchObject({ overrides: { memory: '5120' } })
      expect(warnings).toHaveLength(2)
      expect(errors).toEqual([])
      expect(lines.filter((line) => line.startsWith('Retrying: '))).toEqual([
        expect.stringMatching(/container memory 1024 → 2048 MiB, task memory 2048 → 3072 MiB.*1 retry left/),
        expect.stringMatching(
          /container memory 2048 → 4096 MiB, task memory 3072 → 5120 MiB.*0 retries left/,
        ),
      ])
    }))

  it('raises the CPU where Fargate has the memory only beside more', () =>
    running(
      { tasks: [outOfMemory(7000)] },
      {
        ...SIZED,
        memory: '8 GB',
        containers: JSON.stringify({ app: { memory: 6000, command: ['sleep', '0.3'] } }),
        'retry-on': 'out-of-memory',
      },
      (ran) => {
        expect(ran.outputs['outcome']).toBe('succeeded')
        expect(sizes(ran)[1]).toEqual(['2048', '13312', 12_000])
        expect(ran.lines.join('\n')).toMatch(/task CPU 1024 → 2048 units/)
      },
    ))

  it('never passes max-memory, and says why it is not tried again', () =>
    running(
      { tasks: [outOfMemory(100_000)] },
      { ...SIZED, 'retry-on': 'out-of-memory', 'max-memory': '2 GB', 'max-retries': '5' },
      (ran) => {
        const memories = sizes(ran).map((each) => (each as (string | undefined)[])[1])
        for (const memory of memories) expect(Number(memory ?? 2048)).toBeLessThanOrEqual(2048)
        expect(ran.outputs).toMatchObject({ outcome: 'failed', 'exit-code': '137' })
        expect(ran.lines.filter((line) => line.startsWith('Not retried: '))).toEqual([
          expect.stringMatching(/max-memory|2048/),
        ])
      },
    ))

  it('is tried again no more often than max-retries', () =>
    running(
      { tasks: [outOfMemory(100_000)] },
      { ...SIZED, 'retry-on': 'out-of-memory', 'max-retries': '1' },
      (ran) => {
        expect(ran.simulator.tasks).toHaveLength(2)
        expect(ran.outputs['outcome']).toBe('failed')
        expect(ran.errors).toHaveLength(1)
        expect(ran.warnings).toHaveLength(1)
      },
    ))

  it.each([
    ['nobody asks for it', {}],
    ['another cause is asked for', { 'retry-on': 'spot-interruption, start-failure' }],
    ['there are no retries', { 'retry-on': 'out-of-memory', 'max-retries': '0' }],
  ])('is not tried again where %s', (_what, inputs) =>
    running({ tasks: [outOfMemory(100_000)] }, { ...SIZED, ...inputs }, (ran) => {
      expect(ran.simulator.tasks).toHaveLength(1)
      expect(ran.errors).toEqual([expect.stringMatching(/^app ran out of memory/)])
    }),
  )
})

describe('what passes', () => {
  it.each<[string, TaskRule, string]>([
    ['a Spot interruption', { happens: 'spot-interruption', on: [1] }, 'spot-interruption'],
    [
      'a start without network interface',
      {
        happens: 'start-failure',
        reason: 'Timeout waiting for network interface provisioning to complete.',
        on: [1],
      },
      'start-failure',
    ],
    [
      'a broken pull',
      { happens: 'pull-error', container: 'app', reason: 'CannotPullContainerError: i/o timeout', on: [1] },
      'start-failure',
    ],
  ])('%s is run again as it was, under a new token', (_what, rule, cause) =>
    running({ tasks: [rule] }, { ...LONG, 'retry-on': cause }, ({ outputs, simulator }) => {
      expect(outputs['outcome']).toBe('succeeded')
      const [{ clientToken: first, ...before } = {}, { clientToken: second, ...after } = {}, ...others] =
        bodiesOf(simulator, 'RunTask')
      expect(after).toEqual(before)
      expect(second).not.toBe(first)
      expect(others).toEqual([])
    }),
  )

  it('is run again for those tasks alone that failed', () =>
    running(
      { tasks: [{ happens: 'spot-interruption', on: [2] }] },
      { ...LONG, count: '3', 'retry-on': 'spot-interruption' },
      (ran) => {
        expect(bodiesOf(ran.simulator, 'RunTask').map(({ count }) => count)).toEqual([3, 1])
        expect(ran.outputs).toMatchObject({ outcome: 'succeeded', 'exit-code': '0' })
        expect(new Set(JSON.parse(ran.outputs['task-arns'] ?? '') as string[])).toEqual(new Set(arnsOf(ran)))
        expect(JSON.parse(ran.outputs['tasks'] ?? '')).toHaveLength(4)
      },
    ))

  it('is not run again beside a failure for good', () =>
    running(
      {
        tasks: [
          { happens: 'spot-interruption', on: [1] },
          { happens: 'exit', container: 'app', exitCode: 1, on: [2] },
        ],
      },
      { ...LONG, count: '2', 'retry-on': 'spot-interruption' },
      ({ simulator, outputs, errors }) => {
        expect(simulator.tasks).toHaveLength(2)
        expect(outputs['outcome']).toBe('failed')
        expect(errors).toHaveLength(2)
      },
    ))

  it('is not run again where fewer tasks started than asked', () =>
    running(
      {
        placement: [{ reason: 'ATTRIBUTE', starts: 1, on: [1] }],
        tasks: [{ happens: 'spot-interruption', on: [1] }],
      },
      { ...LONG, count: '2', 'retry-on': 'spot-interruption' },
      ({ simulator, outputs }) => {
        expect(simulator.tasks).toHaveLength(1)
        expect(outputs['outcome']).toBe('failed')
      },
    ))

  it('is run again when the log of the first is whole', () =>
    running(
      {
        logs: { latenessMs: 2000 },
        tasks: [{ happens: 'spot-interruption', afterMs: 20_000, on: [1] }],
      },
      { containers: appRuns('echo at work; sleep 0.6'), 'retry-on': 'spot-interruption' },
      ({ runtime, outputs }) => {
        const { entries } = runtime.console
        const again = entries.findIndex(({ text }) => text.startsWith('Retrying'))
        expect(entries.slice(0, again)).toContainEqual({ kind: 'foreign', text: 'at work' })
        expect(runtime.console.texts('foreign')).toEqual(['at work', 'at work'])
        expect(outputs['outcome']).toBe('succeeded')
      },
    ))

  it.each<[string, TaskRule]>([
    ['an image that is not there', { happens: 'pull-error', container: 'app' }],
    [
      'a log group that is not there',
      { happens: 'start-failure', reason: 'ResourceInitializationError: failed to validate logger args' },
    ],
  ])('is not %s', (_what, rule) =>
    running({ tasks: [rule] }, { ...LONG, 'retry-on': 'start-failure' }, ({ simulator, outputs }) => {
      expect(simulator.tasks).toHaveLength(1)
      expect(outputs).toMatchObject({ outcome: 'failed', 'exit-code': '', 'stop-code': 'TaskFailedToStart' })
    }),
  )
})
