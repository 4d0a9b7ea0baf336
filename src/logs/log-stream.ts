import { AwsError } from '../ecs/aws-error.js'
import type { Clock } from '../runtime/clock.js'
import type { LogReader } from './log-reader.js'
import { BUSY_INTERVAL_MS, LAST_READ_MS, IDLE_INTERVAL_MS, INTERVAL_GROWTH } from './poll-intervals.js'
import { watchEndOfStream } from './end-of-stream.js'
import type { RateLimit } from './rate-limit.js'

/** CloudWatch may answer with empty pages on the way to the next line (API reference, GetLogEvents). */
const MOST_EMPTY_PAGES = 20
/** A page with so many lines is full or nearly so; a stream that is written at the moment has fewer to show. */
const BACKLOG_EVENTS = 1_000

type Batch = Awaited<ReturnType<LogReader['read']>>

export interface StreamTools {
  readonly reader: LogReader
  /** Resolves when whoever reads the log has taken them. */
  readonly print: (events: readonly string[]) => Promise<void>
  readonly turns: RateLimit
  readonly clock: Clock
  readonly signal: AbortSignal
}

export interface FollowedStream {
  /** Its container stopped at this time (ms since the epoch): from now on the stream is read to its end. */
  readonly containerStopped: (at: number) => void
  /** Resolves when the stream has been read to its end or cannot be read; tells why not. */
  readonly done: Promise<string | undefined>
}

/**
 * Reads a stream until its container has stopped and the stream has been quiet for a while. A stream that is not there
 * is not there yet, as long as its container may still write its first line.
 */
export function followStream({ reader, print, turns, clock, signal }: StreamTools): FollowedStream {
  const end = watchEndOfStream(clock)
  let emptyPages = 0
  let exists = false
  let bell = new AbortController()

  const interrupted = (): boolean => signal.aborted

  const pause = async (ms: number): Promise<void> => {
    bell = new AbortController()
    await clock.sleep(ms, AbortSignal.any([signal, bell.signal])).catch(() => undefined)
  }

  const follow = async (): Promise<string | undefined> => {
    let pauseMs = BUSY_INTERVAL_MS
    let hasBacklog = false
    while (!interrupted()) {
      let readAt = clock.now()
      try {
        const { events, more }: Batch = await turns.take(hasBacklog, async () => {
          readAt = clock.now()
          const batch = await reader.read(signal)
          if (batch.events.length > 0) await print(batch.events)
          return batch
        })
        exists = true
        emptyPages = events.length > 0 ? 0 : emptyPages + 1
        hasBacklog = more && events.length >= BACKLOG_EVENTS
        const isReached = end.isReached(readAt, events.length > 0)
        if (more && emptyPages < MOST_EMPTY_PAGES) continue
        if (isReached) return undefined
        pauseMs = events.length > 0 ? BUSY_INTERVAL_MS : Math.min(pauseMs * INTERVAL_GROWTH, IDLE_INTERVAL_MS)
      } catch (error) {
        if (interrupted()) break
        if (!(error instanceof AwsError)) throw error
        hasBacklog = false
        const notThere = error.exception === 'ResourceNotFoundException'
        if (error.explanation.retry === 'never' && !notThere) return error.message
        if (notThere && end.isReached(readAt, false)) return exists ? undefined : error.message
        // A stream is not quiet because CloudWatch does not answer.
        if (!notThere && end.isGivenUp(readAt)) return error.message
        if (!notThere) turns.giveWay()
        pauseMs = notThere ? BUSY_INTERVAL_MS : Math.min(pauseMs * 2, IDLE_INTERVAL_MS)
      }
      await pause(end.isNear() ? Math.min(BUSY_INTERVAL_MS, end.dueInMs() || BUSY_INTERVAL_MS) : pauseMs)
    }
    // Interrupted: what is there already is still shown.
    const { events } = await reader.read(AbortSignal.timeout(LAST_READ_MS)).catch(() => ({ events: [] }))
    if (events.length > 0) await print(events)
    return undefined
  }

  return {
    containerStopped: (at) => {
      end.containerStopped(at)
      bell.abort()
    },
    done: follow(),
  }
}
