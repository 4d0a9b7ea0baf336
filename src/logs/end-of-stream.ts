import type { Clock } from '../runtime/clock.js'

/** CloudWatch shows the last lines of a container some seconds after its end. */
const QUIET_BEFORE_CLOSE_MS = 5_000
/** Reading ends this long after the stop and the delivery time of lines, even if lines still arrive. */
const LONGEST_DRAIN_MS = 20_000
/** Added to the delivery time of lines: a line is found by the next read, not when it arrives. */
const LAG_MARGIN_MS = 2_000

/** One successful read of a stream. Times are ms on the monotonic clock. */
export interface StreamRead {
  readonly startedAt: number
  readonly hadLines: boolean
  /** Current delivery time of lines from the container to CloudWatch, ms. */
  readonly lagMs: number
}

/**
 * Decides when a stream has been read to its end. Uses the order of events and the monotonic clock: the clocks of the
 * runner, of ECS and of CloudWatch may differ and are not compared.
 */
export interface EndOfStream {
  /** Call when the container has stopped, at least `agoMs` ago: the end of the stream can then be reached. */
  readonly recordStop: (agoMs: number) => void
  /** CloudWatch responded at this time; each page of a read counts. */
  readonly recordAnswer: (at: number) => void
  readonly recordRead: (read: StreamRead) => void
  readonly hasStopped: () => boolean
  /** Whether no more lines are expected after the reads so far. */
  readonly isReached: () => boolean
  /** Whether reading ended at the time limit while lines were still arriving. */
  readonly isCutShort: () => boolean
  /** Whether to stop waiting for a response of CloudWatch. */
  readonly isGivenUp: () => boolean
  /** Ms until a read can show that the end is reached; infinite while the container runs. */
  readonly dueInMs: () => number
}

export function watchEndOfStream(clock: Clock): EndOfStream {
  let stoppedAt = Infinity
  let toldAt = Infinity
  let answeredAt = 0
  let last: StreamRead = { startedAt: -Infinity, hadLines: false, lagMs: 0 }
  /** The last read that had lines, and the one before it. */
  let lines = { readAt: -Infinity, readBefore: -Infinity }

  /** Lines of the first read after the stop may be older than the stop: they do not extend the wait. */
  const quietSince = (): number => (lines.readBefore < stoppedAt ? stoppedAt : lines.readAt)
  const quietAt = (): number =>
    Math.max(quietSince() + QUIET_BEFORE_CLOSE_MS, stoppedAt + last.lagMs + LAG_MARGIN_MS)
  const lastMoment = (): number => stoppedAt + last.lagMs + LONGEST_DRAIN_MS
  const isQuiet = (): boolean => !last.hadLines && last.startedAt >= quietAt()
  const isReached = (): boolean => isQuiet() || last.startedAt >= lastMoment()

  return {
    recordStop: (agoMs) => {
      stoppedAt = Math.min(stoppedAt, clock.now() - agoMs)
      toldAt = Math.min(toldAt, clock.now())
    },
    recordAnswer: (at) => {
      answeredAt = at
    },
    recordRead: (read) => {
      if (read.hadLines) lines = { readAt: read.startedAt, readBefore: last.startedAt }
      last = read
      answeredAt = read.startedAt
    },
    hasStopped: () => stoppedAt < Infinity,
    isReached,
    // Lines found by the first read after the stop may have arrived before it.
    isCutShort: () => isReached() && last.hadLines && lines.readBefore >= stoppedAt,
    isGivenUp: () => clock.now() >= Math.max(toldAt, answeredAt) + LONGEST_DRAIN_MS,
    dueInMs: () => Math.max(0, Math.min(quietAt(), lastMoment()) - clock.now()),
  }
}
