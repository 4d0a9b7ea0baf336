import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { DescribeClustersCommand } from '@aws-sdk/client-ecs'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { startSimulator, type Simulator } from '../../simulator/simulator.ts'
import { AwsError } from '../../src/ecs/aws-error.js'
import { createEcsClient } from '../../src/ecs/client.js'
import { systemClock } from '../../src/runtime/clock.js'
import { recordConsole } from '../../testing/recording-console.ts'

const ROLE = 'arn:aws:iam::123456789012:role/deploy'
const before = { ...process.env }
let simulator: Simulator | undefined

beforeEach(() => {
  for (const name of Object.keys(process.env).filter((name) => /^(AWS|ACTIONS_ID)_/.test(name)))
    Reflect.deleteProperty(process.env, name)
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true'
})

afterEach(async () => {
  await simulator?.stop()
  process.env = { ...before }
})

/** Asks ECS something in an account of this scenario, with so much of the simulator's environment. */
async function ask(scenario: ScenarioInput, variables: RegExp, roleToAssume = ROLE) {
  simulator = await startSimulator({ scenario })
  const { environment, calls } = simulator
  Object.assign(
    process.env,
    Object.fromEntries(
      Object.entries(environment).filter(([name]) => /ENDPOINT|REGION/.test(name) || variables.test(name)),
    ),
  )
  const console = recordConsole()
  const signal = new AbortController().signal
  const ecs = createEcsClient(
    {
      ...(roleToAssume !== '' && { roleToAssume }),
      roleSessionName: 'nightly',
      roleDurationSeconds: 900,
      audience: 'sts.amazonaws.com',
    },
    {
      console,
      clock: systemClock,
      signal,
      inputs: { text: () => '', github: { repository: 'octo-org/warehouse' } },
    },
  )
  const error: unknown = await ecs.send(new DescribeClustersCommand({})).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return { error, console, operations: calls.map(({ operation }) => operation), calls }
}

const TOKEN = /ID_TOKEN/
const KEYS = /ACCESS_KEY/
const NOTHING = /^$/

