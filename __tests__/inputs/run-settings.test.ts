import { describe, expect, it } from '@jest/globals'
import { readRunSettings } from '../../src/inputs/run-settings.js'
import { given, line, mistakesOf, settingsOf } from './reading-inputs.js'

const ARN = 'arn:aws:ecs:eu-west-1:111122223333'
const ROLE = 'arn:aws:iam::111122223333:role'

describe('defaults', () => {
  const defaults = {
    taskDefinition: 'nightly-etl',
    register: 'none',
    cluster: 'default',
    count: 1,
    containers: [],
    volumes: [],
    capacityProviderStrategy: [],
    capacityFallback: [],
    reattach: false,
    ifRunning: 'start',
    subnets: [],
    securityGroups: [],
    placementConstraints: [],
    placementStrategy: [],
    tags: [],
    enableEcsManagedTags: false,
    enableExecuteCommand: false,
    capacityTimeoutMs: 300_000,
    retry: { on: [], maxRetries: 2, memoryGrowth: { kind: 'factor', factor: 2 } },
    follow: {
      waitFor: 'stopped',
      timeoutMs: 3_300_000,
      onTimeout: 'stop',
      onCancel: 'stop',
      logs: true,
      exitCodeFrom: [],
      successExitCodes: [0],
    },
    usage: { show: false, headroom: 1.3 },
    unusedResources: 'warn',
    dryRun: false,
    pullRequestComment: false,
    aws: { roleSessionName: 'GitHubActions', roleDurationSeconds: 3600, audience: 'sts.amazonaws.com' },
  }

  it('hold where an input is absent or blank', () => {
    expect(settingsOf({})).toEqual(defaults)
    const blank = {
      text: (name: string) => (name === 'task-definition' ? 'nightly-etl' : ' \n '),
      github: {},
    }
    expect(readRunSettings(blank)).toEqual({ settings: defaults, findings: [] })
  })

  it('name the run that starts the task, where there is one', () => {
    expect(settingsOf({}, { runId: '42', runAttempt: '3' }).startedBy).toBe('github/42/3')
    expect(settingsOf({}, { runId: '42' }).startedBy).toBe('github/42/1')
    expect(settingsOf({ 'started-by': 'nightly' }, { runId: '42' }).startedBy).toBe('nightly')
  })

  it('do not make up a task definition', () => {
    expect(readRunSettings(given({})).findings.map(line)).toEqual([
      'task-definition  task-definition is missing | Write the family of the task definition that is to run, or family:revision; or  like-service: with the service whose task definition is to run.',
    ])
  })
})

