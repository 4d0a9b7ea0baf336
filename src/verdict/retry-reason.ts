import type { RetrySettings } from '../inputs/settings.js'
import type { WatchedTask } from '../tasks/watched-task.js'
import { headlineOf, type RetryCause, type TaskVerdict } from './verdict.js'

/** Tasks that failed for a reason that `retry-on` names. */
export interface Retry {
  readonly failed: readonly WatchedTask[]
  /** Containers that need more memory the next time. */
  readonly outOfMemory: readonly string[]
  readonly why: readonly RetryCause[]
}

/** Why the failed tasks are not run again, for the log. */
export interface NoRetry {
  readonly notRetried: string
}

/** Whether all failed tasks may be run again; undefined where no task failed or `retry-on` is not set. */
export function findRetry(
  tasks: readonly TaskVerdict[],
  on: RetrySettings['on'],
): Retry | NoRetry | undefined {
  const failed = tasks.filter(({ fate }) => fate === 'failed' || fate === 'lost')
  if (failed.length === 0 || on.length === 0) return undefined
  const other = failed.find(({ retryCause }) => retryCause === undefined || !on.includes(retryCause))
  if (other !== undefined) return { notRetried: whyNot(other, on) }
  return {
    failed: failed.map(({ watched }) => watched),
    outOfMemory: [
      ...new Set(
        failed.flatMap(({ retryCause, outOfMemory }) => (retryCause === 'out-of-memory' ? outOfMemory : [])),
      ),
    ],
    why: [...new Set(failed.flatMap(({ retryCause }) => retryCause ?? []))],
  }
}

function whyNot({ retryCause, problems: [problem] }: TaskVerdict, on: RetrySettings['on']): string {
  const what = problem === undefined ? 'the task failed' : headlineOf(problem)
  const covers = `retry-on: ${on.join(', ')}`
  if (retryCause !== undefined) return `${what}. This is ${retryCause}, and the step has ${covers}.`
  if (on.includes('start-failure') && / never started$/.test(problem?.title ?? ''))
    return `${what}. start-failure retries what may pass by itself, and nothing in the words of ECS says so.`
  return `${what}. The step has ${covers}.`
}
