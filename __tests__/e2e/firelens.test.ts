import { describe, expect, it, jest } from '@jest/globals'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, type FinishedStep } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

const GROUP = { region: 'us-east-1', log_group_name: '/firelens/etl' }

/** An app that logs through FireLens with these options, and the log router. */
function routed(options: Record<string, string>, script = 'echo one; sleep 1; echo two'): ScenarioInput {
  return {
    taskDefinitions: [
      {
        family: 'routed',
        requiresCompatibilities: ['FARGATE'],
        networkMode: 'awsvpc',
        cpu: '256',
        memory: '512',
        executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
        containerDefinitions: [
          {
            name: 'app',
            image: 'app:1',
            command: ['sh', '-c', script],
            logConfiguration: { logDriver: 'awsfirelens', options },
          },
          {
            name: 'log_router',
            image: 'router:1',
            essential: false,
            command: ['sleep', '600'],
            firelensConfiguration: { type: 'fluentbit' },
            stopTimeout: 2,
          },
        ],
      },
    ],
  }
}

const ROUTED = { ...INPUTS, 'task-definition': 'routed', logs: 'app' }

const shown = ({ lines }: FinishedStep): string[] => lines.filter((line) => /^(.*\| )?(one|two)$/.test(line))

describe('a log that goes through FireLens to CloudWatch', () => {
  it.concurrent.each([
    [
      'with a prefix and one key of the record',
      { Name: 'cloudwatch_logs', ...GROUP, log_stream_prefix: 'web/', log_key: 'log' },
    ],
    [
      'with a prefix and whole records',
      { Name: 'cloudwatch', ...GROUP, log_stream_prefix: 'from-fluent-bit-' },
    ],
    ['with a stream of all tasks', { Name: 'cloudwatch_logs', ...GROUP, log_stream_name: 'etl' }],
  ])('is shown %s, line by line', (_how, options) =>
    simulate(routed(options), async (simulator) => {
      const step = await runAction({ simulator, inputs: ROUTED })
      expect(step).toMatchObject({ outcome: 'success', annotations: [] })
      expect(shown(step)).toEqual(['one', 'two'])
      const [task] = JSON.parse(step.outputs['tasks'] ?? '[]') as { containers: { logUrl?: string }[] }[]
      expect(task?.containers[0]?.logUrl).toContain('log-groups/log-group/$252Ffirelens$252Fetl')
    }),
  )

  it.concurrent('is shown to its end, which comes after that of the container', () =>
    simulate(
      {
        ...routed({ Name: 'cloudwatch_logs', ...GROUP, log_key: 'log' }),
        logs: { latenessMs: 4000 },
        pace: { stopping: 6000 },
      },
      async (simulator) => {
        const step = await runAction({ simulator, inputs: ROUTED })
        expect(shown(step)).toEqual(['one', 'two'])
      },
    ),
  )

  it.concurrent('is told apart by its records where tasks share a stream', () =>
    simulate(routed({ Name: 'cloudwatch_logs', ...GROUP, log_stream_name: 'etl' }), async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...ROUTED, count: '2' }, env: { NO_COLOR: '1' } })
      const ids = (JSON.parse(step.outputs['task-ids'] ?? '[]') as string[]).map((id) => id.slice(0, 8))
      expect(shown(step).sort()).toEqual(ids.flatMap((id) => [`${id} app | one`, `${id} app | two`]).sort())
    }),
  )

  it.concurrent('is shown once where nothing tells whose line it is', () =>
    simulate(
      routed({ Name: 'cloudwatch_logs', ...GROUP, log_stream_name: 'etl', log_key: 'log' }),
      async (simulator) => {
        const step = await runAction({ simulator, inputs: { ...ROUTED, count: '2' }, env: { NO_COLOR: '1' } })
        expect(
          shown(step)
            .map((line) => line.slice(-3))
            .sort(),
        ).toEqual(['one', 'one', 'two', 'two'])
        expect(
          step.lines.filter((line) =>
            /app logs to the stream etl of \/firelens\/etl, which several/.test(line),
          ),
        ).toHaveLength(1)
      },
    ),
  )

  it.concurrent('that goes elsewhere is excused in one line', () =>
    simulate(routed({ Name: 'datadog', apikey: 'x' }), async (simulator) => {
      const step = await runAction({ simulator, inputs: ROUTED })
      expect(step).toMatchObject({ outcome: 'success', annotations: [] })
      expect(step.lines.filter((line) => /^app logs through FireLens to datadog; /.test(line))).toHaveLength(
        1,
      )
      expect(bodiesOf(simulator, 'GetLogEvents')).toEqual([])
    }),
  )
})
