import type { ECSClient } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import { type Launch, type LaunchListener, launchTasks } from '../ecs/launch.js'
import { type WatchedTask, watchStarted } from '../follow/watched-task.js'
import { tellStarted } from '../report/outputs.js'
import { showFindings } from '../report/show-findings.js'
import { showLaunch } from '../report/show-launch.js'
import type { AttemptStory } from '../report/story.js'
import { compareEchoedSizes } from '../sizing/echo.js'
import type { Shortfall } from '../verdict/judge.js'
import type { Grounds } from '../verdict/judge-task.js'
import type { World } from '../world/world.js'
import type { ReadyToRun } from './prepare.js'
import { type Seen, seeThrough } from './see-through.js'
import type { Step } from './step.js'
import { stopReason } from './stop-reason.js'

/** How long ECS may not know a task that it has just started (API reference, RunTask: "eventual consistency"). */
const MISSING_PATIENCE_MS = 120_000

export interface AttemptOptions {
  readonly ready: ReadyToRun
  readonly count: number
  /** Tasks of earlier attempts that failed, and were replaced. */
  readonly earlier: readonly WatchedTask[]
  /** Tasks of earlier attempts that need no other: they count in the verdict of this one. */
  readonly settled: readonly WatchedTask[]
  readonly ledger: LaunchListener
}

/** One launch, followed to its end. */
export interface Attempt extends Seen {
  readonly story: AttemptStory
  readonly shortfall: Shortfall
  readonly grounds: Grounds
}

/** Launches, tells what was started as soon as that is known, and follows it. */
export async function attemptOnce(
  ecs: ECSClient,
  step: Step,
  { ready, count, earlier, settled, ledger }: AttemptOptions,
  world: World,
): Promise<Attempt> {
  const { settings, definition, plan, request } = ready
  const { cluster, follow, capacityTimeoutMs } = settings
  const { console, clock } = world
  const known = { ...(definition && { definition }) }
  const grounds = { follow, plan, retry: settings.retry, ...known }
  const askedAt = clock.now()

  const launch = await showLaunch(console, async () =>
    launchTasks(ecs, request, { count, capacityTimeoutMs }, ledger, world),
  )
  const before = [...earlier, ...settled].flatMap(({ task }) => task ?? [])
  tellStarted(step.setOutput, { before, now: launch.tasks, cluster, plan })
  showFindings(
    console,
    launch.tasks.slice(0, 1).flatMap((task) => compareEchoedSizes(plan, task)),
  )

  const { following, logsShown } = await seeThrough(
    ecs,
    {
      cluster,
      tasks: launch.tasks.map((task) => watchStarted(task, clock.now())),
      settings: follow,
      missingPatienceMs: MISSING_PATIENCE_MS,
      stopReason: stopReason(step.inputs.github),
      launchError: launch.error,
      ...known,
    },
    world,
  )
  return {
    following: { ...following, tasks: [...settled, ...following.tasks] },
    logsShown,
    shortfall: shortfallOf(launch, count),
    grounds,
    story: {
      askedAt,
      tasks: following.tasks,
      grounds,
      ...(following.stopping && { stopping: following.stopping }),
    },
  }
}

function shortfallOf({ tasks, failures, error, unanswered }: Launch, asked: number): Shortfall {
  return {
    asked,
    started: tasks.length,
    failures,
    unanswered,
    ...(error instanceof AwsError && {
      error: { title: 'ECS did not start the task', message: error.message },
    }),
  }
}
