import type { ECSClient, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { shortId } from '../text/arn.js'
import type { Arrivals } from '../follow/arrivals.js'
import { followTasks, type FollowResult } from '../follow/follow-tasks.js'
import { stopTasks } from '../follow/stop-tasks.js'
import { hasStopped, type WatchedTask } from '../tasks/watched-task.js'
import type { FollowSettings } from '../inputs/settings.js'
import { followLogs, type LogFollower } from '../logs/follow-logs.js'
import { showProgress } from '../report/log/progress.js'
import { plural } from '../text/words.js'
import { Interruption } from '../runtime/interruption.js'
import type { Runtime } from '../runtime/runtime.js'
import type { EarlyEnd } from './stop-reason.js'

export interface FollowToEndOptions {
  readonly cluster: string
  readonly tasks: readonly WatchedTask[]
  /** How looking for the tasks ended, where it ended early. */
  readonly found?: FollowResult
  /** Tasks that start while the others are followed. */
  readonly arrivals?: Arrivals
  /** How many tasks there are to be; as many as there are, unless given. */
  readonly count?: number
  /** Whether fewer tasks have started than were asked for, once no more will start. */
  readonly isShort?: () => boolean
  readonly settings: FollowSettings
  /** Names the logs of a task; undefined where it cannot be read. */
  readonly definitionOf: (task: Task) => TaskDefinition | undefined
  readonly missingPatienceMs: number
  /** Told to ECS, and by ECS to whoever looks at the task. */
  readonly stopReason: (end: EarlyEnd) => string
  /** What ended the launch, if it did not end by itself. */
  readonly launchError?: unknown
  /** Called before the tasks are stopped. */
  readonly onStopping?: () => void
}

export interface Followed {
  readonly following: FollowResult
  /** Resolves when the logs have been shown to their end: after the verdict, which need not wait for them. */
  readonly logsShown: Promise<void>
}

/** Follows the tasks and their logs as far as the user wants, and after a time-out or cancel stops what is to be stopped. */
export async function followToEnd(
  ecs: ECSClient,
  errand: FollowToEndOptions,
  runtime: Runtime,
): Promise<Followed> {
  const { tasks, settings, launchError, arrivals, count = tasks.length } = errand
  if (launchError instanceof Interruption)
    return stopWhatRuns(ecs, errand, { tasks, end: launchError.kind }, Promise.resolve(), runtime)
  if (errand.found !== undefined && errand.found.end !== 'finished')
    return stopWhatRuns(ecs, errand, errand.found, Promise.resolve(), runtime)
  if (settings.waitFor === 'none' || tasks.length === 0)
    return stopWhatRuns(ecs, errand, { tasks, end: 'finished' }, Promise.resolve(), runtime)

  const severalTasks = count > 1
  const changed = tasks.filter(({ changes }) => changes.length > 0)
  const showChanges = (): void => {
    showProgress(runtime.console, changed.splice(0), severalTasks)
  }
  runtime.console.group(severalTasks ? plural(count, 'task') : `Task ${shortId(tasks[0]?.arn ?? '')}`)
  showChanges()
  const logs = followLogsOf(ecs, errand, count, runtime)
  const updateLogs = (watched: readonly WatchedTask[]): void => {
    logs.update(watched.flatMap(({ task }) => task ?? []))
  }
  // What has stopped already is not looked at again, and may have logged.
  updateLogs(tasks)
  const followed = await followTasks(
    ecs,
    {
      cluster: errand.cluster,
      tasks,
      ...(arrivals && { arrivals }),
      waitFor: settings.waitFor,
      missingPatienceMs: errand.missingPatienceMs,
      onChange: (watched) => {
        changed.push(watched)
      },
      onPoll: (watched) => {
        showChanges()
        updateLogs(watched)
      },
    },
    runtime,
  )
  // A call on its way may still start tasks, which are to be stopped as well.
  await arrivals?.closed
  const following = { ...followed, tasks: [...followed.tasks, ...(arrivals?.take() ?? [])] }
  const wholeLogs = following.end === 'finished' && settings.waitFor === 'stopped'
  const logsShown = (wholeLogs ? logs.finish() : logs.leave()).then(() => {
    runtime.console.endGroup()
  })
  return stopWhatRuns(ecs, errand, following, logsShown, runtime)
}

/** Follows the logs of tasks whose definitions may differ: each definition names its own. */
function followLogsOf(
  ecs: ECSClient,
  { settings, definitionOf }: FollowToEndOptions,
  taskCount: number,
  runtime: Runtime,
): LogFollower {
  const followers = new Map<TaskDefinition | undefined, LogFollower>()
  const followerOf = (definition: TaskDefinition | undefined): LogFollower => {
    const follower =
      followers.get(definition) ??
      followLogs(
        {
          logs: settings.logs,
          taskCount,
          credentials: ecs.config.credentials,
          ...(definition && { definition }),
        },
        runtime,
      )
    followers.set(definition, follower)
    return follower
  }
  return {
    update: (tasks) => {
      const groups = Map.groupBy(tasks, definitionOf)
      for (const [definition, group] of groups) followerOf(definition).update(group)
    },
    finish: async () => {
      await Promise.all([...followers.values()].map(async (follower) => follower.finish()))
    },
    leave: async () => {
      await Promise.all([...followers.values()].map(async (follower) => follower.leave()))
    },
  }
}

async function stopWhatRuns(
  ecs: ECSClient,
  { cluster, settings, stopReason, onStopping, isShort }: FollowToEndOptions,
  followed: FollowResult,
  logsShown: Promise<void>,
  runtime: Runtime,
): Promise<Followed> {
  const { tasks } = followed
  const isIncomplete = followed.end === 'finished' && settings.waitFor !== 'stopped' && isShort?.() === true
  const end = isIncomplete ? 'incomplete' : followed.end
  const following = { ...followed, end }
  // What cannot be followed any further would run on unseen: the step gives it up as it does when the time is up.
  const policy = end === 'cancelled' ? settings.onCancel : settings.onTimeout
  if (end === 'finished' || policy === 'leave') return { following, logsShown }
  const running = tasks
    .filter((watched) => !hasStopped(watched) && watched.gone === undefined)
    .map(({ arn }) => arn)
  if (running.length === 0) return { following, logsShown }
  runtime.console.line(`${WHY[end]}: stopping ${plural(running.length, 'running task')}`)
  onStopping?.()
  const stopping = await stopTasks(ecs, { cluster, arns: running, reason: stopReason(end) }, runtime)
  return { following: { ...following, stopping }, logsShown }
}

const WHY: Record<EarlyEnd, string> = {
  cancelled: 'cancelled',
  'timed-out': 'timed-out',
  lost: 'cannot be followed',
  incomplete: 'fewer tasks started than asked',
}
