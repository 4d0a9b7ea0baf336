import { describe, expect, it, jest } from '@jest/globals'
import { readScenario } from '../../simulator/scenario.ts'
import { appRuns, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, type FinishedStep } from '../../testing/runner/runner.ts'

jest.setTimeout(180_000)

const UNKNOWN = 'arn:aws:ecs:us-east-1:123456789012:task/default/0123456789abcdef0123456789abcdef'
const { taskDefinitions } = readScenario('simulator/examples/nightly-etl.yml')

/** A definition whose app is not essential, which logs to a group of its own. */
const REPORT = {
  family: 'report',
  requiresCompatibilities: ['FARGATE'],
  executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  containerDefinitions: [
    {
      name: 'app',
      image: 'app:1',
      essential: false,
      command: ['sh', '-c', 'echo the report; exit 3'],
      logConfiguration: {
        logDriver: 'awslogs',
        options: {
          'awslogs-group': '/ecs/report',
          'awslogs-region': 'us-east-1',
          'awslogs-stream-prefix': 'ecs',
        },
      },
    },
    { name: 'main', image: 'main:1', command: ['sh', '-c', 'sleep 1; exit 0'] },
  ],
}

function messagesOf({ annotations }: FinishedStep): string {
  return annotations.map(({ message }) => message).join('\n')
}

describe('the wait action', () => {
  it.concurrent('judges each task by its own definition, and shows the logs of each', () =>
    simulate({ taskDefinitions: [...taskDefinitions, REPORT] }, async (simulator) => {
      const start = async (inputs: Readonly<Record<string, string>>) =>
        (await runAction({ simulator, inputs: { ...INPUTS, 'wait-for': 'none', ...inputs } })).outputs[
          'task-arn'
        ] ?? ''
      const arns = [
        await start({ containers: appRuns('echo the etl; sleep 1') }),
        await start({ 'task-definition': 'report' }),
      ]
      const step = await runAction({ action: 'wait', simulator, inputs: { 'task-arns': arns.join() } })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded', 'exit-code': '0' } })
      expect(step.log).toMatch(/the etl/)
      expect(step.log).toMatch(/the report/)
    }),
  )

  it.concurrent('waits for a task that ECS does not show yet', () =>
    simulate({ missingForMs: 14_000 }, async (simulator) => {
      const { outputs } = await runAction({ simulator, inputs: { ...INPUTS, 'wait-for': 'none' } })
      const inputs = { 'task-arns': outputs['task-arns'] ?? '', logs: 'false' }
      const step = await runAction({ action: 'wait', simulator, inputs })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
    }),
  )

  it.concurrent('with wait-for: none is green for a task that runs', () =>
    simulate({}, async (simulator) => {
      const started = await runAction({
        simulator,
        inputs: { ...INPUTS, 'wait-for': 'none', containers: appRuns('exec sleep 600') },
      })
      const inputs = { 'task-arns': started.outputs['task-arns'] ?? '', 'wait-for': 'none' }
      const step = await runAction({ action: 'wait', simulator, inputs })
      expect(step).toMatchObject({ outcome: 'success', annotations: [], outputs: { outcome: 'started' } })
    }),
  )

  it.concurrent.each([
    ['access is denied', 'access-denied', /ecs:DescribeTasks/],
    ['the credentials have expired', 'expired-token', /have expired/],
  ] as const)('with wait-for: none is red where %s', (_what, fault, words) =>
    simulate({}, async (simulator) => {
      const { outputs } = await runAction({ simulator, inputs: { ...INPUTS, 'wait-for': 'none' } })
      simulator.scenario = { ...simulator.scenario, faults: [{ operation: 'DescribeTasks', fault }] }
      const inputs = { 'task-arns': outputs['task-arns'] ?? '', 'wait-for': 'none' }
      const step = await runAction({ action: 'wait', simulator, inputs })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
      expect(messagesOf(step)).toMatch(words)
    }),
  )

  it.concurrent('with wait-for: none is red where the cluster does not exist', () =>
    simulate({}, async (simulator) => {
      const inputs = { 'task-arns': UNKNOWN.replace('/default/', '/typo/'), 'wait-for': 'none' }
      const step = await runAction({ action: 'wait', simulator, inputs })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
      expect(messagesOf(step)).toMatch(/no such cluster/)
    }),
  )
})
