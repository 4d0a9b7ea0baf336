import type { Clock } from '../world/clock.js'

/** CloudWatch shows the last lines of a container some seconds after its end. */
const QUIET_BEFORE_CLOSE_MS = 5_000
const LONGEST_DRAIN_MS = 20_000

/** Knows when a stream has been read to its end; times are ms since the epoch. */
export interface StreamEnd {
  /** Its container stopped at this time: from now on the stream may come to its end. */
  readonly containerStopped: (at: number) => void
  readonly isNear: () => boolean
  /** Takes in a read that began then. True where nothing more is to be expected. */
  readonly isReached: (readAt: number, hadLines: boolean) => boolean
  /** Whether a CloudWatch that has not answered since then is to be waited for no longer. */
  readonly isGivenUp: (readAt: number) => boolean
  /** How long until a read may show that the end is reached; infinite while the container runs. */
  readonly dueInMs: () => number
}

export function watchForEnd(clock: Clock): StreamEnd {
  let stoppedAt = Infinity
  let toldAt = Infinity
  let lastReadAt = 0
  let quietSince = 0
  const quietAt = (): number => Math.max(stoppedAt, quietSince) + QUIET_BEFORE_CLOSE_MS
  const lastMoment = (): number => stoppedAt + LONGEST_DRAIN_MS

  return {
    containerStopped: (at) => {
      stoppedAt = Math.min(stoppedAt, at)
      toldAt = Math.min(toldAt, clock.now())
    },
    isNear: () => stoppedAt < Infinity,
    isReached: (readAt, hadLines) => {
      // Lines of the first read after the stop may have been there before it: they are not late, and delay nothing.
      if (hadLines) quietSince = lastReadAt < stoppedAt ? lastReadAt : readAt
      lastReadAt = readAt
      return readAt >= lastMoment() || (!hadLines && readAt >= quietAt())
    },
    isGivenUp: (readAt) => readAt >= toldAt + LONGEST_DRAIN_MS,
    dueInMs: () => Math.max(0, Math.min(quietAt(), lastMoment()) - clock.now()),
  }
}
