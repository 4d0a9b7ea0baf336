import type { Verdict } from '../verdict/verdict.js'
import { humaneDuration } from '../text/humane.js'
import type { Console } from '../world/console.js'

const WORDS: Record<Verdict['outcome'], string> = {
  succeeded: 'succeeded in',
  failed: 'failed after',
  'timed-out': 'timed out after',
  cancelled: 'cancelled after',
  started: 'started in',
  planned: 'checked in',
}

/** The last line of the step: what became of it, after how long, and why. */
export function showResult(
  console: Console,
  { outcome, problems, decidedBy }: Verdict,
  tookMs: number,
): void {
  const why = problems[0]?.title ?? [decidedBy?.stopCode, decidedBy?.stoppedReason].filter(Boolean).join(': ')
  console.line(`${WORDS[outcome]} ${humaneDuration(tookMs)}${why ? `: ${why}` : ''}`)
}
