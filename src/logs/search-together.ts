import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import type { Clock } from '../world/clock.js'
import type { Member } from './crowd-member.js'
import type { LogSource } from './log-source.js'
import type { LogGroup, SearchPage } from './logs-client.js'
import type { SpaceCalls } from './turns.js'

/** A stream with so many new lines in one page is better read alone. */
const BUSY_EVENTS = 1_000

export interface SearchTools {
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
  /** Those that had something new. */
  readonly spoke: ReadonlySet<Member>
  /** Those with so much that the search was left off for their sake. */
  readonly busy: readonly Member[]
  /** Of the newest event that was found, shown before or not; 0 where there was none. */
  readonly newestAt: number
}

/** Finds and prints all that these streams have to show, page by page. Throws an `AwsError`. */
export async function searchTogether(
  members: readonly Member[],
  { group, searchPage, takeTurn, print, clock }: SearchTools,
  signal: AbortSignal,
): Promise<Found> {
  const streams = members.map(({ source }) => source.stream)
  const startTime = Math.min(...members.map(({ since }) => since()))
  const spoke = new Set<Member>()
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
      spoke.add(member)
      await print(member.source, messages)
    }
    newestAt = Math.max(newestAt, page.events.at(-1)?.timestamp ?? 0)
    const busy = [...lines].filter(([, { length }]) => length >= BUSY_EVENTS).map(([member]) => member)
    if (busy.length > 0) return { readAt, spoke, busy, newestAt }
    token = page.nextToken
  } while (token !== undefined)
  return { readAt, spoke, busy: [], newestAt }
}

/** What these events tell that was not told before, by stream. */
function newLines(members: readonly Member[], events: readonly FilteredLogEvent[]): Map<Member, string[]> {
  const byStream = new Map(members.map((member) => [member.source.stream, member]))
  const lines = new Map<Member, string[]>()
  for (const event of events) {
    const member = byStream.get(event.logStreamName ?? '')
    if (member === undefined || !member.takeIn(event)) continue
    const messages = lines.get(member) ?? []
    messages.push(event.message ?? '')
    lines.set(member, messages)
  }
  return lines
}
