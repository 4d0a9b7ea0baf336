import { describe, expect, it } from '@jest/globals'
import { DescribeTaskDefinitionCommand, ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs'
import type { BrokenAnswer } from '../../simulator/broken-answers.ts'
import { limitRates } from '../../simulator/rates.ts'
import type { FaultRule } from '../../simulator/scenario.ts'
import { NETWORK, readLog, register, run, until, withAccount, type TestAccount } from './account.ts'

const FARGATE = { launchType: 'FARGATE', networkConfiguration: NETWORK } as const

const DESCRIBE = new DescribeTaskDefinitionCommand({ taskDefinition: 'job' })

/** Describes a definition so many times and says how each call went. */
async function describeTimes({ ecs }: TestAccount, times: number): Promise<string[]> {
  const results: string[] = []
  for (let call = 0; call < times; call += 1) {
    results.push(
      await ecs.send(DESCRIBE).then(
        () => 'ok',
        (error: unknown) => (error instanceof Error ? error.name : String(error)),
      ),
    )
  }
  return results
}

describe('a fault', () => {
  it.each<[Partial<FaultRule> & Pick<FaultRule, 'fault'>, object]>([
    [
      { fault: 'throttle' },
      { name: 'ThrottlingException', message: 'Rate exceeded', $metadata: { httpStatusCode: 400 } },
    ],
    [{ fault: 'server-error' }, { name: 'ServerException', $metadata: { httpStatusCode: 500 } }],
    [{ fault: 'server-error', status: 503 }, { $metadata: { httpStatusCode: 503 } }],
    [{ fault: 'expired-token' }, { name: 'ExpiredTokenException' }],
    [
      { fault: 'access-denied' },
      { name: 'AccessDeniedException', message: expect.stringContaining('ecs:DescribeTaskDefinition') },
    ],
    [
      { fault: 'error', type: 'BlockedException', message: 'Account is blocked' },
      { name: 'BlockedException', message: 'Account is blocked', $metadata: { httpStatusCode: 400 } },
    ],
    [{ fault: 'reset' }, { message: expect.stringContaining('ECONNRESET') }],
    [{ fault: 'lost-answer' }, { message: expect.stringContaining('socket hang up') }],
  ])('%j reaches the SDK as the service’s own', (fault, error) =>
    withAccount({ faults: [{ operation: 'DescribeTaskDefinition', ...fault }] }, async (account) => {
      await register(account)
      await expect(account.ecs.send(DESCRIBE)).rejects.toMatchObject(error)
    }),
  )

  it.each<[string, Omit<FaultRule, 'operation' | 'fault'>, string[]]>([
    ['every call', {}, ['x', 'x', 'x', 'x']],
    ['the first calls', { times: 2 }, ['x', 'x', 'ok', 'ok']],
    ['calls by number', { on: [1, 3] }, ['x', 'ok', 'x', 'ok']],
    ['calls by the same chance, the seed being the same', { probability: 0.5 }, ['ok', 'x', 'x', 'x']],
    ['no call yet', { afterMs: 60_000 }, ['ok', 'ok', 'ok', 'ok']],
    ['no call any more', { untilMs: 0 }, ['ok', 'ok', 'ok', 'ok']],
  ])('can be of %s', (_what, selection, expected) =>
    withAccount({}, async (account) => {
      await register(account)
      account.simulator.scenario = {
        seed: 4,
        faults: [{ operation: '*', fault: 'throttle', ...selection }],
      }
      const results = await describeTimes(account, 4)
      expect(results.map((result) => (result === 'ok' ? 'ok' : 'x'))).toEqual(expected)
    }),
  )

  it('leaves the work done where the answer is lost, and undone where the connection is reset', () =>
    withAccount({}, async (account) => {
      await register(account)
      account.simulator.scenario = {
        faults: [
          { operation: 'RunTask', fault: 'reset', on: [1] },
          { operation: 'RunTask', fault: 'lost-answer', on: [2] },
        ],
      }
      await expect(run(account)).rejects.toThrow()
      expect(account.simulator.tasks).toHaveLength(0)
      await expect(run(account)).rejects.toThrow()
      expect(account.simulator.tasks).toHaveLength(1)
      expect(account.simulator.calls.map(({ operation, outcome }) => [operation, outcome])).toEqual([
        ['RegisterTaskDefinition', 200],
        ['RunTask', 'reset'],
        ['RunTask', 'lost-answer'],
      ])
    }))

  it('can be a delay, after which the call goes on', () =>
    withAccount(
      { faults: [{ operation: 'DescribeTaskDefinition', fault: 'delay', ms: 150 }] },
      async (account) => {
        await register(account)
        const start = Date.now()
        expect(await describeTimes(account, 1)).toEqual(['ok'])
        expect(Date.now() - start).toBeGreaterThanOrEqual(149)
      },
    ))

  it('can be an answer that comes long after the work', () =>
    withAccount({ faults: [{ operation: 'RunTask', fault: 'late-answer', ms: 60_000 }] }, async (account) => {
      await register(account)
      const answer = run(account)
      await until(async () => account.simulator.tasks.find(({ lastStatus }) => lastStatus === 'STOPPED'))
      await account.simulator.stop()
      await expect(answer).rejects.toThrow()
    }))

  it('can be a silence, which ends with the caller’s patience', () =>
    withAccount({ faults: [{ operation: 'DescribeTaskDefinition', fault: 'hang' }] }, async (account) => {
      const waiting = new AbortController()
      const answer = account.ecs.send(DESCRIBE, { abortSignal: waiting.signal })
      await until(async () => account.simulator.calls.find(({ outcome }) => outcome === 'hang'))
      waiting.abort()
      await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
    }))

  it.each<[BrokenAnswer, Partial<FaultRule>, string | RegExp]>([
    ['cut-body', {}, /aborted/],
    ['truncated', {}, /JSON/],
    ['html', { status: 403 }, /JSON/],
    ['redirect', {}, /UnknownError/],
    ['gzip', {}, /JSON/],
    ['wrong-type', { body: '{"tasks":[{"taskArn":"x","createdAt":"soon"}]}' }, /soon|date|number/i],
  ])('of the kind %s breaks the answer, the work being done', (fault, rule, message) =>
    withAccount({}, async (account) => {
      await register(account)
      account.simulator.scenario = { faults: [{ operation: 'RunTask', fault, ...rule }] }
      await expect(run(account)).rejects.toThrow(message)
      expect(account.simulator.tasks).toHaveLength(1)
      expect(account.simulator.calls.at(-1)?.outcome).toBe(fault)
    }),
  )

  it.each<[BrokenAnswer, string | undefined]>([
    ['empty', undefined],
    ['empty', '{}'],
    ['empty', 'null'],
    ['no-content', undefined],
    ['wrong-type', undefined],
  ])('of the kind %s (body %s) is an answer without a task, the work being done', (fault, body) =>
    withAccount({}, async (account) => {
      await register(account)
      account.simulator.scenario = {
        faults: [{ operation: 'RunTask', fault, ...(body !== undefined && { body }) }],
      }
      const { tasks } = await account.ecs.send(new RunTaskCommand({ taskDefinition: 'job', ...FARGATE }))
      expect(Array.isArray(tasks)).toBe(false)
      expect(account.simulator.tasks).toHaveLength(1)
    }),
  )

  it('can be half a body and then silence', () =>
    withAccount(
      { faults: [{ operation: 'DescribeTaskDefinition', fault: 'stalled-body' }] },
      async (account) => {
        await register(account)
        const answer = fetch(account.simulator.url, {
          method: 'POST',
          headers: {
            'x-amz-target': 'AmazonEC2ContainerServiceV20141113.DescribeTaskDefinition',
            'content-type': 'application/x-amz-json-1.1',
          },
          body: '{"taskDefinition":"job"}',
          signal: AbortSignal.timeout(500),
        })
        expect((await answer).status).toBe(200)
        await expect((await answer).text()).rejects.toMatchObject({ name: 'TimeoutError' })
      },
    ))

  it.each([600_000, -600_000])('can be a clock of AWS that is %s ms ahead, which the SDK learns', (ms) =>
    withAccount({}, async (account) => {
      await register(account)
      account.simulator.scenario = {
        faults: [{ operation: 'DescribeTaskDefinition', fault: 'skewed-clock', ms }],
      }
      account.ecs.config.systemClockOffset = 0
      await expect(account.ecs.send(DESCRIBE)).rejects.toMatchObject({
        name: 'InvalidSignatureException',
        message: expect.stringMatching(ms > 0 ? /^Signature expired/ : /^Signature not yet current/),
      })
      await expect(account.ecs.send(DESCRIBE)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } })
    }),
  )

  it('of GetLogEvents names its own service', () =>
    withAccount({ faults: [{ operation: 'GetLogEvents', fault: 'access-denied' }] }, async (account) => {
      await expect(readLog(account, 'x')).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining('logs:GetLogEvents'),
      })
    }))

  it('is what the SDK tries again by itself', () =>
    withAccount(
      { faults: [{ operation: 'DescribeTaskDefinition', fault: 'server-error', times: 2 }] },
      async (account) => {
        await register(account)
        const patient = new ECSClient({
          endpoint: account.simulator.url,
          region: 'us-east-1',
          credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        })
        await expect(patient.send(DESCRIBE)).resolves.toMatchObject({ $metadata: { attempts: 3 } })
        patient.destroy()
      },
    ))
})

