import { describe, expect, it, jest } from '@jest/globals'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { appRuns, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

const TWO_ESSENTIAL: ScenarioInput = {
  taskDefinitions: [
    {
      family: 'nightly-etl',
      requiresCompatibilities: ['FARGATE'],
      executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
      networkMode: 'awsvpc',
      cpu: '512',
      memory: '1024',
      containerDefinitions: [
        { name: 'app', image: 'app:1' },
        { name: 'proxy', image: 'proxy:1', command: ['sleep', '60'] },
      ],
    },
  ],
}

const SLOW = { containers: appRuns('exec sleep 2') }

/** Statements of docs/outputs-and-verdict.md that no other test holds. */
const CASES: readonly {
  readonly statement: string
  readonly scenario?: ScenarioInput
  readonly inputs?: Readonly<Record<string, string>>
  readonly outputs: Readonly<Record<string, string>>
  readonly says?: RegExp
  readonly attempts?: number
}[] = [
  {
    statement: 'an essential sidecar that was stopped fails the step, with the way out',
    scenario: TWO_ESSENTIAL,
    outputs: { outcome: 'failed', 'exit-code': '143' },
    says: /exit-code-from: app/,
  },
  {
    statement: 'an essential sidecar that does not decide counts for nothing',
    scenario: TWO_ESSENTIAL,
    inputs: { 'exit-code-from': 'app' },
    outputs: { outcome: 'succeeded', 'exit-code': '0' },
  },
  {
    statement: 'a container that ECS lost is a failure without exit code',
    scenario: { tasks: [{ happens: 'exit', container: 'app', reason: 'gone' }] },
    inputs: SLOW,
    outputs: { outcome: 'failed', 'exit-code': '' },
    says: /without an exit code/,
  },
  {
    statement: 'one of several tasks fails the step, with its code',
    scenario: { tasks: [{ happens: 'exit', container: 'app', exitCode: 7, on: [2] }] },
    inputs: { ...SLOW, count: '2' },
    outputs: { outcome: 'failed', 'exit-code': '7' },
  },
  {
    statement: 'exit code 137 alone is not out of memory',
    scenario: { tasks: [{ happens: 'exit', container: 'app', exitCode: 137 }] },
    inputs: SLOW,
    outputs: { outcome: 'failed', 'exit-code': '137' },
    says: /137 is SIGKILL/,
  },
  {
    statement: 'a reason that will not go away ends the launch at once',
    scenario: { placement: [{ reason: 'ATTRIBUTE' }] },
    outputs: { outcome: 'failed', 'exit-code': '', 'task-arns': '[]' },
    says: /requiresAttributes/,
    attempts: 0,
  },
  {
    statement: 'a task that could not start for a reason that may pass is run again',
    scenario: {
      tasks: [
        {
          happens: 'start-failure',
          reason: 'Timeout waiting for network interface provisioning to complete.',
          times: 1,
        },
      ],
    },
    inputs: { 'retry-on': 'start-failure' },
    outputs: { outcome: 'succeeded', 'exit-code': '0' },
    attempts: 2,
  },
  {
    statement: 'a second failure of another kind makes all of them final',
    scenario: {
      tasks: [
        { happens: 'spot-interruption', on: [1] },
        { happens: 'exit', container: 'app', exitCode: 3, on: [2] },
      ],
    },
    inputs: { ...SLOW, count: '2', 'retry-on': 'spot-interruption' },
    outputs: { outcome: 'failed' },
    attempts: 2,
  },
  {
    statement: 'only the task that failed is run again',
    scenario: { tasks: [{ happens: 'spot-interruption', on: [1] }] },
    inputs: { ...SLOW, count: '2', 'retry-on': 'spot-interruption' },
    outputs: { outcome: 'succeeded', 'exit-code': '0' },
    attempts: 3,
  },
]

describe('the page about the verdict says right that', () => {
  it.concurrent.each(CASES)('$statement', ({ scenario = {}, inputs, outputs, says, attempts = 0 }) =>
    simulate(scenario, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...INPUTS, ...inputs } })
      expect(step).toMatchObject({
        outcome: outputs['outcome'] === 'succeeded' ? 'success' : 'failure',
        outputs,
      })
      if (says) expect(step.annotations.map(({ message }) => message).join('\n')).toMatch(says)
      if (attempts > 0) {
        const arns = simulator.tasks.map(({ taskArn }) => taskArn)
        expect(arns).toHaveLength(attempts)
        expect(JSON.parse(step.outputs['task-arns'] ?? '')).toEqual(arns)
      }
    }),
  )
})

describe('a task that ECS does not know', () => {
  const inputs = { 'task-arns': `arn:aws:ecs:us-east-1:123456789012:task/default/${'0'.repeat(32)}` }

  // The wait action, which is patient for two minutes, is tested in the simulator's time: __tests__/flows/wait.test.ts.
  it('ends the stop action in success, with a warning', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({ simulator, action: 'stop', inputs })
      expect(step).toMatchObject({ outcome: 'success', annotations: [{ level: 'warning' }] })
      expect(step.annotations[0]?.message).toMatch(/does not know/)
    }))
})
