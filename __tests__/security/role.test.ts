import { describe, expect, it, jest } from '@jest/globals'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { appRuns, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, type FinishedStep, type StepRequest } from '../../testing/runner/runner.ts'

const ROLE = 'arn:aws:iam::123456789012:role/deploy'
const WITH_ROLE = { ...INPUTS, logs: 'false', 'role-to-assume': ROLE }
const NO_KEYS = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  // Nor may the machine that the tests run on help out.
  AWS_EC2_METADATA_DISABLED: 'true',
}

jest.setTimeout(60_000)

/** What the runner sets for a job with `permissions: id-token: write`. */
function idToken({ environment }: Simulator): Record<string, string | undefined> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN } = environment
  return { ...NO_KEYS, ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN }
}

function refusalOf({ annotations }: FinishedStep): string {
  return annotations.map(({ message }) => message).join('\n')
}

function countOf({ calls }: Simulator, operation: string): number {
  return calls.filter((call) => call.operation === operation).length
}

async function runWith(
  scenario: ScenarioInput,
  request: (simulator: Simulator) => StepRequest,
  check: (step: FinishedStep, simulator: Simulator) => void,
): Promise<void> {
  await simulate(scenario, async (simulator) => {
    check(await runAction({ simulator, ...request(simulator) }), simulator)
  })
}

describe('a step with role-to-assume and the permission for an OIDC token', () => {
  it.concurrent('makes all its calls as the role, and tells AWS who calls', () =>
    runWith(
      {},
      (simulator) => ({ inputs: { ...WITH_ROLE, logs: 'app' }, env: idToken(simulator), debug: true }),
      (step, { calls }) => {
        expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        const [token, assume, ...others] = calls
        expect(token).toMatchObject({ operation: 'GetIdToken', body: { audience: 'sts.amazonaws.com' } })
        expect(assume).toMatchObject({
          operation: 'AssumeRoleWithWebIdentity',
          body: { RoleArn: ROLE, RoleSessionName: 'GitHubActions', DurationSeconds: '3600' },
        })
        expect(others.every(({ accessKeyId }) => accessKeyId?.startsWith('ASIA'))).toBe(true)
        expect(new Set(others.map(({ operation }) => operation))).toContain('GetLogEvents')
        expect(calls.every(({ userAgent }) => /(^| )ecs-run-task\/\d+\.\d+\.\d+/.test(userAgent ?? ''))).toBe(
          true,
        )
      },
    ),
  )

  it.concurrent('renews its session for as long as the task runs, without a word of the token', () =>
    runWith(
      { sessionMs: 6000 },
      (simulator) => ({
        inputs: {
          ...WITH_ROLE,
          logs: 'app',
          containers: appRuns('for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do echo $i; sleep 1; done'),
        },
        env: idToken(simulator),
        debug: true,
      }),
      (step, simulator) => {
        expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        expect(countOf(simulator, 'AssumeRoleWithWebIdentity')).toBeGreaterThan(2)
        const looks = simulator.calls.filter(({ operation }) => operation === 'DescribeTasks')
        expect(looks.filter(({ outcome }) => outcome !== 200)).toEqual([])
        const tokens = simulator.calls.flatMap(({ body }) =>
          typeof body === 'object' && body !== null && 'WebIdentityToken' in body
            ? String(body.WebIdentityToken)
            : [],
        )
        // Every token is a mask, told where the runner obeys, though a log was shown all the time.
        expect(step.masks).toEqual(expect.arrayContaining(tokens))
        for (const token of tokens) expect(step.unmaskedLog).not.toContain(token)
      },
    ),
  )

  it.concurrent('gets a new session where AWS ends one before its time', () =>
    runWith(
      { faults: [{ operation: 'DescribeTasks', fault: 'expired-token', on: [1] }] },
      (simulator) => ({ inputs: WITH_ROLE, env: idToken(simulator) }),
      (step, simulator) => {
        expect(step.outcome).toBe('success')
        expect(countOf(simulator, 'AssumeRoleWithWebIdentity')).toBe(2)
      },
    ),
  )

  it.concurrent('outlives a while in which the session cannot be renewed', () =>
    runWith(
      {
        sessionMs: 6000,
        faults: [{ operation: 'AssumeRoleWithWebIdentity', fault: 'server-error', on: [2, 3, 4] }],
      },
      (simulator) => ({
        inputs: { ...WITH_ROLE, containers: appRuns('sleep 9') },
        env: idToken(simulator),
      }),
      (step) => {
        expect(step.outcome).toBe('success')
      },
    ),
  )

  it.concurrent('says which condition of the trust policy to look at, with what the token says', () =>
    runWith(
      { faults: [{ operation: 'AssumeRoleWithWebIdentity', fault: 'access-denied' }] },
      (simulator) => ({ inputs: WITH_ROLE, env: idToken(simulator) }),
      (step, simulator) => {
        expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
        const refusal = refusalOf(step)
        expect(refusal).toMatch(/^role-to-assume: AssumeRoleWithWebIdentity: Not authorized/)
        for (const part of [
          ROLE,
          'repo:octo-org/octo-repo:ref:refs/heads/main',
          'octo-org/octo-repo',
          'sts.amazonaws.com',
          'token.actions.githubusercontent.com:sub',
          'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
        ]) {
          expect(refusal).toContain(part)
        }
        expect(step.annotations).toHaveLength(1)
        expect(countOf(simulator, 'AssumeRoleWithWebIdentity')).toBe(1)
        expect(countOf(simulator, 'RunTask')).toBe(0)
      },
    ),
  )

  it.concurrent.each([
    [{ audience: 'other' }, [], /does not know the audience.*\bother\b/],
    [
      {},
      [
        {
          type: 'InvalidIdentityToken',
          message:
            'No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com',
        },
      ],
      /has no identity provider.*Create arn:aws:iam::123456789012:oidc-provider/s,
    ],
    [
      { 'role-duration-seconds': '43200' },
      [
        {
          type: 'ValidationError',
          message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
        },
      ],
      /role-duration-seconds exceeds the maximum session duration/s,
    ],
  ])('says what is wrong with %j', (inputs, errors, message) =>
    runWith(
      {
        faults: errors.map((error) => ({
          ...error,
          operation: 'AssumeRoleWithWebIdentity',
          fault: 'error' as const,
        })),
      },
      (simulator) => ({ inputs: { ...WITH_ROLE, ...inputs }, env: idToken(simulator) }),
      (step) => {
        expect(step.outcome).toBe('failure')
        expect(refusalOf(step)).toMatch(message)
      },
    ),
  )

  it.concurrent('says so when GitHub refuses the token', () =>
    runWith(
      {
        faults: [{ operation: 'GetIdToken', fault: 'error', type: 'Forbidden', message: 'no', status: 403 }],
      },
      (simulator) => ({ inputs: WITH_ROLE, env: idToken(simulator) }),
      (step) => {
        expect(step.outcome).toBe('failure')
        expect(refusalOf(step)).toMatch(/GitHub refuses the job its OIDC token \(status 403\)/)
      },
    ),
  )
})

