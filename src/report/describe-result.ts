import { humaneDuration } from '../text/humane.js'
import type { Verdict } from '../verdict/verdict.js'

const WORDS: Record<Verdict['outcome'], string> = {
  succeeded: 'succeeded in',
  failed: 'failed after',
  'timed-out': 'timed out after',
  cancelled: 'cancelled after',
  started: 'started in',
  planned: 'checked in',
}

/** What became of the step, after how long, and why: one plain sentence, the last line of its log. */
export function describeResult({ outcome, refused, problems, summary }: Verdict, tookMs: number): string {
  if (refused !== undefined) return `refused: ${refused}`
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  const why = summary ?? (first && `${first.title}${more}`)
  return `${WORDS[outcome]} ${humaneDuration(tookMs)}${why === undefined || why === '' ? '' : `: ${why}`}`
}
