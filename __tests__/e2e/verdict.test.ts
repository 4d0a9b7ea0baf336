import { describe, expect, it, jest } from '@jest/globals'
import { appRuns, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

/** Two essential containers: the proxy runs until it is stopped. */
const PAIR = {
  family: 'pair',
  containerDefinitions: [
    { name: 'app', image: 'app:1', memory: 128, command: ['sh', '-c', 'sleep 1'] },
    { name: 'proxy', image: 'proxy:1', memory: 128, command: ['sleep', '600'] },
  ],
}

describe('a container that was stopped beside one that succeeded', () => {
  const inputs = { 'task-definition': 'pair', 'launch-type': 'EC2' }

  it.concurrent('fails the step, which names the cure', () =>
    simulate({ taskDefinitions: [PAIR] }, async (simulator) => {
      const step = await runAction({ simulator, inputs })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed', 'exit-code': '143' } })
      expect(step.annotations[0]?.message).toMatch(/does not say which came first/)
      expect(step.annotations[0]?.message).toMatch(/exit-code-from: app/)
    }),
  )

  it.concurrent('does not count with that cure', () =>
    simulate({ taskDefinitions: [PAIR] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...inputs, 'exit-code-from': 'app' } })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded', 'exit-code': '0' } })
    }),
  )
})

describe('an end that is known', () => {
  it.concurrent.each([
    ['host gone', { happens: 'stop' as const }, /Its host was terminated/],
    [
      'health check',
      {
        happens: 'stop' as const,
        stopCode: 'ServiceSchedulerInitiated',
        reason: 'Task failed container health checks',
      },
      /healthCheck in the task definition/,
    ],
    [
      'unknown',
      { happens: 'stop' as const, stopCode: 'Novelty', reason: 'of a new kind' },
      /"of a new kind", Novelty/,
    ],
  ])('is explained: %s', (_name, rule, message) =>
    simulate({ tasks: [rule] }, async (simulator) => {
      const inputs = { ...INPUTS, logs: 'false', containers: appRuns('sleep 600') }
      const step = await runAction({ simulator, inputs })
      expect(step.outcome).toBe('failure')
      expect(step.annotations[0]?.message).toMatch(message)
      expect(step.outputs['stop-code']).toBe(simulator.tasks[0]?.stopCode)
    }),
  )

  it.concurrent('is explained: no log group', () =>
    simulate({ logs: { missingGroups: ['/ecs/nightly-etl'] } }, async (simulator) => {
      const step = await runAction({ simulator, inputs: INPUTS })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { 'stop-code': 'TaskFailedToStart' } })
      expect(step.annotations[0]?.message).toMatch(/Create the log group/)
    }),
  )
})
