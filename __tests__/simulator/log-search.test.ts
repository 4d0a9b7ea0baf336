import {
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  type FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs'
import { describe, expect, it } from '@jest/globals'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { openStream } from '../../simulator/logs.ts'
import { type TestAccount, withAccount } from './account.ts'

const GROUP = '/ecs/job'

type Line = readonly [message: string, timestamp: number, readableAt?: number]

/** Streams of one log group with these lines. */
function searching(
  scenario: ScenarioInput,
  streams: Readonly<Record<string, readonly Line[]>>,
  test: (
    search: (request: Partial<FilterLogEventsCommandInput>) => Promise<FilterLogEventsCommandOutput>,
    account: TestAccount,
  ) => Promise<void>,
): Promise<void> {
  return withAccount(scenario, async (account) => {
    for (const [stream, lines] of Object.entries(streams)) {
      const { events } = openStream(
        account.simulator.account.logs,
        { region: 'us-east-1', group: GROUP, stream },
        0,
      )
      for (const [message, timestamp, readableAt = 0] of lines)
        events.push({ message, timestamp, readableAt })
    }
    await test(
      async (request) =>
        account.logs.send(
          new FilterLogEventsCommand({
            logGroupName: GROUP,
            logStreamNames: Object.keys(streams),
            ...request,
          }),
        ),
      account,
    )
  })
}

const messages = ({ events = [] }: FilterLogEventsCommandOutput): (string | undefined)[] =>
  events.map(({ message }) => message)

describe('FilterLogEvents', () => {
  const TWO = {
    a: [
      ['one', 1],
      ['three', 3],
      ['five', 5],
    ],
    b: [
      ['two', 2],
      ['four', 4],
    ],
  } as const

  it('finds the events of all streams, oldest first, each with its stream and an id of its own', () =>
    searching({}, TWO, async (search) => {
      const { events = [], nextToken } = await search({})
      expect(events.map(({ message, logStreamName }) => [message, logStreamName])).toEqual([
        ['one', 'a'],
        ['two', 'b'],
        ['three', 'a'],
        ['four', 'b'],
        ['five', 'a'],
      ])
      expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(5)
      expect(nextToken).toBeUndefined()
    }))

  it('finds those of a time, and of the streams that are named', () =>
    searching({}, TWO, async (search) => {
      expect(messages(await search({ startTime: 2, endTime: 4 }))).toEqual(['two', 'three', 'four'])
      expect(messages(await search({ logStreamNames: ['b'] }))).toEqual(['two', 'four'])
      expect(messages(await search({ logStreamNames: [] }))).toEqual(['one', 'two', 'three', 'four', 'five'])
    }))

  it('gives a token as long as there is more, and may begin with an empty page', () =>
    searching({ logs: { pageEvents: 2, emptyPages: true } }, TWO, async (search) => {
      const pages: (string | undefined)[][] = []
      let nextToken: string | undefined
      do {
        const page = await search({ ...(nextToken !== undefined && { nextToken }) })
        pages.push(messages(page))
        nextToken = page.nextToken
      } while (nextToken !== undefined)
      expect(pages).toEqual([[], ['one', 'two'], ['three', 'four'], ['five']])
    }))

  it('finds no line before it can be read', () =>
    searching({}, { a: [['soon', 1, Number.MAX_SAFE_INTEGER]] }, async (search) => {
      expect(messages(await search({}))).toEqual([])
    }))

  it.each<[string, Partial<FilterLogEventsCommandInput>, string, string]>([
    [
      'a stream that is not there',
      { logStreamNames: ['a', 'c'] },
      'ResourceNotFoundException',
      'log stream does not',
    ],
    [
      'a group that is not there',
      { logGroupName: 'none' },
      'ResourceNotFoundException',
      'log group does not exist',
    ],
    [
      'more than a hundred streams',
      { logStreamNames: Array.from({ length: 101 }, (_, index) => `${index}`) },
      'InvalidParameterException',
      "Value at 'logStreamNames' failed to satisfy constraint",
    ],
    [
      'a token of another make',
      { nextToken: 'nonsense' },
      'InvalidParameterException',
      'nextToken is invalid',
    ],
    ['a page of nothing', { limit: 0 }, 'InvalidParameterException', "Value '0' at 'limit'"],
  ])('refuses %s', (_what, request, name, message) =>
    searching({}, TWO, async (search) => {
      await expect(search(request)).rejects.toMatchObject({ name, message: expect.stringContaining(message) })
    }),
  )
})
