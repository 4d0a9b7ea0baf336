import { ConflictException, DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs'
import { describe, expect, it, jest } from '@jest/globals'
import { AwsError, asAwsError } from '../../src/ecs/aws-error.js'
import { call } from '../../src/ecs/call.js'
import { InvalidAnswer } from '../../src/ecs/error-facts.js'
import type { Certainty } from '../../src/ecs/error-explanation.js'
import { ConnectionError } from '../../src/ecs/whole-answers.js'
import { describeTaskDefinition } from '../../src/ecs/describe-task-definition.js'
import { findStarted, fingerprintOverrides } from '../../src/ecs/list-tasks.js'
import { recallRunTask, runTask } from '../../src/ecs/run-task.js'
import { describeService } from '../../src/ecs/describe-service.js'
import { Interruption } from '../../src/runtime/interruption.js'
import { bodiesOf, clientOf, NETWORK, simulate, runtimeOf } from '../../testing/simulate.ts'

jest.setTimeout(30_000)

const REQUEST = { taskDefinition: 'alone', cluster: 'default', count: 1, clientToken: 'token-1', ...NETWORK }

describe('a call', () => {
  it.concurrent('is repeated while that can help, each time with a line that says why and when', () =>
    simulate({ faults: [{ operation: 'ListTasks', fault: 'throttle', times: 2 }] }, async (simulator) => {
      const runtime = runtimeOf(simulator)
      const ecs = clientOf(simulator)
      expect(await call('ListTasks', async () => ecs.send(new ListTasksCommand({})), runtime)).toMatchObject({
        taskArns: [],
      })
      expect(bodiesOf(simulator, 'ListTasks')).toHaveLength(3)
      expect(runtime.console.texts('line')).toEqual([
        expect.stringMatching(
          /^ListTasks: Rate exceeded \(ThrottlingException\)\nAWS limits [^]*\. Retrying in (0\.[5-9]|1\.0) s\.$/,
        ),
        expect.stringMatching(/Retrying in (1\.\d|2\.0) s\.$/),
      ])
    }),
  )

  it.concurrent('that is refused for good is not repeated', () =>
    simulate({ faults: [{ operation: 'ListTasks', fault: 'access-denied' }] }, async (simulator) => {
      const runtime = runtimeOf(simulator)
      const refused = call(
        'ListTasks',
        async () => clientOf(simulator).send(new ListTasksCommand({})),
        runtime,
      )
      await expect(refused).rejects.toThrow(
        /^ListTasks: User: .*\(AccessDeniedException\)\nThe credentials of this job lack the permission ecs:ListTasks/,
      )
      expect(bodiesOf(simulator, 'ListTasks')).toHaveLength(1)
      expect(runtime.console.entries).toEqual([])
    }),
  )

  it.concurrent.each(['throttle', 'hang'] as const)(
    'ends with a cancel at once, though it meets %s',
    (fault) =>
      simulate({ faults: [{ operation: 'ListTasks', fault }] }, async (simulator) => {
        const runtime = runtimeOf(simulator)
        const calling = call(
          'ListTasks',
          async () => clientOf(simulator).send(new ListTasksCommand({})),
          runtime,
        )
        setTimeout(() => {
          runtime.cancel.abort(new Interruption('cancelled', 0))
        }, 300)
        const startedAt = Date.now()
        await expect(calling).rejects.toThrow('the job was cancelled')
        expect(Date.now() - startedAt).toBeLessThan(1500)
      }),
  )

  it.concurrent('that hangs is given up after a few seconds', () =>
    simulate({ faults: [{ operation: 'DescribeTasks', fault: 'hang' }] }, async (simulator) => {
      const asked = clientOf(simulator).send(new DescribeTasksCommand({ tasks: ['x'] }))
      const error: unknown = await asked.catch((cause: unknown) => asAwsError('DescribeTasks', cause))
      expect(error).toMatchObject({
        exception: expect.stringMatching(/TimeoutError|ETIMEDOUT/),
        certainty: 'uncertain',
        explanation: { retry: 'soon' },
      })
    }),
  )
})

describe('an error', () => {
  it.each([
    ['text', 'gone', 'RunTask: gone (Error)\nThe connection to AWS failed.'],
    ['nothing', null, 'RunTask: null (Error)\nThe connection to AWS failed.'],
    [
      'a socket’s error',
      Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
      /^RunTask: read ECONNRESET \(ECONNRESET\)\nThe connection to AWS failed/,
    ],
    [
      'one without a text',
      Object.assign(new Error(''), {
        name: 'ServerException',
        $fault: 'server',
        $metadata: { httpStatusCode: 500 },
      }),
      /^RunTask: no answer \(ServerException\)\nAWS returned a server error/,
    ],
    ['no error at all', { $metadata: {} }, 'RunTask: no answer (Error)'],
  ])('may be %s', (_what, cause, message) => {
    const error = asAwsError('RunTask', cause)
    if (typeof message === 'string') expect(error.message).toBe(message)
    else expect(error.message).toMatch(message)
    expect(error.cause).toBe(cause)
  })

  it('is not wrapped twice', () => {
    const error = new AwsError('RunTask', new Error('x'))
    expect(asAwsError('DescribeTasks', error)).toBe(error)
  })

  const refusal = (name: string, httpStatusCode: number, message = 'x') => ({
    name,
    message,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode },
  })
  const page = {
    name: 'SyntaxError',
    message: 'Unexpected token',
    $metadata: { httpStatusCode: 403 },
    $response: {
      statusCode: 403,
      headers: { 'content-type': 'text/html' },
      body: Buffer.from(`<html>\n<h1>Blocked</h1> ${'x'.repeat(300)}`),
    },
  }

  it.each<[string, object, Certainty]>([
    ['a throttled call', refusal('ThrottlingException', 400), 'refused'],
    ['a refused one', refusal('ClientException', 400), 'refused'],
    ['a fault of AWS', refusal('ServerException', 500), 'uncertain'],
    ['a request that timed out', refusal('RequestTimeoutException', 408), 'uncertain'],
    ['a refusal without a name', refusal('Unknown', 400), 'uncertain'],
    ['a refusal without a body', refusal('AccessDeniedException', 400, 'UnknownError'), 'uncertain'],
    ['a page of a proxy', page, 'uncertain'],
    ['an answer that lacks a member', new InvalidAnswer('tasks is missing'), 'uncertain'],
    ['a broken connection', new ConnectionError('aborted', 'ECONNRESET', false), 'uncertain'],
    ['no connection', new ConnectionError('connect ECONNREFUSED', 'ECONNREFUSED', true), 'unsent'],
    ['no answer', { name: 'TimeoutError' }, 'uncertain'],
    ['no credentials', { name: 'CredentialsProviderError', message: 'x' }, 'unsent'],
  ])('of %s tells whether the call may have been carried out', (_what, cause, certainty) => {
    const error = new AwsError('RunTask', cause)
    expect(error.certainty).toBe(certainty)
    if (certainty === 'uncertain') expect(error.explanation.retry).toBe('soon')
  })

  it('of what is no answer of AWS says what came, and of it no more than a beginning', () => {
    const { message } = new AwsError('RunTask', page)
    expect(message).toMatch(
      /^RunTask: no valid answer: status 403, text\/html, 324 bytes, begins with <html> <h1>Blocked<\/h1> x+…\nThis is no answer that AWS gives/,
    )
    expect(message.length).toBeLessThan(420)
  })

  it('shows nothing of JSON, which may repeat the values of an environment', () => {
    const body = Buffer.from('{"tasks": [{"overrides": {"environment": "secret')
    const { message } = new AwsError('RunTask', { ...page, $response: { ...page.$response, body } })
    expect(message).not.toContain('secret')
  })

  it('masks before it cuts', () => {
    const body = Buffer.from(`${'x'.repeat(195)}correct-horse-battery`)
    const cause = { ...page, $response: { ...page.$response, body } }
    const { message } = new AwsError('RunTask', cause, {
      mask: (text) => text.replaceAll('correct-horse-battery', '***'),
    })
    expect(message).toContain('x***')
    expect(message).not.toContain('corr')
  })

  it('that is 50 MB long is cut', () => {
    const { message } = new AwsError('RunTask', refusal('ClientException', 400, 'x'.repeat(50_000_000)))
    expect(message.length).toBeLessThan(4200)
    expect(message).toContain('(50000000 characters)')
  })

  it.each([
    ['behind', 600_000],
    ['ahead', -600_000],
  ])('of a clock that is %s says by how much', (where, aheadMs) => {
    // A Date header has whole seconds.
    const date = new Date(Date.now() + aheadMs).toUTCString()
    const { message, explanation } = new AwsError('RunTask', {
      ...refusal('InvalidSignatureException', 400, 'Signature expired: 1 is now earlier than 2'),
      $response: { headers: { date } },
    })
    expect(explanation.retry).toBe('soon')
    expect(message).toMatch(
      new RegExp(`clock of this runner is wrong by (9|10) min( \\d+ s)? \\(it is ${where}\\)`),
    )
  })
})

