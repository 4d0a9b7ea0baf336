/** The end of a task is noticed within 2 % of its run: 1.75 % is the interval, 0.25 % is left for the call. */
const SHARE_OF_WAIT = 0.0175
const POLL_FLOOR_MS = 1_000
/** Two hundred steps that poll every 12.5 s stay below an account's 20 DescribeTasks a second (docs/scale.md). */
const POLL_CEILING_MS = 12_500
/**
 * Fargate takes 12 to 24 s from `stoppingAt` to `stoppedAt` (six published answers of DescribeTasks from 2018 to 2025, of
 * tasks without a load balancer). While a task is stopping, short intervals notice its end soon, even after a long run.
 */
const ENDING_FLOOR_MS = 2_000
/** Spreads the polls of steps that began together. It only shortens the interval, so that the share above holds. */
const JITTER = 0.05

const MAX_BACKOFF = 16
/** With the jitter 16 s on average: two hundred steps then leave a part of the account's 20 calls a second free. */
const BACKOFF_CEILING_MS = 20_000
/** The throttled polls of a step whose tasks are stopping come before those of steps whose tasks run on. */
const STRAINED_ENDING_CEILING_MS = 5_000
/** Spreads the retries of steps that were throttled at the same time. */
const STRAINED_JITTER = 0.4

export interface Wait {
  readonly forMs: number
  /** How long all awaited tasks have been stopping, ms. Absent where one may still run. */
  readonly endingForMs?: number | undefined
}

/** The time until the next poll, ms. `strain` lengthens it after throttling: 1 is the normal interval. */
export function nextInterval({ forMs, endingForMs }: Wait, strain: number, random = Math.random()): number {
  const share = SHARE_OF_WAIT * (1 - JITTER * random)
  const usual = Math.min(Math.max(forMs * share, POLL_FLOOR_MS), POLL_CEILING_MS)
  const ending = endingForMs === undefined ? Infinity : Math.max(endingForMs * share, ENDING_FLOOR_MS)
  const pause = Math.min(usual, ending)
  if (strain === 1) return pause
  const ceiling = endingForMs === undefined ? BACKOFF_CEILING_MS : STRAINED_ENDING_CEILING_MS
  return Math.max(pause, Math.min(pause * strain, ceiling) * (1 - STRAINED_JITTER * random))
}

/** Doubles the interval after every throttled poll. */
export function increaseBackoff(strain: number): number {
  return Math.min(strain * 2, MAX_BACKOFF)
}

/** Returns slowly to the normal interval after every answered poll. */
export function decreaseBackoff(strain: number): number {
  return Math.max(strain * 0.95, 1)
}
