import type { GithubRun } from '../inputs/inputs.js'
import type { Interruption } from '../world/interruption.js'

/** ECS keeps 255 characters of a reason (API reference, StopTask, earlier editions). */
const LONGEST_REASON = 255

const WORDS: Record<Interruption['kind'], string> = { cancelled: 'Cancelled', 'timed-out': 'Timed out' }

/** What ECS shows as the stopped reason: which workflow run stopped the task, and why. */
export function stopReason({
  repository = 'a repository',
  workflow,
  runId = 'unknown',
}: GithubRun): (kind: Interruption['kind']) => string {
  const where = `${workflow === undefined ? '' : `workflow ${workflow} of `}${repository}, GitHub run ${runId}`
  return (kind) => `${WORDS[kind]} by ${where}`.slice(0, LONGEST_REASON)
}
