import { describe, expect, it } from '@jest/globals'
import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import { parseTaskArn, type TaskArn } from '../../src/text/arn.js'
import { firelensObstacle, firelensOutput, linesOfRecords } from '../../src/logs/firelens.js'

const ID = '0123456789abcdef0123456789abcdef'
const ARN = `arn:aws:ecs:eu-west-1:111122223333:task/analytics/${ID}`
const TASK = parseTaskArn(ARN) as TaskArn

function app(options: Record<string, string>, changes: object = {}): ContainerDefinition {
  return { name: 'app', logConfiguration: { logDriver: 'awsfirelens', options, ...changes } }
}

function definitionOf(
  container: ContainerDefinition,
  type: 'fluentbit' | 'fluentd' = 'fluentbit',
): TaskDefinition {
  const environment = [{ name: 'TEAM', value: 'data' }]
  return {
    containerDefinitions: [container, { name: 'router', firelensConfiguration: { type }, environment }],
  }
}

const GROUP = { log_group_name: '/ecs/etl' }

describe('firelensOutput', () => {
  it.each([
    [
      'a prefix, which comes before the tag',
      { Name: 'cloudwatch_logs', ...GROUP, region: 'eu-west-3', log_stream_prefix: 'web/', log_key: 'log' },
      {
        region: 'eu-west-3',
        group: '/ecs/etl',
        stream: `web/app-firelens-${ID}`,
        isShared: false,
        sendsRecords: false,
      },
    ],
    [
      'neither a name nor a prefix',
      { Name: 'cloudwatch', ...GROUP },
      { group: '/ecs/etl', stream: `app-firelens-${ID}`, isShared: false, sendsRecords: true },
    ],
    [
      'a name, which all tasks share',
      { Name: 'cloudwatch_logs', ...GROUP, log_stream_name: 'etl' },
      { group: '/ecs/etl', stream: 'etl', isShared: true, sendsRecords: true },
    ],
    [
      'options in any case',
      { name: 'CloudWatch_Logs', LOG_GROUP_NAME: 'a', Log_Stream_Prefix: 'b-' },
      { group: 'a', stream: `b-app-firelens-${ID}`, isShared: false, sendsRecords: true },
    ],
    [
      'the placeholders of the plugin in Go',
      {
        Name: 'cloudwatch',
        log_group_name: '/ecs/$(ecs_cluster)',
        log_stream_name: 'x/$(tag)/$(ecs_task_id)',
      },
      { group: '/ecs/analytics', stream: `x/app-firelens-${ID}/${ID}`, isShared: false, sendsRecords: true },
    ],
    [
      'what the plugin in C takes as it is',
      { Name: 'cloudwatch_logs', ...GROUP, log_stream_name: '$(ecs_task_id)' },
      { group: '/ecs/etl', stream: '$(ecs_task_id)', isShared: true, sendsRecords: true },
    ],
    [
      'variables of the log router',
      {
        Name: 'cloudwatch_logs',
        log_group_name: '/${TEAM}',
        region: '${AWS_REGION}',
        log_stream_prefix: '${TEAM}/',
      },
      {
        region: 'eu-west-1',
        group: '/data',
        stream: `data/app-firelens-${ID}`,
        isShared: false,
        sendsRecords: true,
      },
    ],
  ])('finds the stream of %s', (_form, options, output) => {
    const container = app(options)
    expect(firelensObstacle(container, definitionOf(container))).toBeUndefined()
    expect(firelensOutput(container, definitionOf(container), TASK)).toEqual(output)
  })

  it.each([
    ['no output', {}, {}, /where the configuration of its log router says/],
    ['another output', { Name: 'datadog', apikey: 'x' }, {}, /to datadog; only Fluent Bit's outputs/],
    ['no log group', { Name: 'cloudwatch' }, {}, /has no log_group_name/],
    [
      'a template of the record',
      { Name: 'cloudwatch_logs', ...GROUP, log_stream_template: '$a' },
      {},
      /its log_stream_template is known in the task alone/,
    ],
    [
      'a placeholder of the record',
      { Name: 'cloudwatch', log_group_name: '/$(kind)' },
      {},
      /its log_group_name \(\$\(kind\)\) is known in the task alone/,
    ],
    [
      'a variable of the image',
      { Name: 'cloudwatch', ...GROUP, log_stream_prefix: '${HOST}/' },
      {},
      /its log_stream_prefix \(\$\{HOST\}\) is known/,
    ],
    [
      'a secret',
      { Name: 'cloudwatch' },
      { secretOptions: [{ name: 'log_group_name', valueFrom: 'arn' }] },
      /its log_group_name is a secret/,
    ],
  ])('gives the reason why %s cannot be followed', (_what, options, changes, reason) => {
    const container = app(options, changes)
    expect(firelensObstacle(container, definitionOf(container))).toMatch(reason)
    expect(firelensOutput(container, definitionOf(container), TASK)).toBeUndefined()
  })

  it('does not take an output of Fluentd for one of Fluent Bit', () => {
    const container = app({ '@type': 'cloudwatch_logs', ...GROUP })
    expect(firelensObstacle(container, definitionOf(container, 'fluentd'))).toMatch(
      /only Fluent Bit's outputs/,
    )
  })
})

describe('linesOfRecords', () => {
  const mine = { taskArn: ARN, container: 'app' }
  const record = (changes: object): string =>
    JSON.stringify({ container_name: 'app', source: 'stdout', log: 'line', ecs_task_arn: ARN, ...changes })

  it('takes the line out of a record', () => {
    const events = [record({}), record({ log: '{"a":1}' }), record({ log: 'ended\r\n' })]
    expect(linesOfRecords(events, mine, [])).toEqual(['line', '{"a":1}', 'ended'])
  })

  it('leaves out the lines of other tasks and of other containers', () => {
    const events = [record({ ecs_task_arn: `${ARN}x` }), record({ container_name: 'sidecar' }), record({})]
    expect(linesOfRecords(events, mine, ['sidecar'])).toEqual(['line'])
  })

  it('keeps a record without a line, a container name of Docker, and what is no record', () => {
    const events = [
      record({ log: undefined, level: 'info' }),
      record({ container_name: '/ecs-etl-3-app-d4b1' }),
      '{broken',
      'null',
      '[]',
      'plain',
    ]
    expect(linesOfRecords(events, mine, ['sidecar'])).toEqual([
      record({ log: undefined, level: 'info' }),
      'line',
      '{broken',
      'null',
      '[]',
      'plain',
    ])
  })
})
