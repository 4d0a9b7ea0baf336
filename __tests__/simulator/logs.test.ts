import { describe, expect, it } from '@jest/globals'
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  messagesOf,
  logTo,
  reaches,
  readLog,
  register,
  run,
  start,
  until,
  withAccount,
  type TestAccount,
} from './account.ts'

/** Starts a task, waits for its end, and returns its ARN. */
async function runToEnd(account: TestAccount, script: string): Promise<string> {
  const arn = await start(account, script)
  await reaches(account, arn, 'STOPPED')
  return arn
}

describe('the log of a container', () => {
  it('is what it writes to stdout and stderr, line by line, without empty ones', () =>
    withAccount({}, async (account) => {
      const arn = await runToEnd(account, "printf 'one\\n\\n two\\r\\n' ; printf 'ü\\377' >&2")
      expect(messagesOf(await readLog(account, arn)).toSorted()).toEqual([' two\r', 'one', 'ü\ufffd'])
    }))

  it('comes in pages, and the last token repeats itself', () =>
    withAccount({}, async (account) => {
      const arn = await runToEnd(account, 'seq 5')
      const first = await readLog(account, arn, { limit: 3 })
      const second = await readLog(account, arn, { nextToken: first.nextForwardToken ?? '' })
      const third = await readLog(account, arn, { nextToken: second.nextForwardToken ?? '' })
      expect([first, second, third].map(messagesOf)).toEqual([['1', '2', '3'], ['4', '5'], []])
      expect(second.nextForwardToken).not.toBe(first.nextForwardToken)
      expect(third.nextForwardToken).toBe(second.nextForwardToken)
    }))

  it('goes on where a token that was the last one left off', () =>
    withAccount({}, async (account) => {
      const arn = await start(account, 'echo first; sleep 0.3; echo second')
      const head = await until(async () => {
        const page = await readLog(account, arn).catch(() => undefined)
        return page?.events?.length === 1 ? page : undefined
      })
      await reaches(account, arn, 'STOPPED')
      const nextToken = head.nextForwardToken ?? ''
      expect(messagesOf(await readLog(account, arn, { nextToken }))).toEqual(['second'])
    }))

  it('is read from its end, backwards, where nobody asks for the head', () =>
    withAccount({}, async (account) => {
      const arn = await runToEnd(account, 'seq 5')
      const last = await readLog(account, arn, { startFromHead: false, limit: 2 })
      const before = await readLog(account, arn, {
        startFromHead: false,
        limit: 10,
        nextToken: last.nextBackwardToken ?? '',
      })
      const start = await readLog(account, arn, {
        startFromHead: false,
        nextToken: before.nextBackwardToken ?? '',
      })
      expect([last, before, start].map(messagesOf)).toEqual([['4', '5'], ['1', '2', '3'], []])
      expect(start.nextBackwardToken).toBe(before.nextBackwardToken)
    }))

  it('is bounded by time: from the start, and up to but without the end', () =>
    withAccount({}, async (account) => {
      const arn = await runToEnd(account, 'echo a; sleep 0.05; echo b; sleep 0.05; echo c')
      const { events = [] } = await readLog(account, arn)
      const [, b, c] = events.map(({ timestamp = 0 }) => timestamp)
      expect(messagesOf(await readLog(account, arn, { startTime: b ?? 0, endTime: c ?? 0 }))).toEqual(['b'])
    }))

  it('has pages of at most 1 MiB and 10,000 events', () =>
    withAccount({}, async (account) => {
      const wide = await runToEnd(account, "for i in 1 2 3 4 5 6; do printf '%0200000d\\n' 0; done")
      expect(messagesOf(await readLog(account, wide))).toHaveLength(5)
      const long = await runToEnd(account, 'seq 10001')
      const first = await readLog(account, long)
      expect(first.events).toHaveLength(10_000)
      expect(messagesOf(await readLog(account, long, { nextToken: first.nextForwardToken ?? '' }))).toEqual([
        '10001',
      ])
    }))

  it('cuts a line that is longer than an event may be', () =>
    withAccount({}, async (account) => {
      const arn = await runToEnd(account, "printf '%0300000d\\n' 0")
      expect(messagesOf(await readLog(account, arn)).map(({ length }) => length)).toEqual([262_118, 37_882])
    }))

  it('is in the Region of its options, and in a stream of its runtime id where it has no prefix', () =>
    withAccount({}, async (account) => {
      const { options } = logTo('elsewhere', 'eu-west-1')
      await register(account, {
        requiresCompatibilities: ['EC2'],
        networkMode: 'bridge',
        containerDefinitions: [
          {
            name: 'app',
            image: 'app:1',
            command: ['echo', 'here'],
            logConfiguration: {
              logDriver: 'awslogs',
              options: {
                'awslogs-group': options['awslogs-group'],
                'awslogs-region': options['awslogs-region'],
              },
            },
          },
        ],
      })
      const { tasks = [] } = await run(account, { launchType: 'EC2', networkConfiguration: undefined })
      const { containers = [] } = await reaches(account, tasks[0]?.taskArn ?? '', 'STOPPED')
      const read = new GetLogEventsCommand({
        logGroupName: 'elsewhere',
        logStreamName: containers[0]?.runtimeId,
        startFromHead: true,
      })
      await expect(account.logs.send(read)).rejects.toThrow('The specified log group does not exist.')
      const there = new CloudWatchLogsClient({
        endpoint: account.simulator.url,
        region: 'eu-west-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      })
      expect(messagesOf(await there.send(read))).toEqual(['here'])
      there.destroy()
    }))
})

describe('GetLogEvents refuses', () => {
  it.each<[string, object, string]>([
    ['a token of another make', { nextToken: 'nonsense' }, 'The specified nextToken is invalid.'],
    ['a page of nothing', { limit: 0 }, "1 validation error detected: Value '0' at 'limit'"],
    ['a page of 10,001', { limit: 10_001 }, "1 validation error detected: Value '10001' at 'limit'"],
  ])('%s', (_what, request, message) =>
    withAccount({}, async (account) => {
      const arn = await runToEnd(account, 'echo x')
      await expect(readLog(account, arn, request)).rejects.toThrow(message)
    }),
  )

  it('a forward token that does not start from the head', () =>
    withAccount({}, async (account) => {
      const arn = await runToEnd(account, 'echo x')
      const nextToken = (await readLog(account, arn)).nextForwardToken ?? ''
      await expect(readLog(account, arn, { nextToken, startFromHead: false })).rejects.toMatchObject({
        name: 'InvalidParameterException',
      })
    }))

  it('a group and a stream that do not exist', () =>
    withAccount({}, async (account) => {
      await expect(readLog(account, 'x')).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: 'The specified log group does not exist.',
      })
      await runToEnd(account, 'echo x')
      await expect(readLog(account, 'x')).rejects.toThrow('The specified log stream does not exist.')
    }))
})

