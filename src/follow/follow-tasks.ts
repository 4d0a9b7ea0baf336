import type { ECSClient } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import { describeTasks } from '../ecs/describe-tasks.js'
import type { FollowSettings } from '../inputs/settings.js'
import { Interruption } from '../runtime/interruption.js'
import type { Runtime } from '../runtime/runtime.js'
import { nextInterval, decreaseBackoff, increaseBackoff } from './poll-interval.js'
import type { Stopping } from './stop-tasks.js'
import {
  describedAs,
  hasRun,
  hasStopped,
  isEnding,
  missing,
  type WatchedTask,
} from '../tasks/watched-task.js'

/** The look after the time is up; longer than that, nobody waits for it. */
const LAST_POLL_MS = 4_000

export interface FollowResult {
  readonly tasks: readonly WatchedTask[]
  /** `lost`: ECS refuses to tell, see `error`. */
  readonly end: 'finished' | 'timed-out' | 'cancelled' | 'lost'
  readonly error?: AwsError
  /** What became of the tasks that were to be stopped after an interruption. */
  readonly stopping?: Stopping
}

export interface FollowOptions {
  readonly cluster: string
  readonly tasks: readonly WatchedTask[]
  readonly waitFor: Exclude<FollowSettings['waitFor'], 'none'>
  /** How long ECS may say that it does not know a task before it is believed. */
  readonly missingPatienceMs: number
  /** Called with each task that a look has changed. */
  readonly onChange: (watched: WatchedTask) => void
  /** Called after each look with all tasks. */
  readonly onPoll: (tasks: readonly WatchedTask[]) => void
}

/**
 * Looks at the tasks until all have stopped (or run), the signal says stop, or ECS refuses for good. Never throws for
 * what AWS answers: a look that fails in passing is simply followed by the next one.
 */
export async function followTasks(
  ecs: ECSClient,
  options: FollowOptions,
  runtime: Runtime,
): Promise<FollowResult> {
  const { clock, console, signal } = runtime
  const isDone = (watched: WatchedTask): boolean =>
    watched.gone !== undefined || (options.waitFor === 'running' ? hasRun(watched) : hasStopped(watched))
  const startedAt = clock.now()
  let tasks = options.tasks
  let endingSince: number | undefined
  let backoff = 1

  const poll = async (signal: AbortSignal): Promise<void> => {
    const open = tasks.filter((watched) => !isDone(watched)).map(({ arn }) => arn)
    const { seen } = await describeTasks(ecs, options.cluster, open, signal)
    const now = clock.now()
    tasks = tasks.map((before) => {
      if (!open.includes(before.arn)) return before
      const task = seen.get(before.arn)
      const after = task ? describedAs(before, task, now) : missing(before, now, options.missingPatienceMs)
      if (after.changes !== before.changes || after.gone !== before.gone) options.onChange(after)
      return after
    })
    endingSince = tasks.every((watched) => isDone(watched) || isEnding(watched))
      ? (endingSince ?? now)
      : undefined
    options.onPoll(tasks)
  }

  const pause = (): number => {
    const now = clock.now()
    return nextInterval({ forMs: now - startedAt, endingForMs: endingSince && now - endingSince }, backoff)
  }

  let pollAtOnce = tasks.some(({ task }) => task === undefined)
  while (!tasks.every(isDone)) {
    try {
      if (!pollAtOnce) await clock.sleep(pause(), signal)
      pollAtOnce = false
      await poll(signal)
      backoff = decreaseBackoff(backoff)
    } catch (error) {
      if (error instanceof Interruption) {
        // What stopped just before the end of the time has stopped in time.
        if (error.kind === 'timed-out') await poll(AbortSignal.timeout(LAST_POLL_MS)).catch(() => undefined)
        return { tasks, end: tasks.every(isDone) ? 'finished' : error.kind }
      }
      if (!(error instanceof AwsError)) throw error
      if (error.explanation.retry === 'never') return { tasks, end: 'lost', error }
      if (backoff === 1) console.line(`${error.message} Looking again.`)
      backoff = increaseBackoff(backoff)
    }
  }
  return { tasks, end: 'finished' }
}
