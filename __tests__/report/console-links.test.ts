import type { Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { parseTaskArn } from '../../src/text/arn.js'
import { logUrl, taskUrl } from '../../src/report/console-links.js'

const ID = '3f9c1e77a0b14c5d9e8f7a6b5c4d3e2f'

function arnIn(partition: string, region: string, path = `analytics/${ID}`) {
  return `arn:${partition}:ecs:${region}:123456789012:task/${path}`
}

const PARTITIONS = [
  ['aws', 'eu-west-1', 'eu-west-1.console.aws.amazon.com'],
  ['aws-cn', 'cn-north-1', 'cn-north-1.console.amazonaws.cn'],
  ['aws-us-gov', 'us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ['aws-eusc', 'eusc-de-east-1', 'eusc-de-east-1.console.amazonaws-eusc.eu'],
] as const

function definitionWith(
  options: Record<string, string>,
  logDriver: 'awslogs' | 'splunk' = 'awslogs',
): TaskDefinition {
  return { containerDefinitions: [{ name: 'app', logConfiguration: { logDriver, options } }] }
}

const LOGS = { 'awslogs-group': '/ecs/nightly-etl', 'awslogs-stream-prefix': 'ecs' }

describe('the link to a task', () => {
  it.each(PARTITIONS)('leads to the console of %s', (partition, region, host) => {
    const arn = parseTaskArn(arnIn(partition, region))
    expect(arn && taskUrl(arn)).toBe(
      `https://${host}/ecs/v2/clusters/analytics/tasks/${ID}/configuration?region=${region}`,
    )
  })

  it('takes the cluster from elsewhere where the ARN has none', () => {
    const arn = parseTaskArn(arnIn('aws', 'eu-west-1', ID))
    expect(arn && [taskUrl(arn), taskUrl(arn, 'a b(c)')]).toEqual([
      undefined,
      `https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/a%20b%28c%29/tasks/${ID}/configuration?region=eu-west-1`,
    ])
  })

  it('is not there in a partition whose console is not known', () => {
    const arn = parseTaskArn(arnIn('aws-iso', 'us-iso-east-1'))
    expect(arn && taskUrl(arn)).toBeUndefined()
  })
})

describe('the link to a log', () => {
  it.each(PARTITIONS)('leads to the console of %s', (partition, region, host) => {
    const task: Task = { taskArn: arnIn(partition, region) }
    expect(logUrl(task, { name: 'app' }, definitionWith(LOGS))).toBe(
      `https://${host}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/$252Fecs$252Fnightly-etl/log-events/ecs$252Fapp$252F${ID}`,
    )
  })

  const task: Task = { taskArn: arnIn('aws', 'eu-west-1') }

  it("goes to the Region of the log group, which need not be the task's", () => {
    const definition = definitionWith({ ...LOGS, 'awslogs-region': 'us-east-1' })
    expect(logUrl(task, { name: 'app' }, definition)).toMatch(
      /^https:\/\/us-east-1\.console\.aws\.amazon\.com\/cloudwatch\/home\?region=us-east-1#/,
    )
  })

  it('takes the runtime id where no prefix is set', () => {
    const definition = definitionWith({ 'awslogs-group': 'g' })
    expect(logUrl(task, { name: 'app', runtimeId: 'abc' }, definition)).toMatch(
      /log-group\/g\/log-events\/abc$/,
    )
  })

  it('encodes what would end it', () => {
    const definition = definitionWith({ ...LOGS, 'awslogs-stream-prefix': `a b)('*!%"<\ud800` })
    expect(logUrl(task, { name: 'app' }, definition)).toMatch(/#logsV2:[\w:/$-]+$/)
  })

  it.each([
    ['another log driver', definitionWith(LOGS, 'splunk')],
    ['no definition', undefined],
    ['a Region that is none', definitionWith({ ...LOGS, 'awslogs-region': 'evil.example/#' })],
  ])('is not there with %s', (_, definition) => {
    expect(logUrl(task, { name: 'app' }, definition)).toBeUndefined()
  })
})
