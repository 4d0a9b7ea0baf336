import type { ECSClient, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import type { AwsError } from '../ecs/aws-error.js'
import { describeTasks, type TaskPoll } from '../ecs/describe-tasks.js'
import type { FollowSettings } from '../inputs/settings.js'
import { Interruption, orInterrupted } from '../runtime/interruption.js'
import type { Runtime } from '../runtime/runtime.js'
import type { Arrivals } from './arrivals.js'
import { nextInterval, decreaseBackoff, increaseBackoff } from './poll-interval.js'
import type { Stopping } from './stop-tasks.js'
import { taskHealth } from '../tasks/health.js'
import {
  describedAs,
  hasRun,
  hasStopped,
  isEnding,
  missing,
  type WatchedTask,
} from '../tasks/watched-task.js'

/** A running task is not given up for one answer, which a proxy or a moment of IAM may have caused. */
const REFUSALS_TO_BELIEVE = 2
const CONFIRM_PAUSE_MS = 2_000
/** The look after the time is up; longer than that, nobody waits for it. */
const LAST_POLL_MS = 4_000

export interface FollowResult {
  readonly tasks: readonly WatchedTask[]
  /**
   * `lost`: ECS refuses to tell, see `error`. `incomplete`: fewer tasks started than were asked for, and the others are not waited for.
   * `unhealthy`: a container is UNHEALTHY, or a task ended while others were waited for to be healthy.
   */
  readonly end: 'finished' | 'timed-out' | 'cancelled' | 'lost' | 'incomplete' | 'unhealthy'
  readonly error?: AwsError
  /** What became of the tasks that were to be stopped after an interruption. */
  readonly stopping?: Stopping
}

export interface FollowOptions {
  readonly cluster: string
  readonly tasks: readonly WatchedTask[]
  /** Those that start later; absent where all have started. */
  readonly arrivals?: Arrivals
  /** `none`: until ECS has shown each task. */
  readonly waitFor: FollowSettings['waitFor']
  /** Names the health checks that count, for `healthy`. */
  readonly definitionOf?: (task: Task) => TaskDefinition | undefined
  /** How long ECS may say that it does not know a task before it is believed. */
  readonly missingPatienceMs: number
  /** Called with each task that a look has changed. */
  readonly onChange: (watched: WatchedTask) => void
  /** Called after each look with all tasks. */
  readonly onPoll: (tasks: readonly WatchedTask[]) => void
}

type Test = (watched: WatchedTask) => boolean

const REACHED: Record<Exclude<FollowSettings['waitFor'], 'healthy'>, Test> = {
  none: ({ task }) => task !== undefined,
  running: hasRun,
  stopped: hasStopped,
}

/** What a task is waited for, and what decides that waiting has failed. */
interface Goal {
  readonly isDone: Test
  /** It is not looked at again. */
  readonly isFinal: Test
  /** Whether the tasks cannot all be healthy any more, though one of them may still run. */
  readonly isUnhealthy: (tasks: readonly WatchedTask[]) => boolean
}

function goalOf({ waitFor, definitionOf }: FollowOptions): Goal {
  const isGone: Test = ({ gone }) => gone !== undefined
  if (waitFor !== 'healthy') {
    const isDone: Test = (watched) => isGone(watched) || REACHED[waitFor](watched)
    return { isDone, isFinal: isDone, isUnhealthy: () => false }
  }
  const hasEnded: Test = (watched) => isGone(watched) || hasStopped(watched)
  const healthOf = ({ task = {} }: WatchedTask): string => taskHealth(task, definitionOf?.(task)).status
  return {
    isDone: (watched) => hasEnded(watched) || (healthOf(watched) === 'healthy' && !isEnding(watched)),
    // One that is HEALTHY may become UNHEALTHY while the others are waited for.
    isFinal: hasEnded,
    // A task on its way to its end is judged by that end.
    isUnhealthy: (tasks) =>
      !tasks.every(hasEnded) &&
      tasks.some((watched) => hasEnded(watched) || (!isEnding(watched) && healthOf(watched) === 'unhealthy')),
  }
}

/**
 * Looks at the tasks until all have stopped (or run, or are healthy), the signal says stop, or ECS refuses for good. Never throws for
 * what AWS answers: a look that fails in passing is simply followed by the next one.
 */
export async function followTasks(
  ecs: ECSClient,
  options: FollowOptions,
  runtime: Runtime,
): Promise<FollowResult> {
  const { clock, console, signal } = runtime
  const { isDone, isFinal, isUnhealthy } = goalOf(options)
  const { arrivals } = options
  let startedAt = clock.now()
  let tasks = options.tasks
  let endingSince: number | undefined
  let backoff = 1
  let refusals = 0

  const poll = async (signal: AbortSignal): Promise<TaskPoll> => {
    const open = tasks.filter((watched) => !isFinal(watched)).map(({ arn }) => arn)
    const answer = await describeTasks(ecs, options.cluster, open, { clock, signal })
    const unknown = new Set(answer.missing)
    const now = clock.now()
    tasks = tasks.map((before) => {
      const task = answer.seen.get(before.arn)
      if (task === undefined && !unknown.has(before.arn)) return before
      const after = task ? describedAs(before, task, now) : missing(before, now, options.missingPatienceMs)
      if (after.changes !== before.changes || after.gone !== before.gone) options.onChange(after)
      return after
    })
    endingSince = tasks.every((watched) => isDone(watched) || isEnding(watched))
      ? (endingSince ?? now)
      : undefined
    options.onPoll(tasks)
    return answer
  }

  const pause = (): number => {
    const now = clock.now()
    return nextInterval({ forMs: now - startedAt, endingForMs: endingSince && now - endingSince }, backoff)
  }

  const takeArrivals = (): void => {
    const arrived = arrivals?.take() ?? []
    if (arrived.length === 0) return
    tasks = [...tasks, ...arrived]
    // The pace is that of the youngest task.
    startedAt = clock.now()
    for (const watched of arrived) options.onChange(watched)
    options.onPoll(tasks)
  }
  const isOver = (): boolean => {
    takeArrivals()
    return tasks.every(isDone) && arrivals?.isOpen() !== true
  }

  let pollAtOnce = tasks.some(({ task }) => task === undefined)
  while (!isOver()) {
    if (isUnhealthy(tasks)) return { tasks, end: 'unhealthy' }
    try {
      if (arrivals !== undefined && tasks.every(isDone)) {
        await orInterrupted(arrivals.next(), signal)
        continue
      }
      if (!pollAtOnce) await clock.sleep(pause(), signal)
      pollAtOnce = false
      const { error, seen } = await poll(signal)
      if (error?.explanation.retry === 'never') {
        refusals++
        if (refusals >= REFUSALS_TO_BELIEVE) return { tasks, end: 'lost', error }
        console.line(`${error.message} Asking once more before the tasks are given up.`)
        await clock.sleep(CONFIRM_PAUSE_MS, signal)
        pollAtOnce = true
        continue
      }
      refusals = 0
      if (error !== undefined && backoff === 1) console.line(`${error.message} Retrying.`)
      // Where some pages were answered, the pace is right for the account.
      if (error === undefined) backoff = decreaseBackoff(backoff)
      else if (seen.size === 0) backoff = increaseBackoff(backoff)
    } catch (error) {
      if (error instanceof Interruption) {
        // What stopped just before the end of the time has stopped in time.
        if (error.kind === 'timed-out') await poll(AbortSignal.timeout(LAST_POLL_MS)).catch(() => undefined)
        const isBad = error.kind === 'timed-out' && isUnhealthy(tasks)
        return { tasks, end: isBad ? 'unhealthy' : tasks.every(isDone) ? 'finished' : error.kind }
      }
      throw error
    }
  }
  return { tasks, end: isUnhealthy(tasks) ? 'unhealthy' : 'finished' }
}
