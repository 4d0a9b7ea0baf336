import type { Clock } from '../../runtime/clock.js'
import { measureLag, type DeliveryLag } from '../delivery-lag.js'
import type { Place } from '../log-reader.js'
import type { LogSource } from '../log-source.js'
import type { FollowedStream, LogTrouble } from '../log-stream.js'
import { eventKey, type FoundEvent } from '../logs-client.js'
import { type EndOfStream, watchEndOfStream } from '../end-of-stream.js'

/**
 * Lines of one stream may come out of the order of their times, up to this: a host sets its clock back, or one line is
 * delivered later than the next.
 */
const DISORDER_MS = 60_000
/** After so long without a line the next one is not looked for among those of the time before. */
const LONGEST_IDLE_MS = 600_000

/** A stream that is searched together with others. */
export interface BatchedStream {
  readonly source: LogSource
  readonly end: EndOfStream
  readonly followed: FollowedStream
  /**
   * Where the next search begins for this stream, ms since the epoch by the clock of its host: what is older was shown. 0 until
   * it has shown a line. It goes by the stream's own lines alone: those of other hosts say nothing of its clock.
   */
  readonly searchFrom: () => number
  /** So many events that were shown already will be found again by the next search. */
  readonly knownEvents: () => number
  readonly beginSearch: () => void
  /** True, and kept in mind, where the event is found for the first time. */
  readonly takeNew: (event: FoundEvent) => boolean
  /** All that could be read when the search began (ms on the monotonic clock) has been found. */
  readonly completeSearch: (startedAt: number) => void
  /** CloudWatch did not find the stream, or one of those that were searched with it. */
  readonly recordAbsence: () => void
  /** How often that was so in a row. */
  readonly absences: () => number
  /** From here on the stream is read alone. */
  readonly handOver: (follow: (from: Place, lag: DeliveryLag) => FollowedStream) => void
  /** Nothing more is to be read, or can be. */
  readonly finish: (trouble?: LogTrouble) => void
}

export interface BatchedStreamOptions {
  readonly clock: Clock
  /** Called once, when the container has stopped. */
  readonly onStop: () => void
  readonly onLeave: (stream: BatchedStream) => void
}

export function createBatchedStream(
  source: LogSource,
  { clock, onStop, onLeave }: BatchedStreamOptions,
): BatchedStream {
  const end = watchEndOfStream(clock)
  const lag = measureLag(source.createdAt)
  let settle: (result: LogTrouble | undefined | Promise<LogTrouble | undefined>) => void = () => undefined
  const done = new Promise<LogTrouble | undefined>((resolve) => {
    settle = resolve
  })
  /** The events that were shown, by their ids, as far back as the next search goes. */
  const shown = new Map<string, { readonly timestamp: number; readonly key: string }>()
  let searchFrom = 0
  let newestAt = 0
  /** When the last line was found, ms on the monotonic clock. */
  let foundAt = 0
  /** When the search began. What came to light meanwhile may have been missed by it, and stands behind this. */
  let newestBefore = 0
  let found: FoundEvent[] = []
  let absences = 0
  let stoppedFor: { readonly at: number } | undefined
  let alone: FollowedStream | undefined

  const leave = (result: Parameters<typeof settle>[0]): void => {
    settle(result)
    onLeave(stream)
  }

  const stream: BatchedStream = {
    source,
    end,
    searchFrom: () => searchFrom,
    knownEvents: () => shown.size,
    beginSearch: () => {
      newestBefore = newestAt
      found = []
    },
    takeNew: (event) => {
      const { eventId, timestamp } = event
      if (timestamp < searchFrom || shown.has(eventId)) return false
      shown.set(eventId, { timestamp, key: eventKey(event) })
      newestAt = Math.max(newestAt, timestamp)
      found.push(event)
      return true
    },
    completeSearch: (startedAt) => {
      absences = 0
      lag.record(found)
      end.recordRead({ startedAt, hadLines: found.length > 0, lagMs: lag.ms() })
      if (found.length > 0) foundAt = startedAt
      if (newestBefore > 0) {
        const idleMs = Math.max(startedAt - foundAt - LONGEST_IDLE_MS, 0)
        searchFrom = Math.max(searchFrom, newestBefore - DISORDER_MS + idleMs)
      }
      for (const [id, { timestamp }] of shown) if (timestamp < searchFrom) shown.delete(id)
      found = []
    },
    recordAbsence: () => {
      absences += 1
    },
    absences: () => absences,
    handOver: (follow) => {
      alone = follow({ startTime: searchFrom, shown: countKeys(shown.values()) }, lag)
      if (stoppedFor !== undefined) alone.containerStopped(clock.now() - stoppedFor.at)
      leave(alone.done)
    },
    finish: leave,
    followed: {
      containerStopped: (agoMs) => {
        alone?.containerStopped(agoMs)
        if (stoppedFor !== undefined) return
        stoppedFor = { at: clock.now() - agoMs }
        end.recordStop(agoMs)
        onStop()
      },
      done,
    },
  }
  return stream
}

function countKeys(events: Iterable<{ readonly key: string }>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { key } of events) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
