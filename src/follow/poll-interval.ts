/** The end of a task is noticed within 2 % of its run; the rest of the two hundredths is for the look itself. */
const SHARE_OF_WAIT = 0.0175
const POLL_FLOOR_MS = 1_000
/** Two hundred steps that ask every 12.5 s stay below the 20 DescribeTasks a second of an account (docs/scale.md). */
const POLL_CEILING_MS = 12_500
/**
 * Fargate takes 12 to 24 s from `stoppingAt` to `stoppedAt` (six records of DescribeTasks that people published from
 * 2018 to 2025, of tasks behind no load balancer). Whoever comes closer then notices the end soon, however long the
 * task has run.
 */
const ENDING_FLOOR_MS = 2_000
/** Keeps steps that began together from asking together; downwards, so that the share above holds. */
const JITTER = 0.05

const MAX_BACKOFF = 16
/** With the jitter 16 s on average: two hundred steps then leave a part of the account's 20 a second to others. */
const BACKOFF_CEILING_MS = 20_000
/** The last looks of a step come before those of steps that have long to wait. */
const STRAINED_ENDING_CEILING_MS = 5_000
/** Many steps are turned away together, and must not come back together. */
const STRAINED_JITTER = 0.4

export interface Wait {
  readonly forMs: number
  /** So long all tasks that are waited for have been on their way to their end; absent where one may run on. */
  readonly endingForMs?: number | undefined
}

/** How long to wait before the next look. `strain` stretches it for an account that is throttled. */
export function nextInterval({ forMs, endingForMs }: Wait, strain: number, random = Math.random()): number {
  const share = SHARE_OF_WAIT * (1 - JITTER * random)
  const usual = Math.min(Math.max(forMs * share, POLL_FLOOR_MS), POLL_CEILING_MS)
  const ending = endingForMs === undefined ? Infinity : Math.max(endingForMs * share, ENDING_FLOOR_MS)
  const pause = Math.min(usual, ending)
  if (strain === 1) return pause
  const ceiling = endingForMs === undefined ? BACKOFF_CEILING_MS : STRAINED_ENDING_CEILING_MS
  return Math.max(pause, Math.min(pause * strain, ceiling) * (1 - STRAINED_JITTER * random))
}

/** Twice as slow after every look that AWS turned away. */
export function increaseBackoff(strain: number): number {
  return Math.min(strain * 2, MAX_BACKOFF)
}

/** Slowly back to the normal pace while all goes well. */
export function decreaseBackoff(strain: number): number {
  return Math.max(strain * 0.95, 1)
}
