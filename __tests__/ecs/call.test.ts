import { ConflictException, DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs'
import { describe, expect, it, jest } from '@jest/globals'
import { AwsError, asAwsError } from '../../src/ecs/aws-error.js'
import { call } from '../../src/ecs/call.js'
import { describeTaskDefinition } from '../../src/ecs/describe-task-definition.js'
import { findStarted } from '../../src/ecs/list-tasks.js'
import { recallRunTask, runTask } from '../../src/ecs/run-task.js'
import { describeService } from '../../src/ecs/describe-service.js'
import { Interruption } from '../../src/runtime/interruption.js'
import { appRuns, bodiesOf, clientOf, INPUTS, NETWORK, simulate, runtimeOf } from '../../testing/simulate.ts'
import { settingsOf } from '../inputs/reading-inputs.ts'

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
          /^ListTasks: Rate exceeded \(ThrottlingException\)\nAWS limits [^]*\. Asking again in (0\.[5-9]|1\.0) s\.$/,
        ),
        expect.stringMatching(/Asking again in (1\.\d|2\.0) s\.$/),
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
        mayHaveHappened: true,
        explanation: { retry: 'soon' },
      })
    }),
  )
})

describe('an error', () => {
  it.each([
    ['text', 'gone', 'RunTask: gone (Error)'],
    ['nothing', null, 'RunTask: null (Error)'],
    [
      'a socket’s error',
      Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
      /^RunTask: read ECONNRESET \(ECONNRESET\)\nThe connection to AWS broke/,
    ],
    [
      'one without a text',
      Object.assign(new Error(''), { name: 'ServerException', $metadata: { httpStatusCode: 500 } }),
      /^RunTask: no answer \(ServerException\)\nAWS had a fault/,
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

  it.each<[string, object, boolean]>([
    ['a throttled call', { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }, false],
    ['a refused one', { name: 'ClientException', $metadata: { httpStatusCode: 400 } }, false],
    ['a fault of AWS', { name: 'ServerException', $metadata: { httpStatusCode: 500 } }, true],
    ['a broken connection', { code: 'EPIPE' }, true],
    ['no answer', { name: 'TimeoutError' }, true],
  ])('of %s tells whether the call may have been carried out', (_what, cause, mayHaveHappened) => {
    expect(new AwsError('RunTask', cause).mayHaveHappened).toBe(mayHaveHappened)
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
        since: Date.now(),
        settings: settingsOf({ ...INPUTS, containers: appRuns('true') }),
      }
      expect(await findStarted(ecs, search, runtime)).toEqual(ours)
      expect(await findStarted(ecs, { ...search, since: Date.now() + 120_000 }, runtime)).toEqual([])
      expect(await findStarted(ecs, { ...search, startedBy: 'nobody' }, runtime)).toEqual([])
      const other = settingsOf({ ...INPUTS, 'task-definition': 'alone:7' })
      expect(await findStarted(ecs, { ...search, settings: other }, runtime)).toEqual([])
    }),
  )
})
