import { describe, expect, it } from '@jest/globals'
import { mistakesOf, readRun, settingsOf } from './reading-inputs.js'

const APP = { name: 'app', memory: { kind: 'exact', value: 2048 } }

describe('containers that are pasted from elsewhere', () => {
  it.each([
    [
      'an overrides object that holds containers alone',
      '{"containerOverrides":[{"name":"app","memory":2048}]}',
    ],
    ['one object of containerOverrides', '{"name":"app","memory":2048}'],
    ['PascalCase', '{"ContainerOverrides":[{"Name":"app","Memory":2048}]}'],
    ['PascalCase below a name', 'app: {Memory: 2 GB}'],
    ['a list of maps with the name as their key', '- app: {memory: 2048}'],
  ])('are taken: %s', (_case, containers) => {
    expect(settingsOf({ containers }).containers).toMatchObject([APP])
  })

  it('are taken from an overrides object, with one message for each of its other parts', () => {
    const containers =
      '{"containerOverrides":[{"name":"app","memory":2048}],"cpu":"1024","ephemeralStorage":{"sizeInGiB":50}}'
    expect(readRun({ containers }).settings.containers).toMatchObject([APP])
    expect(mistakesOf({ containers })).toEqual([
      'containers:1:54  "cpu" beside containerOverrides is no override of a container | Write it in the input cpu.',
      'containers:1:67  "ephemeralStorage" beside containerOverrides is no override of a container | Write its sizeInGiB in the input ephemeral-storage.',
    ])
  })

  it.each([
    [
      'app:\nmemory: 2 GB',
      'containers:2:1  memory stands beside the container "app", not below it | Indent memory by two blanks more than app.',
    ],
    [
      'app:\ncommand: [a, b]',
      'containers:2:1  command stands beside the container "app", not below it | Indent command by two blanks more than app.',
    ],
    [
      'app:\nenvironment:\n  A: b',
      'containers:2:1  environment stands beside the container "app", not below it | Indent environment by two blanks more than app.',
    ],
    [
      'memory: 2 GB',
      'containers:1:1  memory stands where the name of a container is expected | Write the name of the container above it, and indent memory below that:  app: {memory: …}',
    ],
    [
      'app:\n  memory:2 GB',
      'containers:2:3  container app must be a map; this is a single value | A blank is missing behind the colon. Write  key: value',
    ],
    [
      'memory:2 GB',
      'containers:1:1  containers must be a map from container names to their overrides; this is a single value | A blank is missing behind a colon. Write  app: {memory: 2 GB}',
    ],
    [
      'app',
      'containers:1:1  containers must be a map from container names to their overrides; this is a single value | Write  app: {memory: 2 GB}  with the name of the container in place of app.',
    ],
    [
      'app: {memory: 2 GB, Memory: 3 GB}',
      'containers:1:21  duplicate key "Memory", first at containers:1:7 | Keep one of them.',
    ],
  ])('%j is one mistake that says what to write', (containers, mistake) => {
    expect(mistakesOf({ containers })).toEqual([mistake])
  })

  it('may be called as a key is', () => {
    expect(
      settingsOf({ containers: 'memory: {memory: 2 GB}\ncommand: {cpu: 256}' }).containers,
    ).toMatchObject([{ name: 'memory' }, { name: 'command' }])
  })
})

describe('a whole number that is too small to be a size', () => {
  it.each([
    [{ cpu: '2' }, 'cpu  cpu is 2, which is 2 CPU units | Did you mean 2 vCPU (2048 CPU units)?'],
    [
      { memory: '16' },
      'memory  memory is 16, which is 16 MiB | Did you mean 16 GB (16384 MiB)? If MiB are meant, write 16 MB.',
    ],
    [
      { 'max-memory': '16' },
      'max-memory  max-memory is 16, which is 16 MiB | Did you mean 16 GB (16384 MiB)? If MiB are meant, write 16 MB.',
    ],
    [
      { 'memory-growth': '2' },
      'memory-growth  memory-growth is 2, which is 2 MiB | Did you mean 2x (a factor) or 2 GB (2048 MiB)? If MiB are meant, write 2 MB.',
    ],
    [
      { containers: 'app: {memory: 8}' },
      'containers:1:15  memory of container app is 8, which is 8 MiB | Did you mean 8 GB (8192 MiB)? If MiB are meant, write 8 MB.',
    ],
    [
      { containers: 'app: {memoryReservation: 4}' },
      'containers:1:26  memoryReservation of container app is 4, which is 4 MiB | Did you mean 4 GB (4096 MiB)? If MiB are meant, write 4 MB.',
    ],
  ])('%j is an error that says first what was meant', (texts, mistake) => {
    expect(mistakesOf(texts)).toEqual([mistake])
  })

  it('is a warning for the CPU of a container, of which ECS takes any', () => {
    const { findings, settings } = readRun({ containers: 'app: {cpu: 2}' })
    expect(findings).toMatchObject([{ severity: 'warning', rule: 'small-number' }])
    expect(settings.containers).toMatchObject([{ cpu: { kind: 'exact', value: 2 } }])
  })

  it.each([
    { memory: '64 MB' },
    { 'memory-growth': '2x' },
    { containers: 'app: {cpu: 10, memory: 64}' },
    { containers: 'app: {memory: 8 MB, cpu: 0}' },
  ])('with its unit, or as large as a size, is taken: %j', (texts) => {
    expect(mistakesOf(texts)).toEqual([])
  })
})

