import type { ECSClient } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import { type Launch, type LaunchListener, launchTasks } from '../ecs/launch.js'
import { showFindings, showRetry } from '../report/log/findings.js'
import { showStarted } from '../report/log/launch.js'
import { setRequestOutput, setStartedOutputs, setTaskOutputs } from '../report/outputs.js'
import type { AttemptReport } from '../report/run-report.js'
import type { StepRuntime } from '../runtime/runtime.js'
import { checkLaunchedSize } from '../sizing/launched-size.js'
import { type WatchedTask, watchStarted } from '../tasks/watched-task.js'
import { judge, type Shortfall } from '../verdict/judge.js'
import type { JudgeOptions } from '../verdict/judge-task.js'
import type { Verdict } from '../verdict/verdict.js'
import { type Followed, followToEnd } from './follow-to-end.js'
import { openLaunchRecord } from './launch-record.js'
import { type NextAttempt, planNextAttempt } from './next-attempt.js'
import type { ReadyToRun } from './prepare.js'
import { stopReason } from './stop-reason.js'

/** How long ECS may not know a task that it has just started (API reference, RunTask: "eventual consistency"). */
const MISSING_PATIENCE_MS = 120_000

/** All attempts of a step, and the verdict on the last one. */
export interface Attempts {
  readonly verdict: Verdict
  readonly attempts: readonly AttemptReport[]
  readonly logsShown: Promise<void>
}

/** Runs the tasks, and again those that failed for a reason that `retry-on` names. */
export async function runAttempts(
  ecs: ECSClient,
  ready: ReadyToRun,
  runtime: StepRuntime,
): Promise<Attempts> {
  const { settings, definition } = ready
  const { console, setOutput } = runtime
  const record = openLaunchRecord(runtime, settings.cluster)
  const earlier: WatchedTask[] = []
  const attempts: AttemptReport[] = []
  let next: Pick<NextAttempt, 'ready' | 'count' | 'settled'> = { ready, count: settings.count, settled: [] }
  for (let retriesLeft = settings.retry.maxRetries; ; retriesLeft--) {
    const attempt = await runOnce(ecs, { ...next, earlier, record }, runtime)
    const { following, shortfall, options, logsShown } = attempt
    attempts.push(attempt.report)
    const verdict = judge(following, shortfall, options)
    const again = retriesLeft > 0 ? planNextAttempt(next.ready, attempt) : undefined
    if (again === undefined || typeof again === 'string') {
      // Tasks that could not be stopped are left to the post step.
      if ((following.stopping?.left ?? []).length === 0) record.settle()
      setTaskOutputs(
        setOutput,
        [...earlier, ...following.tasks].flatMap(({ task }) => task ?? []),
        definition,
      )
      if (again !== undefined) console.line(`Not retried: ${again}`)
      return { verdict, attempts, logsShown }
    }
    await logsShown
    showRetry(console, again.why, verdict.problems, retriesLeft - 1)
    setRequestOutput(setOutput, again.ready.request)
    earlier.push(...again.failed)
    next = again
  }
}

interface AttemptOptions {
  readonly ready: ReadyToRun
  readonly count: number
  /** Tasks of earlier attempts that failed, and were replaced. */
  readonly earlier: readonly WatchedTask[]
  /** Tasks of earlier attempts that succeeded. */
  readonly settled: readonly WatchedTask[]
  readonly record: LaunchListener
}

/** One launch, followed to its end. */
export interface Attempt extends Followed {
  readonly report: AttemptReport
  readonly shortfall: Shortfall
  readonly options: JudgeOptions
}

/** Starts the tasks, sets the outputs, and follows the tasks to their end. */
async function runOnce(
  ecs: ECSClient,
  { ready, count, earlier, settled, record }: AttemptOptions,
  runtime: StepRuntime,
): Promise<Attempt> {
  const { settings, definition, plan, request } = ready
  const { cluster, follow, capacityTimeoutMs } = settings
  const { console, clock, inputs, setOutput } = runtime
  const known = { ...(definition && { definition }) }
  const options = { follow, plan, retry: settings.retry, ...known }
  const askedAt = clock.now()

  console.group('Launch')
  const launch = await launchTasks(ecs, request, { count, capacityTimeoutMs }, record, runtime)
  showStarted(console, launch)
  console.endGroup()
  const before = [...earlier, ...settled].flatMap(({ task }) => task ?? [])
  setStartedOutputs(setOutput, { before, now: launch.tasks, cluster, plan })
  showFindings(
    console,
    launch.tasks.slice(0, 1).flatMap((task) => checkLaunchedSize(plan, task)),
  )

  const { following, logsShown } = await followToEnd(
    ecs,
    {
      cluster,
      tasks: launch.tasks.map((task) => watchStarted(task, clock.now())),
      settings: follow,
      missingPatienceMs: MISSING_PATIENCE_MS,
      stopReason: stopReason(inputs.github),
      launchError: launch.error,
      ...known,
    },
    runtime,
  )
  return {
    following: { ...following, tasks: [...settled, ...following.tasks] },
    logsShown,
    shortfall: shortfallOf(launch, count),
    options,
    report: {
      askedAt,
      tasks: following.tasks,
      options,
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
