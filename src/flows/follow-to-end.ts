import type { ECSClient, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { shortId } from '../text/arn.js'
import type { Arrivals } from '../follow/arrivals.js'
import { followTasks, type FollowResult } from '../follow/follow-tasks.js'
import { stopTasks } from '../follow/stop-tasks.js'
import { haveEnded } from '../tasks/containers.js'
import { hasStopped, type WatchedTask } from '../tasks/watched-task.js'
import type { FollowSettings } from '../inputs/settings.js'
import { followLogs, type LogFollower, type LogOptions } from '../logs/follow-logs.js'
import { keepLogTails, type LogTails } from '../logs/log-tail.js'
import { createExecuteCommands } from '../report/log/execute-commands.js'
import { showProgress } from '../report/log/progress.js'
import { plural } from '../text/words.js'
import { Interruption } from '../runtime/interruption.js'
import type { Runtime } from '../runtime/runtime.js'
import type { LogReaders } from './log-readers.js'
import type { EarlyEnd } from './stop-reason.js'

const NO_LOGS = { logsShown: Promise.resolve(), lastLines: () => [] } as const

export interface FollowToEndOptions {
  readonly cluster: string
  readonly tasks: readonly WatchedTask[]
  /** How looking for the tasks ended, where it ended early. */
  readonly found?: FollowResult
  /** Tasks that start while the others are followed. */
  readonly arrivals?: Arrivals
  /** The number of tasks once all have started; that of `tasks` unless given. */
  readonly count?: number
  /** Whether fewer tasks have started than were asked for, once no more will start. */
  readonly isShort?: () => boolean
  readonly settings: FollowSettings
  /** Names the logs of a task; undefined where it cannot be read. */
  readonly definitionOf: (task: Task) => TaskDefinition | undefined
  readonly missingPatienceMs: number
  /** The stopped reason that ECS stores. */
  readonly stopReason: (end: EarlyEnd) => string
  /** What ended the launch, if it did not end by itself. */
  readonly launchError?: unknown
  /** Called before the tasks are stopped. */
  readonly onStopping?: () => void
  readonly logReaders: LogReaders
  /** Called with all tasks that ECS shows, before the first poll and after each. */
  readonly onTasks: (tasks: readonly Task[]) => void
}

export interface Followed {
  readonly following: FollowResult
  /** Resolves when the logs have been shown to their end. The verdict does not wait for it. */
  readonly logsShown: Promise<void>
  /** The last lines of each log; whole once `logsShown` has resolved. */
  readonly lastLines: LogTails['of']
}

/** Follows the tasks and their logs as far as the user wants, and after a time-out or cancel stops what is to be stopped. */
export async function followToEnd(
  ecs: ECSClient,
  followOptions: FollowToEndOptions,
  runtime: Runtime,
): Promise<Followed> {
  const { tasks, settings, launchError, arrivals, count = tasks.length } = followOptions
  if (launchError instanceof Interruption)
    return stopWhatRuns(
      ecs,
      followOptions,
      { following: { tasks, end: launchError.kind }, ...NO_LOGS },
      runtime,
    )
  if (followOptions.found !== undefined && followOptions.found.end !== 'finished')
    return stopWhatRuns(ecs, followOptions, { following: followOptions.found, ...NO_LOGS }, runtime)
  const showExecuteCommands = createExecuteCommands(runtime.console)
  if (settings.waitFor === 'none' || tasks.length === 0) {
    showExecuteCommands(tasks.flatMap(({ task }) => task ?? []))
    return stopWhatRuns(ecs, followOptions, { following: { tasks, end: 'finished' }, ...NO_LOGS }, runtime)
  }

  const severalTasks = count > 1
  const changed = tasks.filter(({ changes }) => changes.length > 0)
  const showChanges = (): void => {
    const now = changed.splice(0)
    showProgress(runtime.console, now, severalTasks)
    const running = now.flatMap(({ task }) => (task?.lastStatus === 'RUNNING' ? task : []))
    showExecuteCommands(running)
  }
  runtime.console.group(severalTasks ? plural(count, 'task') : `Task ${shortId(tasks[0]?.arn ?? '')}`)
  showChanges()
  const tails = keepLogTails({
    streamCount: count,
    mask: (text) => runtime.console.masked(text),
    isShown: (name) => settings.logs === true || (settings.logs !== false && settings.logs.includes(name)),
  })
  const logs = followLogsOf(
    ecs,
    followOptions,
    { taskCount: count, sinks: [tails, ...followOptions.logReaders.options.sinks] },
    runtime,
  )
  const updateLogs = (watched: readonly WatchedTask[]): void => {
    const shown = watched.flatMap(({ task }) => task ?? [])
    followOptions.onTasks(shown)
    logs.update(shown)
  }
  // What has stopped already is not looked at again, and may have logged.
  updateLogs(tasks)
  const followed = await followTasks(
    ecs,
    {
      cluster: followOptions.cluster,
      tasks,
      ...(arrivals && { arrivals }),
      waitFor: settings.waitFor,
      definitionOf: followOptions.definitionOf,
      missingPatienceMs: followOptions.missingPatienceMs,
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
  return stopWhatRuns(ecs, followOptions, { following, logsShown, lastLines: tails.of }, runtime)
}

/** Follows the logs of tasks whose definitions may differ: each definition names its own. */
function followLogsOf(
  ecs: ECSClient,
  { settings, definitionOf, logReaders }: FollowToEndOptions,
  shared: Required<Pick<LogOptions, 'taskCount' | 'sinks'>>,
  runtime: Runtime,
): LogFollower {
  const followers = new Map<TaskDefinition | undefined, LogFollower>()
  const followerOf = (definition: TaskDefinition | undefined): LogFollower => {
    const follower =
      followers.get(definition) ??
      followLogs(
        {
          logs: settings.logs,
          ...shared,
          credentials: ecs.config.credentials,
          sinkContainers: logReaders.options.sinkContainers,
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
  followed: Followed,
  runtime: Runtime,
): Promise<Followed> {
  const { tasks } = followed.following
  const isIncomplete =
    followed.following.end === 'finished' && settings.waitFor !== 'stopped' && isShort?.() === true
  const end = isIncomplete ? 'incomplete' : followed.following.end
  const following = { ...followed.following, end }
  // What cannot be followed any further would run on unseen: the step gives it up as it does when the time is up.
  const policy = end === 'cancelled' ? settings.onCancel : settings.onTimeout
  if (end === 'finished' || policy === 'leave') return { ...followed, following }
  const running = tasks
    .filter((watched) => !hasStopped(watched) && watched.gone === undefined && !hasEnded(watched))
    .map(({ arn }) => arn)
  if (running.length === 0) return { ...followed, following }
  runtime.console.line(`${WHY[end]}: stopping ${plural(running.length, 'running task')}`)
  onStopping?.()
  const stopping = await stopTasks(ecs, { cluster, arns: running, reason: stopReason(end) }, runtime)
  return { ...followed, following: { ...following, stopping } }
}

/** All its containers have ended, and ECS is cleaning up after them: there is nothing left to stop. */
function hasEnded({ task }: WatchedTask): boolean {
  return haveEnded(task?.containers ?? [])
}

const WHY: Record<EarlyEnd, string> = {
  cancelled: 'cancelled',
  'timed-out': 'timed-out',
  lost: 'cannot be followed',
  incomplete: 'fewer tasks started than asked',
  unhealthy: 'not healthy',
}
