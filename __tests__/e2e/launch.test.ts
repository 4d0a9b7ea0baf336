import { describe, expect, it, jest } from '@jest/globals'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, type FinishedStep } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

const QUIET = { ...INPUTS, logs: 'false' }
const NO_MEMORY = { reason: 'RESOURCE:MEMORY', detail: 'no instance with so much memory' }

interface Asked {
  readonly count: number
  readonly clientToken: string
}

function arnsOf({ outputs }: FinishedStep): unknown {
  return JSON.parse(outputs['task-arns'] ?? '')
}

describe('twenty-five tasks', () => {
  it.concurrent('go out in batches of ten, each with a token of its own, within the published rates', () =>
    simulate({ publishedRates: true }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...QUIET, count: '25' } })
      expect(step.outcome).toBe('success')
      const asked = bodiesOf(simulator, 'RunTask') as Asked[]
      expect(asked.map(({ count }) => count)).toEqual([10, 10, 5])
      expect(new Set(asked.map(({ clientToken }) => clientToken)).size).toBe(3)
      expect(arnsOf(step)).toHaveLength(25)
      expect(simulator.calls.filter(({ outcome }) => outcome !== 200)).toEqual([])
    }),
  )

  it.concurrent('of which a batch is refused: those that started are followed to their end', () =>
    simulate({ faults: [{ operation: 'RunTask', fault: 'access-denied', on: [2] }] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...QUIET, count: '25' } })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
      expect(arnsOf(step)).toHaveLength(10)
      expect(simulator.tasks.filter(({ lastStatus }) => lastStatus === 'STOPPED')).toHaveLength(10)
      expect(step.annotations.map(({ message }) => message).join('\n')).toMatch(/ecs:RunTask/)
    }),
  )
})

describe('tasks that find no room', () => {
  it.concurrent('are asked for again, only those and under a new token', () =>
    simulate({ placement: [{ ...NO_MEMORY, starts: 1, on: [1] }] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...QUIET, count: '3' } })
      expect(step).toMatchObject({ outcome: 'success', annotations: [] })
      const asked = bodiesOf(simulator, 'RunTask') as Asked[]
      expect(asked.map(({ count }) => count)).toEqual([3, 2])
      expect(asked[0]?.clientToken).not.toBe(asked[1]?.clientToken)
      expect(arnsOf(step)).toHaveLength(3)
      expect(step.log).toMatch(/Started 1 of 3 tasks: RESOURCE:MEMORY/)
    }),
  )

  it.concurrent('are given up when capacity-timeout is over', () =>
    simulate({ placement: [NO_MEMORY] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...QUIET, 'capacity-timeout': '3s' } })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed', 'exit-code': '' } })
      expect(bodiesOf(simulator, 'RunTask').length).toBeGreaterThan(2)
      expect(step.durationMs).toBeLessThan(8000)
    }),
  )

  it.concurrent('for a reason that no waiting cures are given up at once', () =>
    simulate({ placement: [{ reason: 'ATTRIBUTE' }] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: QUIET })
      expect(step.outcome).toBe('failure')
      expect(bodiesOf(simulator, 'RunTask')).toHaveLength(1)
      expect(step.annotations.map(({ message }) => message).join('\n')).toMatch(/requiresAttributes/)
    }),
  )
})

describe('an answer to RunTask that was lost', () => {
  it.concurrent('and then refused in passing makes no second task, and none that nobody knows of', () =>
    simulate(
      {
        faults: [
          { operation: 'RunTask', fault: 'lost-answer', on: [1] },
          { operation: 'RunTask', fault: 'throttle', on: [2, 3] },
        ],
      },
      async (simulator) => {
        const step = await runAction({ simulator, inputs: QUIET })
        expect(step.outcome).toBe('success')
        expect(arnsOf(step)).toEqual(simulator.tasks.map(({ taskArn }) => taskArn))
      },
    ),
  )
})

describe('wait-for: running', () => {
  it.concurrent.each([
    ['success', 'exit 0', 'succeeded'],
    ['failure', 'exit 3', 'failed'],
  ])('judges a task that ran and has stopped already: %s', (outcome, script, told) =>
    simulate({}, async (simulator) => {
      const inputs = { ...QUIET, 'wait-for': 'running', containers: appRuns(script) }
      const step = await runAction({ simulator, inputs })
      expect(step).toMatchObject({ outcome, outputs: { outcome: told } })
    }),
  )
})