describe('what an input takes', () => {
  it.each<[string, string, object]>([
    ['task-definition', 'nightly-etl:42', { taskDefinition: 'nightly-etl:42' }],
    ['task-definition', `${ARN}:task-definition/etl:1`, { taskDefinition: `${ARN}:task-definition/etl:1` }],
    [
      'task-definition',
      'arn:aws-us-gov:ecs:us-gov-west-1:111122223333:task-definition/etl',
      { taskDefinition: 'arn:aws-us-gov:ecs:us-gov-west-1:111122223333:task-definition/etl' },
    ],
    ['register', 'temporary', { register: 'temporary' }],
    ['register', 'keep', { register: 'keep' }],
    ['register', 'false', { register: 'none' }],
    ['register', 'no', { register: 'none' }],
    ['cluster', 'analytics', { cluster: 'analytics' }],
    [
      'cluster',
      'arn:aws-cn:ecs:cn-north-1:111122223333:cluster/a',
      { cluster: 'arn:aws-cn:ecs:cn-north-1:111122223333:cluster/a' },
    ],
    ['count', '25', { count: 25 }],
    ['ephemeral-storage', '50', { ephemeralStorageGiB: 50 }],
    ['task-role-arn', 'etl', { taskRoleArn: 'etl' }],
    ['execution-role-arn', `${ROLE}/service/etl`, { executionRoleArn: `${ROLE}/service/etl` }],
    ['launch-type', 'EXTERNAL', { launchType: 'EXTERNAL' }],
    ['platform-version', '1.4.0', { platformVersion: '1.4.0' }],
    ['platform-version', 'LATEST', { platformVersion: 'LATEST' }],
    ['assign-public-ip', 'ENABLED', { assignPublicIp: 'ENABLED' }],
    ['assign-public-ip', 'True', { assignPublicIp: 'ENABLED' }],
    ['assign-public-ip', 'false', { assignPublicIp: 'DISABLED' }],
    ['like-service', 'web', { likeService: 'web' }],
    ['like-service', `${ARN}:service/default/web`, { likeService: `${ARN}:service/default/web` }],
    ['started-by', 'a-Z/0_9', { startedBy: 'a-Z/0_9' }],
    ['group', 'family:etl', { group: 'family:etl' }],
    ['propagate-tags', 'TASK_DEFINITION', { propagateTags: 'TASK_DEFINITION' }],
    ['enable-ecs-managed-tags', 'TRUE', { enableEcsManagedTags: true }],
    ['enable-execute-command', 'true', { enableExecuteCommand: true }],
    ['capacity-timeout', '0', { capacityTimeoutMs: 0 }],
    ['unused-resources', 'fail', { unusedResources: 'fail' }],
    ['dry-run', 'true', { dryRun: true }],
    ['pull-request-comment', 'true', { pullRequestComment: true }],
  ])('%s: %s', (name, text, setting) => {
    expect(settingsOf({ [name]: `${text}\n` })).toMatchObject(setting)
  })

  it.each<[string, string, object]>([
    ['wait-for', 'none', { waitFor: 'none' }],
    ['timeout', '90s', { timeoutMs: 90_000 }],
    ['timeout', '30m', { timeoutMs: 1_800_000 }],
    ['timeout', '1h30m', { timeoutMs: 5_400_000 }],
    ['timeout', '1H 30M 5S', { timeoutMs: 5_405_000 }],
    ['timeout', '2h', { timeoutMs: 7_200_000 }],
    ['timeout', '95', { timeoutMs: 95_000 }],
    ['on-timeout', 'leave', { onTimeout: 'leave' }],
    ['on-cancel', 'leave', { onCancel: 'leave' }],
    ['logs', 'false', { logs: false }],
    ['logs', 'TRUE', { logs: true }],
    ['logs', 'app, log-router', { logs: ['app', 'log-router'] }],
    ['exit-code-from', 'app', { exitCodeFrom: ['app'] }],
    ['success-exit-codes', '0, 3', { successExitCodes: [0, 3] }],
    ['success-exit-codes', '[-1073741510]', { successExitCodes: [-1073741510] }],
  ])('%s: %s', (name, text, setting) => {
    expect(settingsOf({ [name]: text }).follow).toMatchObject(setting)
  })

  it.each<[string, string, object]>([
    ['retry-on', 'out-of-memory, spot-interruption', { on: ['out-of-memory', 'spot-interruption'] }],
    ['max-retries', '0', { maxRetries: 0 }],
    ['memory-growth', '1.5x', { memoryGrowth: { kind: 'factor', factor: 1.5 } }],
    ['memory-growth', '8 GB', { memoryGrowth: { kind: 'exact', value: 8192 } }],
    ['max-memory', '16 GB', { maxMemoryMiB: 16_384 }],
  ])('%s: %s', (name, text, setting) => {
    expect(settingsOf({ [name]: text }).retry).toMatchObject(setting)
  })

  it.each<[string, string, object]>([
    ['aws-region', 'us-gov-west-1', { region: 'us-gov-west-1' }],
    ['role-to-assume', `${ROLE}/ci`, { roleToAssume: `${ROLE}/ci` }],
    ['role-session-name', 'nightly', { roleSessionName: 'nightly' }],
    ['role-duration-seconds', '900', { roleDurationSeconds: 900 }],
    ['audience', 'sts.amazonaws.com.cn', { audience: 'sts.amazonaws.com.cn' }],
  ])('%s: %s', (name, text, setting) => {
    expect(settingsOf({ [name]: text }).aws).toMatchObject(setting)
  })
})

