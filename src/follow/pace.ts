/** The end of a task is noticed within 2 % of its run; the rest of the two hundredths is for the look itself. */
const SHARE_OF_WAIT = 0.0175
const POLL_FLOOR_MS = 1_000
/** Two hundred steps that ask every 12 s stay below the 20 DescribeTasks a second of an account (docs/scale.md). */
const POLL_CEILING_MS = 12_000
/** Keeps steps that began together from asking together; downwards, so that the share above holds. */
const JITTER = 0.05

const MOST_STRAIN = 16
/** With the jitter 12 s on average: slower than that helps no account, and costs everybody who waits. */
const STRAINED_CEILING_MS = 16_000
/** Many steps are turned away together, and must not come back together. */
const STRAINED_JITTER = 0.5

/** How long to wait before the next look, after `waitedMs` of waiting. `strain` stretches it for an account that is throttled. */
export function nextPause(waitedMs: number, strain: number, random = Math.random()): number {
  const share = waitedMs * SHARE_OF_WAIT * (1 - JITTER * random)
  const pause = Math.min(Math.max(share, POLL_FLOOR_MS), POLL_CEILING_MS)
  if (strain === 1) return pause
  return Math.max(pause, Math.min(pause * strain, STRAINED_CEILING_MS) * (1 - STRAINED_JITTER * random))
}

/** Twice as slow after every look that AWS turned away. */
export function strained(strain: number): number {
  return Math.min(strain * 2, MOST_STRAIN)
}

/** Slowly back to the normal pace while all goes well. */
export function relaxed(strain: number): number {
  return Math.max(strain * 0.9, 1)
}
