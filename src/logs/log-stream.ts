import { AwsError } from '../ecs/aws-error.js'
import { errorMessage } from '../text/words.js'
import type { Clock } from '../runtime/clock.js'
import type { RateLimit } from './rate-limit.js'
import type { DeliveryLag } from './delivery-lag.js'
import type { LogReader } from './log-reader.js'
import type { LogEvent } from './logs-client.js'
import { BUSY_INTERVAL_MS, IDLE_INTERVAL_MS, INTERVAL_GROWTH, LAST_READ_MS } from './poll-intervals.js'
import { watchEndOfStream } from './end-of-stream.js'

/** CloudWatch may return empty pages before the next event (API reference, GetLogEvents). */
const MOST_EMPTY_PAGES = 20
/** A page with this many events is nearly full: the stream has a backlog. A page of new events alone is smaller. */
const BACKLOG_EVENTS = 1_000

type Batch = Awaited<ReturnType<LogReader['read']>>

export interface StreamTools {
  readonly reader: LogReader
  /** Resolves when stdout has taken them. */
  readonly print: (events: readonly LogEvent[]) => Promise<void>
  readonly rate: RateLimit
  readonly lag: DeliveryLag
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Why a log is incomplete. `unreadable`: CloudWatch refused the call; `incomplete`: lines may be missing at the end. */
export interface LogTrouble {
  readonly kind: 'unreadable' | 'incomplete'
  readonly reason: string
}

export interface FollowedStream {
  /** Call when the container has stopped, at least `agoMs` ago: the stream is then read to its end. */
  readonly containerStopped: (agoMs: number) => void
  /** Resolves when the stream has been read to its end, or with the reason why it cannot be read. Never rejects. */
  readonly done: Promise<LogTrouble | undefined>
}

/**
 * Reads a stream until its container has stopped and the stream has been idle for a while. A missing stream is polled
 * again as long as its container may still write its first line.
 */
export function followStream({ reader, print, rate, lag, clock, signal }: StreamTools): FollowedStream {
  const end = watchEndOfStream(clock)
  let emptyPages = 0
  let exists = false
  let wakeUp = new AbortController()

  const interrupted = (): boolean => signal.aborted

  const pause = async (ms: number): Promise<void> => {
    wakeUp = new AbortController()
    await clock.sleep(ms, AbortSignal.any([signal, wakeUp.signal])).catch(() => undefined)
  }

  const follow = async (): Promise<LogTrouble | undefined> => {
    let intervalMs = BUSY_INTERVAL_MS
    let hasBacklog = false
    while (!interrupted()) {
      let startedAt = clock.now()
      try {
        const { events, more }: Batch = await rate.take(hasBacklog, async () => {
          startedAt = clock.now()
          const batch = await reader.read(signal)
          if (batch.events.length > 0) await print(batch.events)
          return batch
        })
        const hadLines = events.length > 0
        lag.record(events)
        exists = true
        emptyPages = hadLines ? 0 : emptyPages + 1
        hasBacklog = more && events.length >= BACKLOG_EVENTS
        end.recordRead({ startedAt, hadLines, lagMs: lag.ms() })
        if (more && emptyPages < MOST_EMPTY_PAGES) continue
        if (end.isReached()) return end.isCutShort() ? cutShort() : undefined
        intervalMs = hadLines ? BUSY_INTERVAL_MS : Math.min(intervalMs * INTERVAL_GROWTH, IDLE_INTERVAL_MS)
      } catch (error) {
        if (interrupted()) break
        if (!(error instanceof AwsError)) throw error
        hasBacklog = false
        const isMissing = error.exception === 'ResourceNotFoundException'
        if (isMissing) {
          end.recordRead({ startedAt, hadLines: false, lagMs: lag.ms() })
          if (end.isReached()) return exists ? undefined : unreadable(error)
          intervalMs = BUSY_INTERVAL_MS
        } else {
          // A failed call does not mean that the stream is idle.
          if (error.explanation.retry === 'never' || end.isGivenUp()) return unreadable(error)
          rate.slowDown()
          intervalMs = Math.min(intervalMs * 2, IDLE_INTERVAL_MS)
        }
      }
      await pause(
        end.hasStopped() ? Math.min(BUSY_INTERVAL_MS, end.dueInMs() || BUSY_INTERVAL_MS) : intervalMs,
      )
    }
    // Interrupted: print the events that can be read now.
    const { events } = await reader.read(AbortSignal.timeout(LAST_READ_MS)).catch(() => ({ events: [] }))
    if (events.length > 0) await print(events)
    return undefined
  }

  return {
    containerStopped: (agoMs) => {
      end.recordStop(agoMs)
      wakeUp.abort()
    },
    done: follow().catch(unreadable),
  }
}

export function unreadable(error: unknown): LogTrouble {
  return { kind: 'unreadable', reason: errorMessage(error) }
}

export function cutShort(): LogTrouble {
  return { kind: 'incomplete', reason: 'Lines were still coming long after the container had stopped.' }
}
