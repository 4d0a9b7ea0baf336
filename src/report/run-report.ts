import type { RunTaskCommandInput, TaskDefinition } from '@aws-sdk/client-ecs'
import type { Stopping } from '../follow/stop-tasks.js'
import type { WatchedTask } from '../tasks/watched-task.js'
import type { Finding } from '../findings.js'
import type { SizePlan } from '../sizing/types.js'
import type { JudgeOptions } from '../verdict/judge-task.js'
import type { Verdict } from '../verdict/verdict.js'
import { formatDuration } from '../text/format.js'

/** One launch, and what became of its tasks. */
export interface AttemptReport {
  /** When RunTask was first sent, ms since the epoch; absent for tasks that another step started. */
  readonly askedAt?: number
  /** Those of this attempt alone. */
  readonly tasks: readonly WatchedTask[]
  readonly options: JudgeOptions
  /** What this step did to tasks that had not ended. */
  readonly stopping?: Stopping
}

/** A step from its beginning to wherever it got. */
export interface RunReport {
  readonly verdict: Verdict
  /** The task definition as it was found, else as it was written; empty where none was given. */
  readonly name: string
  /** Absent where it cannot be read. */
  readonly definition?: TaskDefinition
  readonly plan?: SizePlan
  readonly findings: readonly Finding[]
  /** What ECS was, or would be, asked for. */
  readonly request?: RunTaskCommandInput
  /** In their order; none where nothing was started. */
  readonly attempts: readonly AttemptReport[]
}

/** How long the step took, and when it ended: ms, and ms since the epoch. */
export interface Timing {
  readonly tookMs: number
  readonly endedAt: number
}

const WORDS: Record<Verdict['outcome'], string> = {
  succeeded: 'succeeded in',
  failed: 'failed after',
  'timed-out': 'timed out after',
  cancelled: 'cancelled after',
  started: 'started in',
  skipped: 'skipped after',
  planned: 'checked in',
}

/** What became of the step, after how long, and why: one plain sentence, the last line of its log. */
export function describeResult({ outcome, refused, problems, summary }: Verdict, tookMs: number): string {
  if (refused !== undefined) return `refused: ${refused}`
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  const why = summary ?? (first && `${first.title}${more}`)
  return `${WORDS[outcome]} ${formatDuration(tookMs)}${why === undefined || why === '' ? '' : `: ${why}`}`
}
