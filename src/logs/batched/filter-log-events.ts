import type { Clock } from '../../runtime/clock.js'
import type { SpaceCalls } from '../rate-limit.js'
import type { LogSource } from '../log-source.js'
import type { FoundEvent, LogEvent, LogGroup, SearchPage } from '../logs-client.js'
import type { BatchedStream } from './batched-stream.js'

/** A stream with this many new events in one search, or this many that each search finds again, is read alone. */
const BUSY_EVENTS = 1_000

export interface FilterOptions {
  readonly group: LogGroup
  readonly searchPage: SearchPage
  readonly spaceCalls: SpaceCalls
  /** Resolves when stdout has taken them. */
  readonly print: (source: LogSource, events: readonly LogEvent[]) => Promise<void>
  readonly clock: Clock
}

export interface Found {
  /** Whether the search found new events. */
  readonly hadLines: boolean
  /** Streams with so many events that the search was ended early. */
  readonly busy: readonly BatchedStream[]
}

/** Finds and prints the new events of these streams, page by page. Throws an `AwsError`. */
export async function filterLogEvents(
  streams: readonly BatchedStream[],
  { group, searchPage, spaceCalls, print, clock }: FilterOptions,
  signal: AbortSignal,
): Promise<Found> {
  const names = streams.map(({ source }) => source.stream)
  const startTime = Math.min(...streams.map(({ searchFrom }) => searchFrom()))
  const counts = new Map<BatchedStream, number>()
  let startedAt = Infinity
  let token: string | undefined
  do {
    const page = await spaceCalls(async () => {
      if (startedAt === Infinity) {
        startedAt = clock.now()
        for (const { beginSearch } of streams) beginSearch()
      }
      return searchPage({ ...group, streams: names, startTime, token }, signal)
    })
    for (const { end } of streams) end.recordAnswer(clock.now())
    for (const [stream, events] of newEvents(streams, page.events)) {
      counts.set(stream, (counts.get(stream) ?? 0) + events.length)
      await print(stream.source, events)
    }
    const busy = streams.filter(
      (stream) => (counts.get(stream) ?? 0) >= BUSY_EVENTS || stream.knownEvents() >= 2 * BUSY_EVENTS,
    )
    if (busy.length > 0) return { hadLines: true, busy }
    token = page.nextToken
  } while (token !== undefined)
  for (const { completeSearch } of streams) completeSearch(startedAt)
  return { hadLines: counts.size > 0, busy: [] }
}

/** The new events of a page, by stream. */
function newEvents(
  streams: readonly BatchedStream[],
  events: readonly FoundEvent[],
): Map<BatchedStream, LogEvent[]> {
  const byName = new Map(streams.map((stream) => [stream.source.stream, stream]))
  const found = new Map<BatchedStream, LogEvent[]>()
  for (const event of events) {
    const stream = byName.get(event.stream)
    if (stream === undefined || !stream.takeNew(event)) continue
    const ofStream = found.get(stream) ?? []
    ofStream.push(event)
    found.set(stream, ofStream)
  }
  return found
}