describe('reading', () => {
  it.concurrent('a definition gives what RunTask would take', () =>
    simulate({}, async (simulator) => {
      const read = await describeTaskDefinition(clientOf(simulator), 'nightly-etl', runtimeOf(simulator))
      expect(read).toMatchObject({ family: 'nightly-etl', revision: 1, cpu: '1024' })
    }),
  )

  it.concurrent('a service gives an active one, or none', () =>
    simulate(
      {
        services: [
          {
            serviceName: 'web',
            taskDefinition: 'alone',
            launchType: 'FARGATE',
            networkConfiguration: NETWORK.networkConfiguration,
          },
        ],
      },
      async (simulator) => {
        const ecs = clientOf(simulator)
        const runtime = runtimeOf(simulator)
        expect(await describeService(ecs, 'default', 'web', runtime)).toMatchObject({ launchType: 'FARGATE' })
        expect(await describeService(ecs, 'default', 'nobody', runtime)).toBeUndefined()
        Object.assign(simulator.account.services.get('default/web') ?? {}, { status: 'INACTIVE' })
        expect(await describeService(ecs, 'default', 'web', runtime)).toBeUndefined()
      },
    ),
  )
})

describe('a RunTask that was never answered', () => {
  it.concurrent('is recalled by its token: the same tasks, and no others', () =>
    simulate({}, async (simulator) => {
      const ecs = clientOf(simulator)
      const runtime = runtimeOf(simulator)
      const { tasks = [] } = await runTask(ecs, { ...REQUEST, count: 3 }, runtime)
      const recalled = await recallRunTask(ecs, { ...REQUEST, count: 3 }, runtime)
      expect(recalled).toEqual(tasks.map(({ taskArn }) => taskArn))
      expect(simulator.tasks).toHaveLength(3)
    }),
  )

  it.concurrent('is recalled though the rest of the request is another by now', () =>
    simulate({}, async (simulator) => {
      const ecs = clientOf(simulator)
      const runtime = runtimeOf(simulator)
      const { tasks = [] } = await runTask(ecs, REQUEST, runtime)
      expect(await recallRunTask(ecs, { ...REQUEST, group: 'other' }, runtime)).toEqual(
        tasks.map(({ taskArn }) => taskArn),
      )
      expect(simulator.tasks).toHaveLength(1)
    }),
  )

  it.concurrent('cannot be recalled where ECS refuses, or names nothing', () =>
    simulate(
      {
        faults: [
          { operation: 'RunTask', fault: 'access-denied', on: [1] },
          { operation: 'RunTask', fault: 'error', type: 'ConflictException', message: 'x', on: [2] },
        ],
      },
      async (simulator) => {
        const ecs = clientOf(simulator)
        const runtime = runtimeOf(simulator)
        await expect(recallRunTask(ecs, REQUEST, runtime)).rejects.toThrow(/ecs:RunTask/)
        expect(await recallRunTask(ecs, REQUEST, runtime)).toEqual([])
      },
    ),
  )

  it('is told from any other refusal', () => {
    expect(
      new AwsError('RunTask', new ConflictException({ message: 'x', $metadata: {} })).cause,
    ).toBeInstanceOf(ConflictException)
  })

  it.concurrent('is looked for by what can be told of its tasks', () =>
    simulate({ timeScale: 1, pace: { provisioning: 600_000 } }, async (simulator) => {
      const ecs = clientOf(simulator)
      const runtime = runtimeOf(simulator)
      const run = async (changes: object, token: string) => {
        const { tasks = [] } = await runTask(
          ecs,
          { ...REQUEST, startedBy: 'github/1/1', ...changes, clientToken: token },
          runtime,
        )
        return tasks.map(({ taskArn }) => taskArn)
      }
      const overrides = { containerOverrides: [{ name: 'app', command: ['sh', '-c', 'true'] }] }
      const ours = await run({ overrides, count: 2 }, 'ours')
      await run({ overrides, taskDefinition: 'nightly-etl' }, 'another-definition')
      await run({ overrides, startedBy: 'github/2/1' }, 'another-run')
      const search = {
        cluster: 'default',
        startedBy: 'github/1/1',
        taskDefinition: 'alone',
      }
      const found = await findStarted(ecs, search, runtime)
      expect(found.map(({ taskArn }) => taskArn)).toEqual(ours)
      expect(await findStarted(ecs, { ...search, startedBy: 'nobody' }, runtime)).toEqual([])
      expect(await findStarted(ecs, { ...search, taskDefinition: 'alone:7' }, runtime)).toEqual([])
      const [task] = found
      expect(fingerprintOverrides('salt', task?.overrides)).toBe(fingerprintOverrides('salt', overrides))
      expect(fingerprintOverrides('pepper', task?.overrides)).not.toBe(
        fingerprintOverrides('salt', overrides),
      )
    }),
  )
})
