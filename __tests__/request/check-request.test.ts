import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { NETWORK, ON_EC2, ON_FARGATE, UNREADABLE, wrongWith } from './settings.ts'

describe('the network', () => {
  it.each<[string, Record<string, string>, TaskDefinition | typeof UNREADABLE]>([
    ['subnets for awsvpc', NETWORK, ON_FARGATE],
    [
      'all of it for awsvpc',
      { ...NETWORK, 'security-groups': 'sg-0a1b2c3d', 'assign-public-ip': 'ENABLED' },
      ON_FARGATE,
    ],
    ['none for bridge', {}, ON_EC2],
    ['none for host', {}, { ...ON_EC2, networkMode: 'host' }],
    ['none where the mode is not said, off Fargate', {}, { ...ON_EC2, networkMode: undefined }],
    ['subnets where the mode is not said, on Fargate', NETWORK, { ...ON_FARGATE, networkMode: undefined }],
    ['any without a definition', { ...NETWORK, 'security-groups': 'sg-0a1b2c3d' }, UNREADABLE],
    ['none without a definition', {}, UNREADABLE],
  ])('is right with %s', (_what, texts, definition) => {
    expect(wrongWith(texts, definition)).toEqual([])
  })

  it.each<[string, Record<string, string>, TaskDefinition | typeof UNREADABLE, RegExp[]]>([
    [
      'no subnets for awsvpc',
      {},
      ON_FARGATE,
      [
        /^subnets {2}the task definition nightly-etl:42 has network mode awsvpc.*none are given \| Write {2}subnets: subnet-/,
      ],
    ],
    [
      'a security group and no subnets for awsvpc',
      { 'security-groups': 'sg-0a1b2c3d' },
      ON_FARGATE,
      [/^subnets {2}/],
    ],
    [
      'no subnets where the mode is not said, on Fargate',
      {},
      { ...ON_FARGATE, networkMode: undefined },
      [/^subnets {2}/],
    ],
    [
      'a network for bridge',
      { ...NETWORK, 'security-groups': 'sg-0a1b2c3d', 'assign-public-ip': 'DISABLED' },
      ON_EC2,
      [
        /^subnets {2}.*network mode bridge/,
        /^security-groups {2}.*bridge/,
        /^assign-public-ip {2}.*bridge.*\| Leave assign-public-ip out/,
      ],
    ],
    [
      'a network where the mode is not said, off Fargate',
      NETWORK,
      { ...ON_EC2, networkMode: undefined },
      [/^subnets {2}.*bridge/],
    ],
    [
      'security groups alone without a definition',
      { 'security-groups': 'sg-0a1b2c3d', 'assign-public-ip': 'true' },
      UNREADABLE,
      [/^security-groups {2}.*only together with subnets/, /^assign-public-ip {2}/],
    ],
  ])('is wrong with %s', (_what, texts, definition, words) => {
    expect(wrongWith(texts, definition)).toEqual(words.map((each) => expect.stringMatching(each)))
  })
})

describe('names of containers', () => {
  it('may be any of the definition', () => {
    expect(wrongWith({ ...NETWORK, 'exit-code-from': 'app, log-router', logs: 'app' })).toEqual([])
  })

  it('are told with the nearest one', () => {
    expect(wrongWith({ ...NETWORK, logs: 'yes' })).toEqual([
      'logs  the task definition nightly-etl:42 has no container "yes"; it has app, log-router | Write logs: true for all of them, logs: false for none, or their names.',
    ])
    expect(wrongWith({ ...NETWORK, 'exit-code-from': 'ap', logs: 'log-ruoter' })).toEqual([
      'exit-code-from  the task definition nightly-etl:42 has no container "ap"; it has app, log-router | Did you mean app?',
      'logs  the task definition nightly-etl:42 has no container "log-ruoter"; it has app, log-router | Did you mean log-router?',
    ])
  })

  it('are told without one where none is near', () => {
    expect(wrongWith({ ...NETWORK, 'exit-code-from': 'database' })).toEqual([
      expect.not.stringMatching(/Did you mean/),
    ])
  })

  it.each<TaskDefinition | typeof UNREADABLE>([UNREADABLE, { ...ON_FARGATE, containerDefinitions: [] }])(
    'cannot be checked against %j',
    (definition) => {
      expect(wrongWith({ ...NETWORK, 'exit-code-from': 'nobody' }, definition)).toEqual([])
    },
  )
})

