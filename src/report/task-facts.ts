import type { Container, Task } from '@aws-sdk/client-ecs'
import { hasStopped, type WatchedTask } from '../tasks/watched-task.js'
import { decidingContainers } from '../tasks/containers.js'
import { judgeTask, optionsFor } from '../verdict/judge-task.js'
import type { AttemptReport } from './run-report.js'

export type Fate = 'succeeded' | 'failed' | 'stopped' | 'running' | 'lost'

/** A task as a reader wants to know it. */
export interface TaskFacts {
  readonly watched: WatchedTask
  readonly attempt: AttemptReport
  /** 1, 2, ... */
  readonly attemptNumber: number
  readonly fate: Fate
  /** What became of it, in a few words. */
  readonly words: string
  /** The one that decides. */
  readonly exitCode?: number
}

/** All tasks of all attempts, in their order. */
export function gatherTasks(attempts: readonly AttemptReport[]): TaskFacts[] {
  return attempts.flatMap((attempt, index) =>
    attempt.tasks.map((watched) => ({
      watched,
      attempt,
      attemptNumber: index + 1,
      ...fateOf(watched, attempt),
    })),
  )
}

function fateOf(
  watched: WatchedTask,
  { options, stopping }: AttemptReport,
): Pick<TaskFacts, 'fate' | 'words' | 'exitCode'> {
  if (watched.gone !== undefined) return { fate: 'lost', words: 'not known to ECS' }
  if (watched.task === undefined || !hasStopped(watched)) {
    return stopping?.stopped.includes(watched.arn) === true
      ? { fate: 'stopped', words: 'stopped by this step' }
      : { fate: 'running', words: (watched.task?.lastStatus ?? 'not seen').toLowerCase() }
  }
  const { exitCode, problems } = judgeTask(watched.task, options)
  const known = exitCode === undefined ? {} : { exitCode }
  const [problem] = problems
  return problem === undefined
    ? { fate: 'succeeded', words: 'succeeded', ...known }
    : { fate: 'failed', words: problem.title, ...known }
}

/** SIGKILL and SIGTERM: how the others end once an essential container has. */
const STOP_EXIT_CODES = [137, 143]

/** Whether it ended because an essential container had, and not by itself. */
export function wasStoppedByEcs(
  { exitCode, name }: Container,
  task: Task,
  { options }: AttemptReport,
): boolean {
  const { follow, definition } = optionsFor(task, options)
  const deciding = decidingContainers(task, follow.exitCodeFrom, definition)
  return (
    STOP_EXIT_CODES.includes(exitCode ?? NaN) &&
    task.stopCode === 'EssentialContainerExited' &&
    !deciding.some((container) => container.name === name)
  )
}

/** From its start to its end, or to now; undefined where it never ran. */
export function ranForMs(
  { startedAt, executionStoppedAt, stoppingAt, stoppedAt }: Task,
  now: number,
): number | undefined {
  if (startedAt === undefined) return undefined
  const end = executionStoppedAt ?? stoppingAt ?? stoppedAt
  return Math.max((end?.getTime() ?? now) - startedAt.getTime(), 0)
}

/** From the first RunTask, or its creation, to its start; undefined where it never ran. */
export function waitedMs(watched: WatchedTask, attempt: AttemptReport): number | undefined {
  const { createdAt, startedAt } = watched.task ?? {}
  if (createdAt === undefined || startedAt === undefined) return undefined
  return waitedForCapacityMs(watched, attempt) + Math.max(startedAt.getTime() - createdAt.getTime(), 0)
}

/** Every RunTask takes some time to answer: less than this is no waiting. */
const LEAST_CAPACITY_WAIT_MS = 1_500

/** From the first RunTask to the task's creation. AWS has a clock of its own: no longer than this machine has seen it take. */
export function waitedForCapacityMs({ changes, task }: WatchedTask, { askedAt }: AttemptReport): number {
  const answeredAt = changes[0]?.at
  const createdAt = task?.createdAt?.getTime()
  if (askedAt === undefined || answeredAt === undefined || createdAt === undefined) return 0
  const waited = Math.min(answeredAt, createdAt) - askedAt
  return waited < LEAST_CAPACITY_WAIT_MS ? 0 : waited
}
