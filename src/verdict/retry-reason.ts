import type { Task } from '@aws-sdk/client-ecs'
import type { FollowResult } from '../follow/follow-tasks.js'
import { hasStopped, type WatchedTask } from '../tasks/watched-task.js'
import type { RetrySettings } from '../inputs/settings.js'
import { type EndExplanation, explainEnd } from './explain-end.js'
import { type JudgeOptions, judgeTask } from './judge-task.js'
import { containersOutOfMemory } from '../tasks/containers.js'

/** Tasks that failed in a way the user wants to try again, and how. */
export interface Retry {
  readonly failed: readonly WatchedTask[]
  /** Containers that need more memory the next time. */
  readonly outOfMemory: readonly string[]
  readonly why: readonly RetrySettings['on'][number][]
}

/** What is transient about a start: the developer guide's "Stopped tasks error codes" advise to run such a task again. */
const START_FAILURES: readonly EndExplanation['kind'][] = [
  'network-interface',
  'storage',
  'image-pull',
  'no-capacity',
  'host-gone',
]

/** Whether all that failed may be tried again; undefined where nothing failed, or something failed for good. */
export function findRetry(
  following: FollowResult,
  on: RetrySettings['on'],
  options: JudgeOptions,
): Retry | undefined {
  if (following.end !== 'finished') return undefined
  const failed = following.tasks.filter(
    (watched) => watched.gone !== undefined || isFailure(watched, options),
  )
  const why = failed
    .flatMap(({ task }) => (task && causeOf(task)) ?? [])
    .filter((cause) => on.includes(cause))
  if (failed.length === 0 || why.length < failed.length) return undefined
  const outOfMemory = failed.flatMap(({ task }) =>
    task && causeOf(task) === 'out-of-memory'
      ? containersOutOfMemory(task).flatMap(({ name }) => name ?? [])
      : [],
  )
  return { failed, outOfMemory: [...new Set(outOfMemory)], why: [...new Set(why)] }
}

function isFailure(watched: WatchedTask, options: JudgeOptions): boolean {
  return (
    watched.task !== undefined && hasStopped(watched) && judgeTask(watched.task, options).problems.length > 0
  )
}

function causeOf(task: Task): RetrySettings['on'][number] | undefined {
  if (containersOutOfMemory(task).length > 0) return 'out-of-memory'
  const { stopCode = '', stoppedReason = '', containers = [], startedAt } = task
  const ending = explainEnd({
    stopCode,
    reasons: [stoppedReason, ...containers.map(({ reason = '' }) => reason)],
  })
  if (ending?.kind === 'spot-interruption') return 'spot-interruption'
  if (startedAt === undefined && ending?.transient && START_FAILURES.includes(ending.kind))
    return 'start-failure'
  return undefined
}
