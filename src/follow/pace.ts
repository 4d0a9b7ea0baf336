/** The end of a task is noticed within 2 % of its run: nobody minds 12 s after ten minutes, everybody after ten seconds. */
const SHARE_OF_WAIT = 0.02
const POLL_FLOOR_MS = 1_000
const POLL_CEILING_MS = 10_000
/** Keeps steps that began together from asking together; downwards, so that the share above holds. */
const JITTER = 0.1
const MOST_STRAIN = 8

/** How long to wait before the next look, after `waitedMs` of waiting. `strain` stretches it for an account that is throttled. */
export function nextPause(waitedMs: number, strain: number, random = Math.random()): number {
  const share = waitedMs * SHARE_OF_WAIT * (1 - JITTER * random)
  return Math.min(Math.max(share, POLL_FLOOR_MS), POLL_CEILING_MS) * strain
}

/** Twice as slow after every look that AWS turned away. */
export function strained(strain: number): number {
  return Math.min(strain * 2, MOST_STRAIN)
}

/** Slowly back to the normal pace while all goes well. */
export function relaxed(strain: number): number {
  return Math.max(strain * 0.8, 1)
}
