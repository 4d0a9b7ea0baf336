import type { FollowResult } from '../follow/follow-tasks.js'
import type { GithubRun } from '../runtime/runtime.js'

/** ECS stores 255 characters of a reason (API reference, StopTask, earlier editions). */
const LONGEST_REASON = 255

/** How following can end before the tasks do. */
export type EarlyEnd = Exclude<FollowResult['end'], 'finished'>

const WORDS: Record<EarlyEnd, string> = {
  cancelled: 'Cancelled',
  'timed-out': 'Timed out',
  lost: 'Could not be followed any further',
  incomplete: 'Started without the other tasks asked for',
  unhealthy: 'Not healthy: stopped',
}

/** The stopped reason in ECS: the workflow run that stopped the task, and the cause. */
export function stopReason({
  repository = 'a repository',
  workflow,
  runId = 'unknown',
}: GithubRun): (end: EarlyEnd) => string {
  const where = `${workflow === undefined ? '' : `workflow ${workflow} of `}${repository}, GitHub run ${runId}`
  return (end) => `${WORDS[end]} by ${where}`.slice(0, LONGEST_REASON)
}
