import { describe, expect, it, jest } from '@jest/globals'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

const QUIET = { ...INPUTS, logs: 'false', containers: appRuns('sleep 1') }
const OUT_OF_MEMORY = { ...QUIET, 'retry-on': 'out-of-memory' }

interface Asked {
  readonly overrides?: {
    readonly memory?: string
    readonly containerOverrides?: readonly { readonly name: string; readonly memory?: number }[]
  }
}

describe('a task that ran out of memory', () => {
  it.concurrent('runs again with more, for the container and the task, until it fits', () =>
    simulate(
      { tasks: [{ happens: 'out-of-memory', container: 'app', belowMib: 4096 }] },
      async (simulator) => {
        const step = await runAction({ simulator, inputs: OUT_OF_MEMORY })
        expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        const asked = bodiesOf(simulator, 'RunTask') as Asked[]
        const memoryOfApp = asked.map(
          ({ overrides }) => overrides?.containerOverrides?.find(({ name }) => name === 'app')?.memory,
        )
        expect(memoryOfApp).toEqual([undefined, 2048, 4096])
        const arns = simulator.tasks.map(({ taskArn }) => taskArn)
        expect(JSON.parse(step.outputs['task-arns'] ?? '')).toEqual(arns)
        expect(step.outputs['task-arn']).toBe(arns.at(-1))
        expect(step.outputs['memory']).toBe(simulator.tasks.at(-1)?.memory)
        expect(step.log).toMatch(/container memory 1024 → 2048 MiB/)
        expect(step.log).toMatch(/container memory 2048 → 4096 MiB/)
      },
    ),
  )

  it.concurrent('never gets more than max-memory', () =>
    simulate({ tasks: [{ happens: 'out-of-memory', container: 'app' }] }, async (simulator) => {
      const step = await runAction({
        simulator,
        inputs: { ...OUT_OF_MEMORY, 'max-memory': '3 GB', 'max-retries': '9' },
      })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed', 'exit-code': '137' } })
      expect(simulator.tasks.map(({ memory }) => Number(memory)).every((memory) => memory <= 3072)).toBe(true)
      expect(step.log).toMatch(/Not retried: .*3072/)
    }),
  )

  it.concurrent('runs again no more often than max-retries', () =>
    simulate({ tasks: [{ happens: 'out-of-memory', container: 'app' }] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...OUT_OF_MEMORY, 'max-retries': '1' } })
      expect(step.outcome).toBe('failure')
      expect(simulator.tasks).toHaveLength(2)
    }),
  )

  it.concurrent('does not run again where nobody asked for it', () =>
    simulate({ tasks: [{ happens: 'out-of-memory', container: 'app' }] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: QUIET })
      expect(step.outcome).toBe('failure')
      expect(simulator.tasks).toHaveLength(1)
      expect(step.annotations[0]?.message).toMatch(/app ran out of memory.*1024 MiB/s)
    }),
  )
})

describe('a task that AWS took away or could not start', () => {
  it.concurrent('runs again as it was after a Spot interruption', () =>
    simulate({ tasks: [{ happens: 'spot-interruption', on: [1] }] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...QUIET, 'retry-on': 'spot-interruption' } })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
      const [first, second, ...more] = bodiesOf(simulator, 'RunTask') as { clientToken: string }[]
      expect(more).toEqual([])
      expect(second).toEqual({ ...first, clientToken: expect.any(String) })
      expect(second?.clientToken).not.toBe(first?.clientToken)
    }),
  )

  it.concurrent.each([
    [
      'again after a start failure that passes',
      'Timeout waiting for network interface provisioning to complete.',
      2,
    ],
    [
      'only once after one that does not',
      'ResourceInitializationError: unable to pull secrets or registry auth: no such secret',
      1,
    ],
  ])('runs %s', (_how, reason, tasks) =>
    simulate({ tasks: [{ happens: 'start-failure', reason, on: [1] }] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...QUIET, 'retry-on': 'start-failure' } })
      expect(step.outcome).toBe(tasks === 2 ? 'success' : 'failure')
      expect(simulator.tasks).toHaveLength(tasks)
    }),
  )

  it.concurrent('is the only one of several that runs again', () =>
    simulate({ tasks: [{ happens: 'spot-interruption', on: [2] }] }, async (simulator) => {
      const inputs = { ...QUIET, count: '3', 'retry-on': 'spot-interruption' }
      const step = await runAction({ simulator, inputs })
      expect(step.outcome).toBe('success')
      expect(simulator.tasks).toHaveLength(4)
      expect(JSON.parse(step.outputs['tasks'] ?? '')).toHaveLength(4)
    }),
  )
})
