import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { simulate } from '../../testing/simulate.ts'
import { type Inputs, type Ran, runIn, running } from './running.ts'

jest.setTimeout(30_000)

const before = { ...process.env }

afterEach(() => {
  process.env = { ...before }
})

const EXCLUSIVE = expect.stringMatching(
  /^launch-type FARGATE and capacity-provider-strategy \(FARGATE_SPOT\) exclude/,
)
const BOTH_PLACES = { 'launch-type': 'FARGATE', 'capacity-provider-strategy': 'FARGATE_SPOT' }

describe('a task definition that cannot be read', () => {
  it.each([
    ['there is none', {}, { 'task-definition': 'gone' }, /^task-definition: .*Unable to describe/],
    [
      'the credentials have expired',
      { faults: [{ operation: 'DescribeTaskDefinition', fault: 'expired-token' } as const] },
      {},
      /^task-definition: .*expired/,
    ],
    ['none is named', {}, { 'task-definition': '' }, /^task-definition is missing/],
  ])('because %s hides no other mistake, and makes none', (_why, scenario, inputs, first) =>
    running(scenario, { ...inputs, ...BOTH_PLACES, cpu: '2x', memory: 'auto' }, ({ errors, simulator }) => {
      expect(errors).toEqual([expect.stringMatching(first), EXCLUSIVE])
      expect(simulator.tasks).toEqual([])
    }),
  )
})

describe('a service that cannot be read', () => {
  it('hides no other mistake, and what it would have given is not missed', () =>
    running(
      {},
      {
        'launch-type': '',
        subnets: '',
        'security-groups': 'sg-0a1b2c3d',
        'like-service': 'gone',
        cpu: '300',
      },
      ({ errors }) => {
        expect(errors).toEqual([
          expect.stringMatching(/^like-service: .*no active service "gone"/),
          expect.stringMatching(/^cpu/),
        ])
      },
    ))
})

describe('an input that is refused', () => {
  it.each<[string, Inputs, RegExp, number]>([
    ['an unclosed list of subnets', { subnets: '["subnet-a"' }, /^subnets:1:\d+/, 1],
    ['a Region that is none', { 'aws-region': 'eu-west1' }, /^aws-region is/, 0],
    [
      'the ARN of a service as the cluster',
      { cluster: 'arn:aws:ecs:us-east-1:123456789012:service/web/api', 'like-service': 'api' },
      /^cluster is/,
      1,
    ],
    [
      'a cluster in another Region',
      {
        cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/web',
        'like-service': 'api',
        'aws-region': 'us-east-1',
      },
      /^cluster is in the Region eu-west-1/,
      1,
    ],
    [
      'a task definition in another Region',
      {
        'task-definition': 'arn:aws:ecs:eu-west-1:123456789012:task-definition/alone',
        'aws-region': 'us-east-1',
      },
      /^task-definition is in the Region eu-west-1/,
      0,
    ],
    [
      'containers that are no YAML',
      { containers: 'app: {', cpu: 'auto', memory: 'auto' },
      /^containers:1:\d+/,
      1,
    ],
    ['volumes that are no YAML', { volumes: '[' }, /^volumes:1:\d+/, 1],
  ])('is one mistake, and no absent input besides: %s', (_case, inputs, mistake, calls) =>
    running({}, inputs, ({ errors, simulator }) => {
      expect(errors).toEqual([expect.stringMatching(mistake)])
      expect(simulator.calls).toHaveLength(calls)
    }),
  )
})

describe('a service that lends no network', () => {
  it('is named where the task needs one', () =>
    running(
      { services: [{ serviceName: 'web', deploymentController: { type: 'EXTERNAL' } }] },
      { 'like-service': 'web', subnets: '' },
      ({ errors }) => {
        expect(errors).toEqual([
          expect.stringContaining(
            'the service web has the deployment controller EXTERNAL: its network is in its task sets',
          ),
        ])
      },
    ))
})