describe('what an input refuses', () => {
  const duration = 'it takes a duration such as 90s, 30m, 1h30m or 2h; a bare number is seconds'
  const role = `it takes the name of an IAM role or its full ARN (arn:aws:iam::111122223333:role/name)`
  const definition =
    'it takes a family (nightly-etl), a family and revision (nightly-etl:42) or the full ARN of a task definition'

  it.each([
    ['task-definition', 'nightly etl', definition],
    ['task-definition', 'arn:aws:ecs:eu-west-1:1:task-definition/etl', definition],
    ['cluster', 'a/b', 'it takes the name of a cluster or its full ARN'],
    ['count', '0', 'it takes a whole number of tasks, 1 or more'],
    ['count', '2.0', 'it takes a whole number of tasks, 1 or more'],
    ['ephemeral-storage', '50 GB', 'it takes whole GiB, such as 50'],
    ['task-role-arn', 'arn:aws:iam::111122223333:user/x', role],
    ['execution-role-arn', 'my role', role],
    [
      'launch-type',
      'fargate',
      'it takes FARGATE, EC2, EXTERNAL or MANAGED_INSTANCES | Did you mean FARGATE?',
    ],
    ['platform-version', 'latest', 'it takes LATEST or a Fargate platform version such as 1.4.0'],
    ['assign-public-ip', 'enabled', 'it takes ENABLED or DISABLED | Did you mean ENABLED?'],
    ['like-service', 'web app', 'it takes the name of a service or its full ARN'],
    ['propagate-tags', 'SERVICE', 'it takes TASK_DEFINITION or NONE'],
    ['github-tags', 'yes', 'it takes true or false'],
    ['dry-run', '1', 'it takes true or false'],
    ['wait-for', 'stoped', 'it takes stopped, running, healthy or none | Did you mean stopped?'],
    ['timeout', '1 day', duration],
    ['timeout', '5m1h', duration],
    ['timeout', '1.5h', duration],
    ['timeout', '0', 'it takes 1s to 576h'],
    ['timeout', '577h', 'it takes 1s to 576h'],
    ['capacity-timeout', '999999999999999999h', 'it takes 0s to 576h'],
    ['on-timeout', 'Stop', 'it takes stop or leave | Did you mean stop?'],
    ['max-retries', '-1', 'it takes a whole number from 0 to 100'],
    ['max-memory', '2x', 'it takes MiB (3072, 512 MB) or GB of 1024 MiB (3 GB)'],
    ['unused-resources', 'error', 'it takes warn, fail or ignore'],
    ['aws-region', 'nowhere', 'it takes the code of an AWS Region, such as eu-west-1'],
    ['role-to-assume', 'ci', 'it takes the full ARN of an IAM role (arn:aws:iam::111122223333:role/name)'],
    ['role-session-name', 'a b', 'it takes 2 to 64 letters, digits and characters of _+=,.@-'],
    ['role-duration-seconds', '60', 'it takes 900 to 43200 seconds'],
  ])('%s: %s', (name, text, takes) => {
    expect(mistakesOf({ [name]: text })).toEqual([`${name}  ${name} is ${JSON.stringify(text)}; ${takes}`])
  })

  it.each([
    [
      'memory-growth',
      '1x',
      'memory-growth is a factor of 1; it must be above 1 to make more of the memory | Write 2x or 1.5x.',
    ],
    [
      'retry-on',
      'out-of-memory, spot',
      'an item of retry-on is "spot"; it takes out-of-memory, spot-interruption or start-failure',
    ],
    [
      'success-exit-codes',
      '0, x',
      'an item of success-exit-codes is "x"; it takes exit codes, such as 0 or 3',
    ],
  ])('%s: %s', (name, text, mistake) => {
    expect(mistakesOf({ [name]: text })).toEqual([`${name}  ${mistake}`])
  })

  it('does not hide the other mistakes of the step', () => {
    const texts = { count: 'x', cpu: 'x', memory: 'x', tags: '[', containers: 'app: {x: 1}', 'dry-run': 'x' }
    expect(mistakesOf(texts).map((mistake) => mistake.split(' ')[0])).toEqual([
      'count',
      'containers:1:7',
      'cpu',
      'memory',
      'tags:1:2',
      'dry-run',
    ])
  })
})
