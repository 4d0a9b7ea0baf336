import type { GetLogEventsRequest } from '@aws-sdk/client-cloudwatch-logs'
import type { LogEvent } from './logs.ts'
import { invalidParameter } from './service-error.ts'

export const PAGE_MAX_BYTES = 1_048_576
/** What CloudWatch counts for an event beside its message. */
export const EVENT_OVERHEAD_BYTES = 26
const TOKEN_DIGITS = 56

interface Token {
  readonly forward: boolean
  /** Forward: the index of the next event. Backward: the index after the next event. */
  readonly position: number
  /** The empty page before this one has been read. */
  readonly pastEmptyPage: boolean
}

/**
 * One page of GetLogEvents. A token that leads to no event is answered with itself, which is how the service says
 * that the end is reached.
 */
export function readPage(
  events: readonly LogEvent[],
  request: Pick<GetLogEventsRequest, 'startTime' | 'endTime' | 'nextToken' | 'startFromHead'>,
  limit: number,
  emptyPages: boolean,
  now: number,
): object {
  const readable = countReadable(events, now)
  const token = parseToken(request) ?? { forward: true, position: 0, pastEmptyPage: false }
  const start = Math.min(token.position, readable)
  if (emptyPages && token.forward && start < readable && !token.pastEmptyPage) {
    return {
      events: [],
      nextForwardToken: write({ ...token, pastEmptyPage: true }),
      nextBackwardToken: write({ ...token, forward: false }),
    }
  }
  const page = token.forward
    ? collect(events, start, readable, 1, request, limit)
    : collect(events, start - 1, -1, -1, request, limit)
  const [first, last] = token.forward ? [start, page.next] : [page.next + 1, start]
  return {
    events: (token.forward ? page.events : page.events.reverse()).map(
      ({ timestamp, message, readableAt }) => ({
        timestamp,
        message,
        ingestionTime: readableAt,
      }),
    ),
    nextForwardToken: write({ forward: true, position: last, pastEmptyPage: false }),
    nextBackwardToken: write({ forward: false, position: first, pastEmptyPage: false }),
  }
}

/** Events from index `from` on, towards `end`, until the page is full; `next` is the index of the first one left. */
function collect(
  events: readonly LogEvent[],
  from: number,
  end: number,
  step: 1 | -1,
  { startTime = 0, endTime = Infinity }: Pick<GetLogEventsRequest, 'startTime' | 'endTime'>,
  limit: number,
): { events: LogEvent[]; next: number } {
  const page: LogEvent[] = []
  let bytes = 0
  let index = from
  for (; index !== end && page.length < limit; index += step) {
    const event = events[index]
    if (event === undefined) break
    if (event.timestamp < startTime || event.timestamp >= endTime) continue
    bytes += Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES
    if (bytes > PAGE_MAX_BYTES) break
    page.push(event)
  }
  return { events: page, next: index }
}

/** Events become readable in their order, so that those which are not yet stand at the end. */
function countReadable(events: readonly LogEvent[], now: number): number {
  return events.findLastIndex(({ readableAt }) => readableAt <= now) + 1
}

/** Where to read from; undefined for the head of the stream. */
function parseToken({
  nextToken,
  startFromHead = false,
}: Pick<GetLogEventsRequest, 'nextToken' | 'startFromHead'>): Token | undefined {
  if (nextToken === undefined) {
    return startFromHead ? undefined : { forward: false, position: Infinity, pastEmptyPage: false }
  }
  const match = /^([fb])\/(\d+)\/([se])$/.exec(nextToken)
  if (match === null) throw invalidParameter('The specified nextToken is invalid.')
  const forward = match[1] === 'f'
  if (forward && !startFromHead) {
    throw invalidParameter('startFromHead must be true when nextToken is a nextForwardToken.')
  }
  return { forward, position: Number(match[2]), pastEmptyPage: match[3] === 'e' }
}

function write({ forward, position, pastEmptyPage }: Token): string {
  return `${forward ? 'f' : 'b'}/${String(position).padStart(TOKEN_DIGITS, '0')}/${pastEmptyPage ? 'e' : 's'}`
}
