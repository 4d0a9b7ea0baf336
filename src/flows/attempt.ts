import type { ECSClient, Task } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import type { Launch } from '../ecs/launch.js'
import { openArrivals } from '../follow/arrivals.js'
import { showFindings } from '../report/log/findings.js'
import { showStarted } from '../report/log/launch.js'
import { adviseLongArns, privateIpsOutput, setStartedOutputs } from '../report/outputs.js'
import type { AttemptReport } from '../report/run-report.js'
import type { StepRuntime } from '../runtime/runtime.js'
import { checkLaunchedSize } from '../sizing/launched-size.js'
import { onPlatformOf } from '../sizing/platform.js'
import { type WatchedTask, watchStarted } from '../tasks/watched-task.js'
import { judge, type Shortfall } from '../verdict/judge.js'
import { asClause, type JudgedVerdict } from '../verdict/verdict.js'
import { type Followed, followToEnd } from './follow-to-end.js'
import { type LaunchRecorder } from './launch-record.js'
import { launchInPlaces, placesFrom } from './launch-in-places.js'
import { type LogReaders, openLogReaders } from './log-readers.js'
import type { ReadyToRun } from './prepare.js'
import type { RegisteredCopy } from './register.js'
import { stopReason } from './stop-reason.js'

/** How long a task may be unknown to ECS after its start, ms (API reference, RunTask: "eventual consistency"). */
const MISSING_PATIENCE_MS = 120_000

export interface AttemptOptions {
  readonly ready: ReadyToRun
  readonly count: number
  /** Failed tasks of earlier attempts. Other tasks replaced them. */
  readonly earlier: readonly WatchedTask[]
  /** Tasks of earlier attempts that succeeded. */
  readonly settled: readonly WatchedTask[]
  /** The index of the first place: 0 is the place of the inputs, the next are those of `capacity-fallback`. */
  readonly firstPlace: number
  /** Running tasks of an earlier attempt of the workflow run. They are followed together with the started tasks. */
  readonly attached: readonly WatchedTask[]
  readonly record: LaunchRecorder
  readonly copy: RegisteredCopy
  /** Whether another attempt may follow. It would need the copy. */
  readonly mayRetry: boolean
  /** Absolute path of the directory for `save-logs`. */
  readonly logDirectory: string | undefined
}

/** One launch whose tasks were followed to their end. */
export interface Attempt extends Followed {
  readonly readers: LogReaders
  readonly report: AttemptReport
  readonly shortfall: Shortfall
  readonly verdict: JudgedVerdict
}

/** Starts the tasks, sets the outputs, and follows the tasks to their end. */
export async function runOnce(
  ecs: ECSClient,
  {
    ready,
    firstPlace,
    count,
    earlier,
    settled,
    attached,
    record,
    copy,
    mayRetry,
    logDirectory,
  }: AttemptOptions,
  runtime: StepRuntime,
): Promise<Attempt> {
  const { settings, definition, plan } = ready
  const { cluster, follow, capacityTimeoutMs } = settings
  const { console, clock, inputs, setOutput } = runtime
  const known = { ...(definition && { definition }) }
  const overridden = settings.containers.map(({ name }) => name)
  const askedAt = clock.now()

  const attachedTasks = attached.flatMap(({ task }) => task ?? [])
  const before = [...earlier, ...settled].flatMap(({ task }) => task ?? [])
  const started: Task[] = []
  const running = (): Task[] => [...attachedTasks, ...started]
  const arrivals = openArrivals()
  arrivals.add(attached)
  if (attachedTasks.length > 0) record.answered('', attachedTasks)
  const waiting = Promise.withResolvers<undefined>()

  console.group('Launch')
  const launching = launchInPlaces(
    ecs,
    placesFrom(ready, firstPlace),
    {
      count,
      capacityTimeoutMs,
      // The started tasks are followed while the others wait for capacity.
      onWait: (sofar) => {
        if (sofar + attached.length > 0) waiting.resolve(undefined)
      },
    },
    copy,
    {
      asking: record.asking,
      answered: (clientToken, tasks) => {
        record.answered(clientToken, tasks)
        started.push(...tasks)
        arrivals.add(tasks.map((task) => watchStarted(task, clock.now())))
        if (tasks.length > 0) setStartedOutputs(setOutput, { before, now: running(), cluster, plan })
      },
    },
    runtime,
  ).finally(arrivals.close)
  void launching.then(({ unanswered }) => {
    if (unanswered > 0) copy.leave()
    // Started tasks no longer need their task definition: no copy stays ACTIVE while they run.
    else if (!mayRetry) return copy.release()
    return undefined
  })
  const done = await (follow.waitFor === 'none' ? launching : Promise.race([launching, waiting.promise]))
  const first = arrivals.take()
  showStarted(console, started)
  console.endGroup()
  if (started.length === 0) setStartedOutputs(setOutput, { before, now: running(), cluster, plan })
  showFindings(
    console,
    started.slice(0, 1).flatMap((task) => checkLaunchedSize(plan, task)),
  )

  const readers = openLogReaders(follow, logDirectory, console)
  const showIps = privateIpsOutput(setOutput, before)
  const followed = await followToEnd(
    ecs,
    {
      cluster,
      tasks: first,
      ...(done === undefined && { arrivals }),
      count: attached.length + (done === undefined ? count : started.length),
      isShort: () => started.length < count,
      settings: follow,
      missingPatienceMs: MISSING_PATIENCE_MS,
      stopReason: stopReason(inputs.github),
      launchError: done?.error,
      onStopping: record.stopping,
      definitionOf: () => definition,
      logReaders: readers,
      onTasks: showIps,
    },
    runtime,
  )
  const launch = await launching
  const advice = adviseLongArns([...before, ...running()])
  if (advice !== undefined) console.annotate('warning', 'The output task-arns is long', advice)
  const following = { ...followed.following, tasks: [...settled, ...followed.following.tasks] }
  const shortfall = shortfallOf(launch, count)
  const { retry } = settings
  const launched = onPlatformOf(plan, started[0])
  const verdict = judge(following, shortfall, { follow, plan: launched, retry, overridden, ...known })
  const { lastLines } = followed
  return {
    ...followed,
    readers,
    following,
    shortfall,
    verdict,
    report: {
      askedAt,
      tasks: verdict.tasks.filter(({ watched }) => followed.following.tasks.includes(watched)),
      plan: launched,
      retry,
      lastLines,
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
      error: {
        title: 'ECS did not start the task',
        message: error.message,
        ...(error.explanation.cause !== '' && { because: asClause(error.explanation.cause) }),
      },
    }),
  }
}