describe('a command behind the entry point sh -c', () => {
  const taskDefinitions = [
    {
      family: 'scripted',
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'app', image: 'app:1', entryPoint: ['/bin/sh', '-c'] }],
    },
  ]

  it.each([
    ['python manage.py migrate', "Write the command as one word:  command: ['python manage.py migrate']"],
    ['[sh, -c, "a && b"]', "Write the command as one word:  command: ['a && b']"],
  ])('is refused as several words: %s', (command, advice) =>
    running(
      { taskDefinitions },
      { 'task-definition': 'scripted', containers: `app: {command: ${command}}` },
      ({ errors, simulator }) => {
        expect(errors).toEqual([expect.stringContaining(advice)])
        expect(simulator.tasks).toEqual([])
      },
    ),
  )

  it('is taken as one word, and where the script reads its parameters', () =>
    running(
      { taskDefinitions },
      { 'task-definition': 'scripted', containers: 'app: {command: [\'echo "$0"\', hello]}' },
      ({ errors }) => {
        expect(errors).toEqual([])
      },
    ))
})

describe('a public address', () => {
  it('outside Fargate is refused before the start', () =>
    running(
      {
        taskDefinitions: [
          {
            family: 'on-ec2',
            networkMode: 'awsvpc',
            memory: '512',
            containerDefinitions: [{ name: 'app', image: 'app:1' }],
          },
        ],
      },
      { 'task-definition': 'on-ec2', 'launch-type': 'EC2', 'assign-public-ip': 'ENABLED' },
      ({ errors, simulator }) => {
        expect(errors).toEqual([
          expect.stringMatching(
            /^assign-public-ip is ENABLED, and ECS gives a task a public address on Fargate/,
          ),
        ])
        expect(simulator.tasks).toEqual([])
      },
    ))
})

describe('a cluster that does not exist', () => {
  it('is what the message is about, not the service that was looked for in it', () =>
    running({}, { cluster: 'nowhere', 'like-service': 'web' }, ({ errors }) => {
      expect(errors).toEqual([expect.stringMatching(/^cluster: .*Cluster not found/)])
    }))
})

describe('capacity providers that are given twice', () => {
  it('are named once in what is wrong with them', () =>
    running(
      {},
      { 'launch-type': '', 'capacity-provider-strategy': 'FARGATE=1, FARGATE=1, mine=1' },
      ({ errors }) => {
        expect(errors).toContainEqual(
          expect.stringMatching(/FARGATE is of Fargate, mine is not\.\n.*Keep FARGATE, or/),
        )
      },
    ))
})

describe('a plan without a task definition', () => {
  it('has a dash for its name', () =>
    running({}, { 'task-definition': '' }, ({ lines }) => {
      expect(lines).toContainEqual(expect.stringMatching(/^task definition {2}- {3}Fargate/))
    }))
})

describe('the Region', () => {
  it.each([
    ['AWS_REGION', { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'eu-west-1' }],
    ['AWS_DEFAULT_REGION alone', { AWS_DEFAULT_REGION: 'us-east-1' }],
    ['AWS_DEFAULT_REGION beside an empty AWS_REGION', { AWS_REGION: '', AWS_DEFAULT_REGION: 'us-east-1' }],
  ])('is taken from %s', (_which, variables) =>
    inEnvironment(variables, {}, ({ outputs, simulator }) => {
      expect(outputs['outcome']).toBe('succeeded')
      expect(new Set(simulator.calls.map(({ region }) => region))).toEqual(new Set(['us-east-1']))
    }),
  )

  it('that is nowhere is one mistake, and the message has every place to give it', () =>
    inEnvironment({}, { 'like-service': 'web' }, ({ errors }) => {
      expect(errors).toEqual([
        expect.stringMatching(
          /^aws-region: [^]*Write {2}aws-region: eu-west-1, or set AWS_REGION or AWS_DEFAULT_REGION/,
        ),
      ])
    }))
})

/** Runs a step that finds no Region but in these variables. */
function inEnvironment(
  variables: Readonly<Record<string, string>>,
  inputs: Inputs,
  check: (ran: Ran) => void,
): Promise<void> {
  return simulate({}, async (simulator) => {
    delete process.env['AWS_REGION']
    delete process.env['AWS_DEFAULT_REGION']
    Object.assign(process.env, { AWS_CONFIG_FILE: '/dev/null', ...variables })
    check(await runIn(simulator, inputs))
  })
}
