import type { Clock } from '../runtime/clock.js'

/** CloudWatch shows the last lines of a container some seconds after its end. */
const QUIET_BEFORE_CLOSE_MS = 5_000
/** A stream that still gets lines so long after the stop, and longer than earlier lines took, is left. */
const LONGEST_DRAIN_MS = 20_000
/** Beside the time that lines take to CloudWatch: they are found by the next read, and not at the moment they come. */
const LAG_MARGIN_MS = 2_000

/** One read of a stream that was answered. Times are ms on the monotonic clock. */
export interface StreamRead {
  readonly startedAt: number
  readonly hadLines: boolean
  /** How long lines take at the moment from the container to CloudWatch, ms. */
  readonly lagMs: number
}

/**
 * Knows when a stream has been read to its end. It goes by the order of what was seen and by the monotonic clock: the clocks
 * of the runner, of ECS and of CloudWatch are not compared with each other.
 */
export interface EndOfStream {
  /** The container stopped so many ms ago at least: from now on the stream may come to its end. */
  readonly recordStop: (agoMs: number) => void
  /** CloudWatch answered at this time; a page of a longer read counts. */
  readonly recordAnswer: (at: number) => void
  readonly recordRead: (read: StreamRead) => void
  readonly hasStopped: () => boolean
  /** Whether the reads so far have shown all that is to be expected. */
  readonly isReached: () => boolean
  /** Whether the end is reached by its limit alone, while lines were still coming. */
  readonly isCutShort: () => boolean
  /** Whether a CloudWatch that does not answer is to be waited for no longer. */
  readonly isGivenUp: () => boolean
  /** How long until a read may show that the end is reached; infinite while the container runs. */
  readonly dueInMs: () => number
}

export function watchEndOfStream(clock: Clock): EndOfStream {
  let stoppedAt = Infinity
  let toldAt = Infinity
  let answeredAt = 0
  let last: StreamRead = { startedAt: -Infinity, hadLines: false, lagMs: 0 }
  /** The last read that had lines, and the one before it. */
  let lines = { readAt: -Infinity, readBefore: -Infinity }

  /** What the first read after the stop shows may have been there before it: it is not late, and delays nothing. */
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
    // Lines that the first read after the stop found need not have come late.
    isCutShort: () => isReached() && last.hadLines && lines.readBefore >= stoppedAt,
    isGivenUp: () => clock.now() >= Math.max(toldAt, answeredAt) + LONGEST_DRAIN_MS,
    dueInMs: () => Math.max(0, Math.min(quietAt(), lastMoment()) - clock.now()),
  }
}
