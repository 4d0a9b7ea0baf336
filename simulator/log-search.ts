import type { FilterLogEventsRequest } from '@aws-sdk/client-cloudwatch-logs'
import { EVENT_OVERHEAD_BYTES, PAGE_MAX_BYTES } from './log-pages.ts'
import type { LogEvent } from './logs.ts'
import { invalidParameter } from './service-error.ts'

const EVENT_ID_DIGITS = 56

export interface SearchedStream {
  readonly name: string
  readonly events: readonly LogEvent[]
}

/** An event, and where it stands among all: by its time, then by stream, then as it was written. */
interface Found {
  readonly event: LogEvent
  readonly stream: string
  readonly index: number
}

interface Token {
  readonly timestamp: number
  readonly stream: string
  readonly index: number
}

/**
 * One page of FilterLogEvents: the readable events of these streams, oldest first. There is a token as long as more may
 * follow; what becomes readable behind the place of a token is not found by it.
 */
export function searchPage(
  streams: readonly SearchedStream[],
  { startTime = 0, endTime = Infinity, nextToken }: FilterLogEventsRequest,
  limit: number,
  emptyPages: boolean,
  now: number,
): object {
  const after = nextToken === undefined ? undefined : parseToken(nextToken)
  const found = streams
    .flatMap(({ name, events }) => events.map((event, index) => ({ event, stream: name, index })))
    .filter(
      ({ event }) => event.readableAt <= now && event.timestamp >= startTime && event.timestamp <= endTime,
    )
    .sort(compare)
    .filter((each) => after === undefined || compare(each, after) > 0)
  // An empty page comes first, and leads to the events with a token of its own.
  if (emptyPages && after === undefined && found.length > 0)
    return { events: [], searchedLogStreams: [], nextToken: write({ timestamp: -1, stream: '', index: 0 }) }
  const page = fill(found, limit)
  const last = page.at(-1)
  return {
    events: page.map(({ event: { timestamp, message, readableAt }, stream, index }) => ({
      logStreamName: stream,
      timestamp,
      message,
      ingestionTime: readableAt,
      eventId: eventId(stream, index, timestamp),
    })),
    searchedLogStreams: [],
    ...(last &&
      page.length < found.length && { nextToken: write({ ...last, timestamp: last.event.timestamp }) }),
  }
}

function fill(found: readonly Found[], limit: number): Found[] {
  const page: Found[] = []
  let bytes = 0
  for (const each of found) {
    bytes += Buffer.byteLength(each.event.message) + EVENT_OVERHEAD_BYTES
    if (page.length === limit || bytes > PAGE_MAX_BYTES) break
    page.push(each)
  }
  return page
}

function compare(a: Found | Token, b: Found | Token): number {
  const [before, after] = [timeOf(a), timeOf(b)]
  if (before !== after) return before - after
  if (a.stream !== b.stream) return a.stream < b.stream ? -1 : 1
  return a.index - b.index
}

function timeOf(place: Found | Token): number {
  return 'event' in place ? place.event.timestamp : place.timestamp
}

function eventId(stream: string, index: number, timestamp: number): string {
  const hash = Buffer.from(stream).reduce((sum, byte) => (sum * 31 + byte) % 1e12, 7)
  return `${timestamp}${String(hash).padStart(12, '0')}${String(index).padStart(12, '0')}`.padStart(
    EVENT_ID_DIGITS,
    '3',
  )
}

function parseToken(text: string): Token {
  try {
    const [timestamp, stream, index] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    if (typeof timestamp === 'number' && typeof stream === 'string' && typeof index === 'number')
      return { timestamp, stream, index }
  } catch {
    // Said below.
  }
  throw invalidParameter('The specified nextToken is invalid.')
}

function write({ timestamp, stream, index }: Token): string {
  return Buffer.from(JSON.stringify([timestamp, stream, index])).toString('base64url')
}