describe('a step with role-to-assume and no permission for an OIDC token', () => {
  it.concurrent('assumes the role with the credentials of the job, tagged with the run', () =>
    runWith(
      {},
      () => ({ inputs: { ...WITH_ROLE, 'role-session-name': 'nightly' } }),
      (step, { calls }) => {
        expect(step.outcome).toBe('success')
        const [assume] = calls
        expect(assume).toMatchObject({
          operation: 'AssumeRole',
          accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
          body: {
            RoleArn: ROLE,
            RoleSessionName: 'nightly',
            'Tags.member.1.Key': 'GitHub',
            'Tags.member.1.Value': 'Actions',
            'Tags.member.2.Key': 'Repository',
            'Tags.member.2.Value': 'octo-org/warehouse',
            'Tags.member.7.Key': 'Branch',
            'Tags.member.7.Value': 'refs/heads/main',
          },
        })
      },
    ),
  )

  it.concurrent('says what both policies need where that is refused', () =>
    runWith(
      { faults: [{ operation: 'AssumeRole', fault: 'access-denied' }] },
      () => ({ inputs: WITH_ROLE }),
      (step) => {
        expect(step.outcome).toBe('failure')
        expect(refusalOf(step)).toMatch(/may not assume .*id-token: write.*sts:TagSession.*"Principal"/s)
      },
    ),
  )

  it.concurrent('shows the permission in YAML where there are no credentials either', () =>
    runWith(
      {},
      () => ({ inputs: WITH_ROLE, env: NO_KEYS }),
      (step) => {
        expect(step.outcome).toBe('failure')
        expect(refusalOf(step)).toMatch(
          /role-to-assume is given, but .*permissions:\n +id-token: write\n.*pull requests from forks|pull requests from forks.*permissions:\n +id-token: write\n/s,
        )
      },
    ),
  )
})

describe('a step without role-to-assume', () => {
  it.concurrent('shows both ways to credentials in YAML where there are none', () =>
    runWith(
      {},
      () => ({ inputs: INPUTS, env: NO_KEYS }),
      (step) => {
        expect(step.outcome).toBe('failure')
        const refusal = refusalOf(step)
        expect(refusal).toMatch(/No AWS credentials were found/)
        expect(refusal).toMatch(/id-token: write.*role-to-assume: .*configure-aws-credentials@v/s)
      },
    ),
  )

  it.concurrent('ends with the cure where its credentials have expired', () =>
    runWith(
      { faults: [{ operation: 'DescribeTasks', fault: 'expired-token' }] },
      () => ({ inputs: { ...INPUTS, logs: 'false' } }),
      (step, simulator) => {
        expect(step.outcome).toBe('failure')
        expect(refusalOf(step)).toMatch(/credentials have expired.*role-to-assume:/s)
        expect(countOf(simulator, 'DescribeTasks')).toBe(2)
      },
    ),
  )
})

describe.each(['wait', 'stop'])('the %s action', (action) => {
  it.concurrent('assumes the role as well', () =>
    simulate({}, async (simulator) => {
      const started = await runAction({
        simulator,
        inputs: { ...INPUTS, 'wait-for': 'none', containers: appRuns('sleep 2') },
      })
      const from = simulator.calls.length
      const step = await runAction({
        action,
        simulator,
        inputs: { 'task-arns': String(started.outputs['task-arns']), 'role-to-assume': ROLE },
        env: idToken(simulator),
      })
      expect(step.outcome).toBe('success')
      const [token, assume, ...others] = simulator.calls.slice(from)
      expect([token?.operation, assume?.operation]).toEqual(['GetIdToken', 'AssumeRoleWithWebIdentity'])
      expect(others.every(({ accessKeyId }) => accessKeyId?.startsWith('ASIA'))).toBe(true)
    }),
  )
})
