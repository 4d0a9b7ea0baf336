import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import type { Clock } from '../../runtime/clock.js'
import type { Place } from '../log-reader.js'
import type { LogSource } from '../log-source.js'
import type { FollowedStream } from '../log-stream.js'
import { type EndOfStream, watchEndOfStream } from '../end-of-stream.js'

/** A stream that is read together with others. */
export interface BatchedStream {
  readonly source: LogSource
  readonly end: EndOfStream
  /** Where the next search begins, ms since the epoch; nothing before that is looked for again. */
  readonly since: () => number
  /** Whether this event of the stream is seen for the first time. */
  readonly takeIn: (event: FilteredLogEvent) => boolean
  /** What there is before this time was found: the next search begins here. */
  readonly goOnFrom: (since: number) => void
  /** All that there is was found by a search that began then. True where the stream has come to its end. */
  readonly isReadToEnd: (readAt: number) => boolean
  /** Takes in that CloudWatch did not find the stream, or one of those that were searched with it; tells how often in a row. */
  readonly countAbsence: () => number
  /** From here on the stream is read alone. */
  readonly handOver: (follow: (from: Place | undefined) => FollowedStream) => void
  /** Nothing more is to be read, or cannot be. */
  readonly finish: (trouble?: string | Promise<undefined>) => void
  readonly followed: FollowedStream
}

export interface BatchedStreamOptions {
  readonly clock: Clock
  /** Called once, when the container has stopped. */
  readonly onStop: () => void
  readonly onLeave: (member: BatchedStream) => void
}

export function createBatchedStream(
  source: LogSource,
  { clock, onStop, onLeave }: BatchedStreamOptions,
): BatchedStream {
  const end = watchEndOfStream(clock)
  let settle: (result: string | undefined | Promise<string | undefined>) => void = () => undefined
  const done = new Promise<string | undefined>((resolve) => {
    settle = resolve
  })
  /** Times of the events that were shown, by their ids, as far back as the next search goes. */
  const shown = new Map<string, number>()
  let since = 0
  let hadLines = false
  let absences = 0
  let stoppedAt: number | undefined
  let alone: FollowedStream | undefined

  const place = (): Place | undefined => {
    if (shown.size === 0) return since > 0 ? { timestamp: since, count: 0 } : undefined
    const times = [...shown.values()]
    const timestamp = times.reduce((last, time) => Math.max(last, time))
    return { timestamp, count: times.filter((time) => time === timestamp).length }
  }

  const leave = (result: Parameters<typeof settle>[0]): void => {
    settle(result)
    shown.clear()
    onLeave(member)
  }

  const member: BatchedStream = {
    source,
    end,
    since: () => since,
    takeIn: ({ eventId = '', timestamp = 0 }) => {
      if (timestamp < since || shown.has(eventId)) return false
      shown.set(eventId, timestamp)
      hadLines = true
      return true
    },
    goOnFrom: (at) => {
      end.answered(clock.now())
      since = Math.max(since, at)
      for (const [id, time] of shown) if (time < since) shown.delete(id)
    },
    isReadToEnd: (readAt) => {
      const isReached = end.isReached(readAt, hadLines)
      hadLines = false
      absences = 0
      return isReached
    },
    countAbsence: () => ++absences,
    handOver: (follow) => {
      alone = follow(place())
      if (stoppedAt !== undefined) alone.containerStopped(stoppedAt)
      leave(alone.done)
    },
    finish: (trouble) => {
      leave(trouble)
    },
    followed: {
      containerStopped: (at) => {
        alone?.containerStopped(at)
        if (stoppedAt !== undefined) return
        stoppedAt = at
        end.containerStopped(at)
        onStop()
      },
      done,
    },
  }
  return member
}