describe('what a scenario does to logs', () => {
  it('shows lines late', () =>
    withAccount({ logs: { latenessMs: 1000 } }, async (account) => {
      const arn = await runToEnd(account, 'echo late')
      expect(messagesOf(await readLog(account, arn))).toEqual([])
      await until(async () => (messagesOf(await readLog(account, arn)).length === 1 ? true : undefined))
    }))

  it('makes streams late', () =>
    withAccount({ logs: { streamDelayMs: 1000 } }, async (account) => {
      const arn = await runToEnd(account, 'echo late')
      await expect(readLog(account, arn)).rejects.toThrow('The specified log stream does not exist.')
      await until(() => readLog(account, arn).catch(() => undefined))
    }))

  it('has no group, so that a task cannot start', () =>
    withAccount({ logs: { missingGroups: ['jobs'] } }, async (account) => {
      const task = await reaches(account, await start(account, 'echo x'), 'STOPPED')
      expect(task.stoppedReason).toMatch(
        /^ResourceInitializationError: .*The specified log group does not exist/,
      )
    }))

  it('gives small pages, each after an empty one', () =>
    withAccount({ logs: { pageEvents: 2, emptyPages: true } }, async (account) => {
      const arn = await runToEnd(account, 'seq 3')
      const pages: string[][] = []
      let token = (await readLog(account, arn)).nextForwardToken ?? ''
      await until(async () => {
        const page = await readLog(account, arn, { nextToken: token })
        pages.push(messagesOf(page))
        const ended = page.nextForwardToken === token
        token = page.nextForwardToken ?? ''
        return ended || undefined
      })
      expect(pages).toEqual([['1', '2'], [], ['3'], []])
    }))
})
