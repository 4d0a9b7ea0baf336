import type { Clock } from '../runtime/clock.js'

/** CloudWatch shows the last lines of a container some seconds after its end. */
const QUIET_BEFORE_CLOSE_MS = 5_000
const LONGEST_DRAIN_MS = 20_000

/** Knows when a stream has been read to its end; times are ms since the epoch. */
export interface EndOfStream {
  /** Its container stopped at this time: from now on the stream may come to its end. */
  readonly containerStopped: (at: number) => void
  readonly isNear: () => boolean
  /** CloudWatch has answered then; a page of a longer read counts. */
  readonly answered: (at: number) => void
  /** Takes in a read that began then. True where nothing more is to be expected. */
  readonly isReached: (readAt: number, hadLines: boolean) => boolean
  /** Whether a CloudWatch that does not answer is to be waited for no longer. */
  readonly isGivenUp: (at: number) => boolean
  /** How long until a read may show that the end is reached; infinite while the container runs. */
  readonly dueInMs: () => number
}

export function watchEndOfStream(clock: Clock): EndOfStream {
  let stoppedAt = Infinity
  let toldAt = Infinity
  let answeredAt = 0
  let lastReadAt = 0
  /** The last read that had lines, and the one before it. */
  let lines = { readAt: 0, readBefore: 0 }

  /** What the first read after the stop shows may have been there before it: it is not late, and delays nothing. */
  const quietSince = (): number => (lines.readBefore < stoppedAt ? stoppedAt : lines.readAt)
  const lastMoment = (): number => stoppedAt + LONGEST_DRAIN_MS

  return {
    containerStopped: (at) => {
      stoppedAt = Math.min(stoppedAt, at)
      toldAt = Math.min(toldAt, clock.now())
    },
    isNear: () => stoppedAt < Infinity,
    answered: (at) => {
      answeredAt = at
    },
    isReached: (readAt, hadLines) => {
      if (hadLines) lines = { readAt, readBefore: lastReadAt }
      lastReadAt = readAt
      answeredAt = readAt
      return readAt >= lastMoment() || (!hadLines && readAt >= quietSince() + QUIET_BEFORE_CLOSE_MS)
    },
    isGivenUp: (at) => at >= Math.max(toldAt, answeredAt) + LONGEST_DRAIN_MS,
    dueInMs: () => Math.max(0, Math.min(quietSince() + QUIET_BEFORE_CLOSE_MS, lastMoment()) - clock.now()),
  }
}
