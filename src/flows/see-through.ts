import type { ECSClient } from '@aws-sdk/client-ecs'
import { followTasks, type Following } from '../follow/follow.js'
import { stopTasks } from '../follow/stop-tasks.js'
import { hasStopped, type WatchedTask } from '../follow/watched-task.js'
import type { FollowSettings } from '../inputs/settings.js'
import { showProgress } from '../report/show-progress.js'
import { Interruption } from '../world/interruption.js'
import type { World } from '../world/world.js'

export interface Errand {
  readonly cluster: string
  readonly tasks: readonly WatchedTask[]
  readonly settings: FollowSettings
  readonly missingPatienceMs: number
  /** Told to ECS, and by ECS to whoever looks at the task. */
  readonly stopReason: (kind: Interruption['kind']) => string
  /** What ended the launch, if it did not end by itself. */
  readonly launchError?: unknown
}

/** Follows the tasks as far as the user wants, and after a time-out or cancel stops what is to be stopped. */
export async function seeThrough(ecs: ECSClient, errand: Errand, world: World): Promise<Following> {
  const following = await followErrand(ecs, errand, world)
  const { cluster, settings } = errand
  const stop = {
    'timed-out': settings.onTimeout,
    cancelled: settings.onCancel,
    finished: 'leave',
    lost: 'leave',
  }[following.end]
  if (stop === 'leave' || following.end === 'finished' || following.end === 'lost') return following
  const running = following.tasks
    .filter((watched) => !hasStopped(watched) && watched.gone === undefined)
    .map(({ arn }) => arn)
  world.console.line(`${following.end}: stopping ${running.length} of ${following.tasks.length} tasks`)
  return {
    ...following,
    stopping: await stopTasks(ecs, cluster, running, errand.stopReason(following.end), world),
  }
}

async function followErrand(
  ecs: ECSClient,
  { cluster, tasks, settings, missingPatienceMs, launchError }: Errand,
  world: World,
): Promise<Following> {
  if (launchError instanceof Interruption) return { tasks, end: launchError.kind }
  if (settings.waitFor === 'none' || tasks.length === 0) return { tasks, end: 'finished' }
  const several = tasks.length > 1
  const show = (watched: WatchedTask): void => {
    showProgress(world.console, watched, several)
  }
  world.console.group(several ? `${tasks.length} tasks` : `Task ${tasks[0]?.arn ?? ''}`)
  tasks.filter(({ changes }) => changes.length > 0).forEach(show)
  const following = await followTasks(
    ecs,
    { cluster, tasks, waitFor: settings.waitFor, missingPatienceMs, onChange: show },
    world,
  )
  world.console.endGroup()
  return following
}
