import type { Clock } from '../../runtime/clock.js'
import { measureLag, type DeliveryLag } from '../delivery-lag.js'
import type { Place } from '../log-reader.js'
import type { LogSource } from '../log-source.js'
import type { FollowedStream, LogTrouble } from '../log-stream.js'
import { eventKey, type FoundEvent } from '../logs-client.js'
import { type EndOfStream, watchEndOfStream } from '../end-of-stream.js'

/**
 * Lines of one stream may be out of order by up to this time: a host sets its clock back, or a line is delivered after
 * the next one.
 */
const DISORDER_MS = 60_000
/** After this time without a line the search no longer overlaps with the time before. */
const LONGEST_IDLE_MS = 600_000

/** A stream that is searched in a batch. */
export interface BatchedStream {
  readonly source: LogSource
  readonly end: EndOfStream
  readonly followed: FollowedStream
  /**
   * Start time of this stream's next search, ms since the epoch by its host's clock: older lines are printed already. 0
   * before the first line. It depends on this stream's lines alone: other hosts have other clocks.
   */
  readonly searchFrom: () => number
  /** Number of printed events that the next search will find again. */
  readonly knownEvents: () => number
  readonly beginSearch: () => void
  /** Records the event; true if it is new. */
  readonly takeNew: (event: FoundEvent) => boolean
  /** The search that began at this time (ms on the monotonic clock) has read all its pages. */
  readonly completeSearch: (startedAt: number) => void
  /** CloudWatch did not find this stream, or another one of its search. */
  readonly recordAbsence: () => void
  /** Number of such responses in a row. */
  readonly absences: () => number
  /** Takes the stream out of the batch: it is read alone from here. */
  readonly handOver: (follow: (from: Place, lag: DeliveryLag) => FollowedStream) => void
  /** Ends the stream: read to its end, or unreadable. */
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
  /** By id: printed events that the next search may find again. */
  const shown = new Map<string, { readonly timestamp: number; readonly key: string }>()
  let searchFrom = 0
  let newestAt = 0
  /** When the last line was found, ms on the monotonic clock. */
  let foundAt = 0
  /** Newest event when the search began. The search may miss events that arrive during it; they are newer than this. */
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