describe('volumes', () => {
  const scratch = 'managedEBSVolume: {roleArn: "arn:aws:iam::123456789012:role/ebs", sizeInGiB: 20}'
  const withVolumes: TaskDefinition = {
    ...ON_FARGATE,
    volumes: [{ name: 'scratch', configuredAtLaunch: true }, { name: 'shared' }],
  }

  it('are right where each one to be configured is', () => {
    expect(wrongWith({ ...NETWORK, volumes: `[{name: scratch, ${scratch}}]` }, withVolumes)).toEqual([])
  })

  it.each([
    [
      'missing',
      '',
      withVolumes,
      [/leaves the volume "scratch" to be configured at launch.*\| Write {2}volumes: \[\{name: scratch/],
    ],
    [
      'misspelt',
      `[{name: scrtach, ${scratch}}]`,
      withVolumes,
      [/no volume "scrtach" that is configured at launch; it has scratch/, /leaves the volume "scratch"/],
    ],
    ['not for the launch', `[{name: shared, ${scratch}}]`, withVolumes, [/no volume "shared"/, /"scratch"/]],
    ['given where there is none', `[{name: scratch, ${scratch}}]`, ON_FARGATE, [/it has none at all/]],
  ])('are wrong where one is %s', (_what, volumes, definition, words) => {
    expect(wrongWith({ ...NETWORK, volumes }, definition)).toEqual(
      words.map((each) => expect.stringMatching(each)),
    )
  })

  it('cannot be checked without a definition', () => {
    expect(wrongWith({ volumes: `[{name: scratch, ${scratch}}]` }, UNREADABLE)).toEqual([])
  })
})

describe('placement', () => {
  const placed = {
    'placement-constraints': '[{type: distinctInstance}]',
    'placement-strategy': '[{type: random}]',
  }

  it('is refused on Fargate, part by part', () => {
    expect(wrongWith({ ...NETWORK, ...placed })).toEqual([
      expect.stringMatching(/^placement-constraints {2}.*Fargate/),
      expect.stringMatching(/^placement-strategy {2}.*Fargate/),
    ])
  })

  it('is right elsewhere', () => {
    expect(wrongWith(placed, ON_EC2)).toEqual([])
  })
})

describe('ECS Exec', () => {
  const exec = { ...NETWORK, 'enable-execute-command': 'true' }

  it.each<[string, Record<string, string>, TaskDefinition | typeof UNREADABLE]>([
    ['a role of the definition', {}, { ...ON_FARGATE, taskRoleArn: 'arn:aws:iam::123456789012:role/task' }],
    ['a role of the step', { 'task-role-arn': 'arn:aws:iam::123456789012:role/task' }, ON_FARGATE],
    ['nobody who knows', {}, UNREADABLE],
  ])('is right with %s', (_what, texts, definition) => {
    expect(wrongWith({ ...exec, ...texts }, definition)).toEqual([])
  })

  it('is warned about without a role', () => {
    expect(wrongWith(exec)).toEqual([
      expect.stringMatching(/^enable-execute-command {2}.*task role.*\| Write {2}task-role-arn/),
    ])
  })
})

describe('a restart policy', () => {
  const withPolicy = (restartPolicy: ContainerDefinition['restartPolicy']): TaskDefinition => ({
    ...ON_FARGATE,
    containerDefinitions: ON_FARGATE.containerDefinitions?.map((each) =>
      each.name === 'app' ? { ...each, restartPolicy } : each,
    ),
  })

  it.each<[string, ContainerDefinition['restartPolicy'], RegExp]>([
    [
      'as it comes',
      { enabled: true },
      /^task-definition {2}.*for app: once it has run for 300 seconds.*any exit code \|/,
    ],
    [
      'with its own codes and period',
      { enabled: true, ignoredExitCodes: [0, 2], restartAttemptPeriod: 60 },
      /for 60 seconds.*any exit code but 0, 2 \|/,
    ],
  ])('of a container that decides is warned about, %s', (_what, policy, warning) => {
    expect(wrongWith(NETWORK, withPolicy(policy))).toEqual([expect.stringMatching(warning)])
  })

  it.each<[string, Record<string, string>, TaskDefinition]>([
    ['is off', {}, withPolicy({ enabled: false })],
    [
      'is of a container that does not decide',
      { 'exit-code-from': 'log-router' },
      withPolicy({ enabled: true }),
    ],
    ['is of a task that nobody waits for', { 'wait-for': 'running' }, withPolicy({ enabled: true })],
  ])('is right where it %s', (_what, texts, definition) => {
    expect(wrongWith({ ...NETWORK, ...texts }, definition)).toEqual([])
  })
})

describe('the length of the overrides', () => {
  /** Overrides of exactly so many characters as JSON. */
  const ofLength = (length: number) => {
    const bare = JSON.stringify({
      containerOverrides: [{ name: 'app', environment: [{ name: 'LONG', value: '' }] }],
    })
    return {
      ...NETWORK,
      containers: JSON.stringify({ app: { environment: { LONG: 'x'.repeat(length - bare.length) } } }),
    }
  }

  it('may be 8192 characters', () => {
    expect(wrongWith(ofLength(8192))).toEqual([])
  })

  it('may not be one more, told with the largest and without a value', () => {
    const [wrong, ...others] = wrongWith(ofLength(8193))
    expect(others).toEqual([])
    expect(wrong).toMatch(
      /^containers {2}The overrides are 8193 characters long as JSON, 1 more than the 8192 .*app\.environment\.LONG \(\d+\).*environmentFiles/,
    )
    expect(wrong).not.toMatch(/xxx/)
  })

  it('names the three largest in their order', () => {
    const containers = JSON.stringify({
      app: { command: ['c'.repeat(3000)], environment: { A: 'a'.repeat(2000), B: 'b'.repeat(4000), S: 's' } },
      'log-router': { environmentFiles: [`arn:aws:s3:::bucket/${'f'.repeat(900)}.env`] },
    })
    expect(wrongWith({ ...NETWORK, containers })).toEqual([
      expect.stringMatching(
        /largest: app\.environment\.B \(\d+\), app\.command \(\d+\), app\.environment\.A \(\d+\) \|/,
      ),
    ])
  })
})
