import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import type { Clock } from '../../runtime/clock.js'
import type { BatchedStream } from './batched-stream.js'
import type { LogSource } from '../log-source.js'
import type { LogGroup, SearchPage } from '../logs-client.js'
import type { SpaceCalls } from '../rate-limit.js'

/** Streams come to light unevenly, and clocks differ: what is so much older than the newest event is still found. */
export const OVERLAP_MS = 30_000
/** A stream with so many new lines in one search is better read alone. */
const BUSY_EVENTS = 1_000

export interface FilterOptions {
  readonly group: LogGroup
  readonly searchPage: SearchPage
  readonly takeTurn: SpaceCalls
  /** Resolves when whoever reads the log has taken them. */
  readonly print: (source: LogSource, events: readonly string[]) => Promise<void>
  readonly clock: Clock
}

export interface Found {
  /** When the search began, ms since the epoch. */
  readonly readAt: number
  /** Whether there was anything new. */
  readonly hadLines: boolean
  /** Of the newest event that was found, shown before or not; 0 where there was none. */
  readonly newestAt: number
  /** Those with so much that the search was left off for their sake. */
  readonly busy: readonly BatchedStream[]
}

/** Finds and prints all that these streams have to show, page by page. Throws an `AwsError`. */
export async function filterLogEvents(
  members: readonly BatchedStream[],
  { group, searchPage, takeTurn, print, clock }: FilterOptions,
  signal: AbortSignal,
): Promise<Found> {
  const streams = members.map(({ source }) => source.stream)
  const startTime = Math.min(...members.map(({ since }) => since()))
  const counts = new Map<BatchedStream, number>()
  let readAt = Infinity
  let newestAt = 0
  let token: string | undefined
  do {
    const page = await takeTurn(async () => {
      readAt = Math.min(readAt, clock.now())
      return searchPage({ ...group, streams, startTime, token }, signal)
    })
    const lines = newLines(members, page.events)
    for (const [member, messages] of lines) {
      counts.set(member, (counts.get(member) ?? 0) + messages.length)
      await print(member.source, messages)
    }
    newestAt = Math.max(newestAt, page.events.at(-1)?.timestamp ?? 0)
    for (const { goOnFrom } of members) goOnFrom(Math.min(newestAt, readAt) - OVERLAP_MS)
    const busy = [...counts].filter(([, count]) => count >= BUSY_EVENTS).map(([member]) => member)
    if (busy.length > 0) return { readAt, newestAt, hadLines: true, busy }
    token = page.nextToken
  } while (token !== undefined)
  return { readAt, newestAt, hadLines: counts.size > 0, busy: [] }
}

/** What these events tell that was not told before, by stream. */
function newLines(
  members: readonly BatchedStream[],
  events: readonly FilteredLogEvent[],
): Map<BatchedStream, string[]> {
  const byStream = new Map(members.map((member) => [member.source.stream, member]))
  const lines = new Map<BatchedStream, string[]>()
  for (const event of events) {
    const member = byStream.get(event.logStreamName ?? '')
    if (member === undefined || !member.takeIn(event)) continue
    const messages = lines.get(member) ?? []
    messages.push(event.message ?? '')
    lines.set(member, messages)
  }
  return lines
}