describe('the published rates', () => {
  it('throttle what comes after a burst', () =>
    withAccount({ publishedRates: true }, async (account) => {
      // The bucket holds 20 and gets one more in a second.
      const answers = await Promise.allSettled(Array.from({ length: 30 }, () => register(account)))
      const refused = answers.filter(({ status }) => status === 'rejected')
      expect(refused.length).toBeGreaterThan(0)
      expect(refused[0]).toMatchObject({ reason: { name: 'ThrottlingException', message: 'Rate exceeded' } })
    }))

  it('fill up again at their pace, and count the tasks that RunTask asks for', () => {
    let now = 0
    const rates = limitRates({ now: () => now, sleep: () => Promise.resolve() })
    const admitted = (count: number, calls: number): number =>
      Array.from({ length: calls }, () => rates.admit('RunTask', count)).filter(Boolean).length
    expect(admitted(10, 15)).toBe(10)
    now = 1000
    expect(admitted(10, 15)).toBe(2)
    now = 60_000
    expect(admitted(1, 30)).toBe(20)
    expect(rates.admit('CreateService', 1)).toBe(true)
  })
})

describe('the record of calls', () => {
  it('holds the request, its time, its Region and who called', () =>
    withAccount({}, async (account) => {
      const before = Date.now()
      await register(account)
      const [call] = account.simulator.calls
      expect(call).toMatchObject({
        operation: 'RegisterTaskDefinition',
        body: { family: 'job', cpu: '512' },
        region: 'us-east-1',
        accessKeyId: 'test',
        userAgent: expect.stringContaining('aws-sdk-js'),
        outcome: 200,
      })
      expect(call?.time).toBeGreaterThanOrEqual(before)
    }))
})