describe('a client with a role', () => {
  it('assumes it with the token of the job, and masks what it got', async () => {
    const { error, operations, console, calls } = await ask({}, TOKEN)
    expect(error).toBeUndefined()
    expect(operations).toEqual(['GetIdToken', 'AssumeRoleWithWebIdentity', 'DescribeClusters'])
    expect(calls[1]).toMatchObject({
      body: { RoleArn: ROLE, RoleSessionName: 'nightly', DurationSeconds: '900' },
    })
    // The token, the secret key and the session's token.
    expect(console.texts('mask')).toHaveLength(3)
  })

  it('prefers the token to other credentials', async () => {
    expect((await ask({}, /ID_TOKEN|ACCESS_KEY/)).operations).toContain('AssumeRoleWithWebIdentity')
  })

  it('assumes it with other credentials where the job has no token', async () => {
    const { error, operations, calls } = await ask({}, KEYS)
    expect(error).toBeUndefined()
    expect(operations).toEqual(['AssumeRole', 'DescribeClusters'])
    expect(calls[0]).toMatchObject({ body: { 'Tags.member.2.Value': 'octo-org/warehouse' } })
  })

  it('opens another session where ECS says that this one is over, and asks once more', async () => {
    const { error, operations } = await ask(
      { faults: [{ operation: 'DescribeClusters', fault: 'expired-token', on: [1] }] },
      TOKEN,
    )
    expect(error).toBeUndefined()
    expect(operations.filter((name) => name !== 'GetIdToken')).toEqual([
      'AssumeRoleWithWebIdentity',
      'DescribeClusters',
      'AssumeRoleWithWebIdentity',
      'DescribeClusters',
    ])
  })

  it('gives up where the next session is over as well', async () => {
    const { error, operations } = await ask(
      { faults: [{ operation: 'DescribeClusters', fault: 'expired-token' }] },
      TOKEN,
    )
    expect(error).toBeInstanceOf(Error)
    expect(operations.filter((name) => name === 'DescribeClusters')).toHaveLength(2)
  })

  it.each<[string, RegExp, ScenarioInput, RegExp]>([
    [
      'a refused token',
      TOKEN,
      { faults: [{ operation: 'GetIdToken', fault: 'error', type: 'x', status: 403 }] },
      /^OIDC token of the job: .*\nGitHub refuses the job its OIDC token \(status 403\)/,
    ],
    [
      'a refused role',
      TOKEN,
      { faults: [{ operation: 'AssumeRoleWithWebIdentity', fault: 'access-denied' }] },
      /^AssumeRoleWithWebIdentity: .*\nThe trust policy of arn:aws:iam::123456789012:role\/deploy does not allow this job.*repo:octo-org\/octo-repo/s,
    ],
    [
      'an account that does not know GitHub',
      TOKEN,
      {
        faults: [
          {
            operation: 'AssumeRoleWithWebIdentity',
            fault: 'error',
            type: 'InvalidIdentityToken',
            message:
              'No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com',
          },
        ],
      },
      /has no identity provider.*with the audience sts\.amazonaws\.com/s,
    ],
    [
      'another audience',
      TOKEN,
      {
        faults: [
          {
            operation: 'AssumeRoleWithWebIdentity',
            fault: 'error',
            type: 'InvalidIdentityToken',
            message: 'Incorrect token audience',
          },
        ],
      },
      /does not know the audience/,
    ],
    [
      'too long a session',
      TOKEN,
      {
        faults: [
          {
            operation: 'AssumeRoleWithWebIdentity',
            fault: 'error',
            type: 'ValidationError',
            message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
          },
        ],
      },
      /exceeds the maximum session duration.*\nWrite a smaller/,
    ],
    [
      'something else',
      TOKEN,
      {
        faults: [
          { operation: 'AssumeRoleWithWebIdentity', fault: 'error', type: 'Strange', message: 'strange' },
        ],
      },
      /^AssumeRoleWithWebIdentity: strange \(Strange\)$/,
    ],
    [
      'a refused chain',
      KEYS,
      { faults: [{ operation: 'AssumeRole', fault: 'access-denied' }] },
      /may not assume arn:.*sts:TagSession.*"AWS": "arn:aws:sts::123456789012:assumed-role\/simulator\/session"/s,
    ],
    [
      'too long a session in a chain',
      KEYS,
      {
        faults: [
          {
            operation: 'AssumeRole',
            fault: 'error',
            type: 'ValidationError',
            message:
              'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
          },
        ],
      },
      /an hour at most/,
    ],
    [
      'another refusal of a chain',
      KEYS,
      { faults: [{ operation: 'AssumeRole', fault: 'expired-token' }] },
      /credentials have expired/,
    ],
    ['no credentials at all', NOTHING, {}, /role-to-assume is given, but.*id-token: write/s],
  ])('says what to do about %s', async (_name, variables, scenario, message) => {
    const { error, operations } = await ask(scenario, variables)
    expect(error).toBeInstanceOf(AwsError)
    expect(error).toMatchObject({ service: 'sts', certainty: 'unsent', explanation: { retry: 'never' } })
    expect((error as AwsError).message).toMatch(message)
    expect(operations).not.toContain('DescribeClusters')
  })

  it('says that a fault of STS will pass', async () => {
    const { error } = await ask(
      { faults: [{ operation: 'AssumeRoleWithWebIdentity', fault: 'server-error' }] },
      TOKEN,
    )
    expect(error).toMatchObject({ service: 'sts', certainty: 'unsent', explanation: { retry: 'soon' } })
  })

  it('says that a fault of GitHub will pass', async () => {
    const { error } = await ask(
      { faults: [{ operation: 'GetIdToken', fault: 'error', type: 'x', status: 500 }] },
      TOKEN,
    )
    expect(error).toMatchObject({ service: 'sts', explanation: { retry: 'soon' } })
  })
})

describe('a client without a role', () => {
  it('takes the credentials of the job as they are', async () => {
    const { error, operations, console } = await ask({}, KEYS, '')
    expect(error).toBeUndefined()
    expect(operations).toEqual(['DescribeClusters'])
    expect(console.entries).toEqual([])
  })
})
