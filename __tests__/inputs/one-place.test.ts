import { describe, expect, it } from '@jest/globals'
import { readRunSettings } from '../../src/inputs/run-settings.js'
import { readStopSettings, readWaitSettings } from '../../src/inputs/wait-stop-settings.js'
import { given, line, type Texts } from './reading-inputs.js'

const ID = '0123456789abcdef0123456789abcdef'
const ENVIRONMENT = { region: { value: 'us-east-1', from: 'AWS_REGION' } }

function ecsArn(resource: string, region = 'us-east-1', account = '111122223333', partition = 'aws'): string {
  return `arn:${partition}:ecs:${region}:${account}:${resource}`
}

function mistakesOfRun(texts: Texts): string[] {
  const inputs = { ...given({ 'task-definition': 'etl', ...texts }), ...ENVIRONMENT }
  return readRunSettings(inputs).findings.map(line)
}

describe('an ARN of another place than the step', () => {
  it.each<[string, Texts, string]>([
    [
      'a cluster in another Region than the environment',
      { cluster: ecsArn('cluster/web', 'eu-west-1') },
      'cluster  cluster is in the Region eu-west-1, and the step works in us-east-1 (AWS_REGION) | Write  aws-region: eu-west-1, or an ARN of us-east-1.',
    ],
    [
      'a task definition in another Region than aws-region',
      { 'aws-region': 'eu-central-1', 'task-definition': ecsArn('task-definition/etl:1', 'eu-west-1') },
      'task-definition  task-definition is in the Region eu-west-1, and the step works in eu-central-1 (aws-region) | Write  aws-region: eu-west-1, or an ARN of eu-central-1.',
    ],
    [
      'a cluster of another account than the role',
      { 'role-to-assume': 'arn:aws:iam::444455556666:role/run', cluster: ecsArn('cluster/web') },
      'cluster  cluster is in the account 111122223333, and role-to-assume in 444455556666 | Write both of one account: ECS runs nothing across accounts.',
    ],
    [
      'a task definition of another account than the cluster',
      {
        cluster: ecsArn('cluster/web'),
        'task-definition': ecsArn('task-definition/etl', 'us-east-1', '444455556666'),
      },
      'task-definition  task-definition is in the account 444455556666, and cluster in 111122223333 | Write both of one account: ECS runs nothing across accounts.',
    ],
    [
      'a role of another account than the cluster',
      { cluster: ecsArn('cluster/web'), 'task-role-arn': 'arn:aws:iam::444455556666:role/task' },
      'task-role-arn  task-role-arn is in the account 444455556666, and cluster in 111122223333 | Write both of one account: ECS runs nothing across accounts.',
    ],
    [
      'a role in another partition than the Region',
      { 'task-role-arn': 'arn:aws-cn:iam::111122223333:role/task' },
      'task-role-arn  task-role-arn is in the partition aws-cn, and us-east-1 is in aws | An ARN there starts with  arn:aws:',
    ],
    [
      'a service of another cluster',
      { cluster: 'analytics', 'like-service': ecsArn('service/web/api') },
      'like-service  like-service is of the cluster web, and cluster is analytics | Write  cluster: web, or an ARN of analytics.',
    ],
    [
      'a service of another cluster than the default one',
      { 'like-service': ecsArn('service/web/api') },
      'like-service  like-service is of the cluster web, and cluster is default | Write  cluster: web, or an ARN of default.',
    ],
  ])('is said by the run action: %s', (_case, texts, mistake) => {
    expect(mistakesOfRun(texts)).toEqual([mistake])
  })

  it.each<[string, Texts]>([
    ['short names', { cluster: 'web', 'like-service': 'api' }],
    ['ARNs of one place', { cluster: ecsArn('cluster/web'), 'like-service': ecsArn('service/web/api') }],
    ['the short format', { cluster: 'web', 'like-service': ecsArn('service/api') }],
    [
      'China',
      {
        'aws-region': 'cn-north-1',
        cluster: ecsArn('cluster/web', 'cn-north-1', '111122223333', 'aws-cn'),
        'task-role-arn': 'arn:aws-cn:iam::111122223333:role/task',
      },
    ],
  ])('is none in %s', (_case, texts) => {
    expect(mistakesOfRun(texts)).toEqual([])
  })

  it('is not looked for in a Region that was refused', () => {
    expect(mistakesOfRun({ 'aws-region': 'eu-west1', cluster: ecsArn('cluster/web', 'eu-west-1') })).toEqual([
      expect.stringMatching(/^aws-region {2}/),
    ])
  })

  it.each([
    ['wait', readWaitSettings],
    ['stop', readStopSettings],
  ])('is said once by the %s action', (_action, read) => {
    const tasks = (texts: Texts) => read({ ...given(texts), ...ENVIRONMENT }).findings.map(line)
    const there = ecsArn(`task/web/${ID}`, 'eu-west-1')
    expect(tasks({ 'task-arns': `${there}, ${there}` })).toEqual([
      'task-arns  task-arns is in the Region eu-west-1, and the step works in us-east-1 (AWS_REGION) | Write  aws-region: eu-west-1, or an ARN of us-east-1.',
    ])
    expect(tasks({ 'task-arns': ecsArn(`task/web/${ID}`), cluster: 'analytics' })).toEqual([
      'task-arns  task-arns is of the cluster web, and cluster is analytics | Write  cluster: web, or an ARN of analytics.',
    ])
    expect(
      tasks({
        'task-arns': ecsArn(`task/web/${ID}`),
        'role-to-assume': 'arn:aws:iam::444455556666:role/run',
      }),
    ).toEqual([
      'task-arns  task-arns is in the account 111122223333, and role-to-assume in 444455556666 | Write both of one account: ECS runs nothing across accounts.',
    ])
    expect(tasks({ 'task-arns': ecsArn(`task/web/${ID}`) })).toEqual([])
  })
})