describe('lists of ids', () => {
  it.each([
    'subnet-a subnet-b',
    'subnet-a\tsubnet-b',
    'subnet-a;subnet-b',
    'subnet-a, subnet-b',
    '"subnet-a", "subnet-b"',
    "'subnet-a'\n'subnet-b'",
    '# private\nsubnet-a\nsubnet-b',
    'subnet-a # eu-west-1a\nsubnet-b # eu-west-1b',
    '["subnet-a", "subnet-b"]',
    '[subnet-a subnet-b]',
    '- subnet-a\n- subnet-b',
    '# private\n- subnet-a\n- subnet-b # b',
  ])('are taken however they are separated: %j', (subnets) => {
    expect(settingsOf({ subnets }).subnets).toEqual(['subnet-a', 'subnet-b'])
  })

  it.each([
    [
      { subnets: 'sg-1' },
      'subnets  an item of subnets is "sg-1"; it takes ids of subnets (subnet-0a1b2c3d) | It is a security group: write it in security-groups.',
    ],
    [
      { 'security-groups': 'subnet-1' },
      'security-groups  an item of security-groups is "subnet-1"; it takes ids of security groups (sg-0a1b2c3d) | It is a subnet: write it in subnets.',
    ],
    [
      { subnets: 'arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-a' },
      'subnets  an item of subnets is "arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-a"; it takes ids of subnets (subnet-0a1b2c3d) | Write the id alone: subnet-a',
    ],
  ])('%j is refused with where it goes', (texts, mistake) => {
    expect(mistakesOf(texts)).toEqual([mistake])
  })

  it('of codes, reasons and containers are read so too', () => {
    const settings = settingsOf({
      'success-exit-codes': '0 3',
      'retry-on': 'out-of-memory start-failure',
      'exit-code-from': 'app "log-router"',
    })
    expect(settings.follow).toMatchObject({ successExitCodes: [0, 3], exitCodeFrom: ['app', 'log-router'] })
    expect(settings.retry.on).toEqual(['out-of-memory', 'start-failure'])
  })
})

describe('inputs in the spelling of another tool', () => {
  it.each([
    ['capacityProvider=FARGATE_SPOT,weight=1', [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }]],
    [
      'capacityProvider=FARGATE_SPOT,weight=4,base=1 capacityProvider=FARGATE,weight=1',
      [
        { capacityProvider: 'FARGATE_SPOT', weight: 4, base: 1 },
        { capacityProvider: 'FARGATE', weight: 1 },
      ],
    ],
  ])('capacity-provider-strategy takes %j', (text, items) => {
    expect(settingsOf({ 'capacity-provider-strategy': text }).capacityProviderStrategy).toEqual(items)
  })

  it.each([
    '[{key: a, value: b}, {key: c, value: d}]',
    '[{"Key": "a", "Value": "b"}, {"Key": "c", "Value": "d"}]',
    'a=b,c=d',
    'a=b\nc=d',
    'Key=a,Value=b Key=c,Value=d',
    'a: b\nc: d',
  ])('tags take %j', (tags) => {
    expect(settingsOf({ tags }).tags).toEqual([
      { key: 'a', value: 'b' },
      { key: 'c', value: 'd' },
    ])
  })

  it.each([
    [
      { 'launch-type': 'FARGATE_SPOT' },
      'It is a capacity provider. Write  capacity-provider-strategy: FARGATE_SPOT  and leave launch-type out.',
    ],
    [{ 'aws-region': 'eu-west1' }, 'Did you mean eu-west-1?'],
    [{ 'aws-region': 'eu-west-1a' }, 'eu-west-1a is an availability zone. Write eu-west-1.'],
    [
      { cluster: 'arn:aws:ecs:eu-west-1:111122223333:service/analytics/web' },
      'It is the ARN of something in that cluster. Write arn:aws:ecs:eu-west-1:111122223333:cluster/analytics',
    ],
  ])('%j is refused with what to write', (texts, advice) => {
    expect(readRun(texts).findings).toMatchObject([{ severity: 'error', advice }])
  })

  it('started-by takes what a widely used client sends, with a warning', () => {
    const { findings, settings } = readRun({ 'started-by': 'ECS Deploy' })
    expect(findings).toMatchObject([{ severity: 'warning', rule: 'started-by' }])
    expect(settings.startedBy).toBe('ECS Deploy')
    expect(readRun({ 'started-by': 'a'.repeat(129) }).findings).toMatchObject([{ severity: 'error' }])
  })
})

describe('a bare number of seconds under a minute', () => {
  it.each([
    [{ timeout: '30' }, 'timeout'],
    [{ 'capacity-timeout': '5' }, 'capacity-timeout'],
  ])('is taken with a warning: %j', (texts, where) => {
    expect(readRun(texts).findings).toMatchObject([{ severity: 'warning', rule: 'short-duration', where }])
  })

  it.each([{ timeout: '30s' }, { timeout: '90' }, { 'capacity-timeout': '0' }])(
    'is meant so in %j',
    (texts) => {
      expect(mistakesOf(texts)).toEqual([])
    },
  )
})

describe('a word of another tool', () => {
  it.each([
    [{ containers: 'app: {env: {A: b}}' }, 'ECS calls it environment.'],
    [{ containers: 'app: {cmd: [a]}' }, 'ECS calls it command.'],
    [{ 'task-definition': 'etl:latest' }, 'Write etl: a family alone is its latest ACTIVE revision.'],
    [
      { 'task-definition': 'https://eu-west-1.console.aws.amazon.com/ecs/v2/task-definitions/etl/7' },
      'Write etl:7',
    ],
  ])('is refused with the word of ECS: %j', (texts, advice) => {
    expect(readRun(texts).findings).toMatchObject([{ severity: 'error', advice }])
  })
})
