import type { ECSClient } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import { lookAtTasks } from '../ecs/poll.js'
import type { FollowSettings } from '../inputs/settings.js'
import { Interruption } from '../world/interruption.js'
import type { World } from '../world/world.js'
import { nextPause, relaxed, strained } from './pace.js'
import type { Stopping } from './stop-tasks.js'
import { describedAs, hasRun, hasStopped, isEnding, missing, type WatchedTask } from './watched-task.js'

/** The look after the time is up; longer than that, nobody waits for it. */
const LAST_LOOK_MS = 4_000

export interface Following {
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
  readonly onLook: (tasks: readonly WatchedTask[]) => void
}

/**
 * Looks at the tasks until all have stopped (or run), the signal says stop, or ECS refuses for good. Never throws for
 * what AWS answers: a look that fails in passing is simply followed by the next one.
 */
export async function followTasks(ecs: ECSClient, options: FollowOptions, world: World): Promise<Following> {
  const { clock, console, signal } = world
  const isDone = (watched: WatchedTask): boolean =>
    watched.gone !== undefined || (options.waitFor === 'running' ? hasRun(watched) : hasStopped(watched))
  const startedAt = clock.now()
  let tasks = options.tasks
  let endingSince: number | undefined
  let strain = 1

  const look = async (signal: AbortSignal): Promise<void> => {
    const open = tasks.filter((watched) => !isDone(watched)).map(({ arn }) => arn)
    const { seen } = await lookAtTasks(ecs, options.cluster, open, signal)
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
    options.onLook(tasks)
  }

  const pause = (): number => {
    const now = clock.now()
    return nextPause({ forMs: now - startedAt, endingForMs: endingSince && now - endingSince }, strain)
  }

  let mustLookAtOnce = tasks.some(({ task }) => task === undefined)
  while (!tasks.every(isDone)) {
    try {
      if (!mustLookAtOnce) await clock.sleep(pause(), signal)
      mustLookAtOnce = false
      await look(signal)
      strain = relaxed(strain)
    } catch (error) {
      if (error instanceof Interruption) {
        // What stopped just before the end of the time has stopped in time.
        if (error.kind === 'timed-out') await look(AbortSignal.timeout(LAST_LOOK_MS)).catch(() => undefined)
        return { tasks, end: tasks.every(isDone) ? 'finished' : error.kind }
      }
      if (!(error instanceof AwsError)) throw error
      if (error.meaning.retry === 'never') return { tasks, end: 'lost', error }
      if (strain === 1) console.line(`${error.message} Looking again.`)
      strain = strained(strain)
    }
  }
  return { tasks, end: 'finished' }
}
