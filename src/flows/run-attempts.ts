import type { ECSClient, RunTaskCommandInput, Task } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import { resolvedAccess } from '../ecs/client-settings.js'
import {
  lacksCapacity,
  type Launch,
  type LaunchListener,
  type LaunchOptions,
  launchTasks,
} from '../ecs/launch.js'
import { openArrivals } from '../follow/arrivals.js'
import { showFindings, showRetry } from '../report/log/findings.js'
import { showStarted } from '../report/log/launch.js'
import {
  adviseLongArns,
  privateIpsOutput,
  setRequestOutput,
  setStartedOutputs,
  setTaskOutputs,
} from '../report/outputs.js'
import { reportProblems } from '../report/reported-problems.js'
import type { AttemptReport } from '../report/run-report.js'
import type { StepRuntime } from '../runtime/runtime.js'
import { checkLaunchedSize } from '../sizing/launched-size.js'
import { onPlatformOf } from '../sizing/platform.js'
import { plural } from '../text/words.js'
import { type WatchedTask, watchStarted } from '../tasks/watched-task.js'
import { judge, type Shortfall } from '../verdict/judge.js'
import { asClause, type JudgedVerdict, type Verdict } from '../verdict/verdict.js'
import { type Followed, followToEnd } from './follow-to-end.js'
import { type LaunchRecorder, openLaunchRecord } from './launch-record.js'
import { type LogReaders, openLogReaders } from './log-readers.js'
import { setResults } from './set-results.js'
import { planNextAttempt } from './next-attempt.js'
import type { ReadyToRun } from './prepare.js'
import type { RegisteredCopy } from './register.js'
import type { EarlierTasks } from './reattach.js'
import { stopReason } from './stop-reason.js'

/** How long a task may be unknown to ECS after its start, ms (API reference, RunTask: "eventual consistency"). */
const MISSING_PATIENCE_MS = 120_000

/** All attempts of a step, and the verdict on the last one. */
export interface Attempts {
  readonly verdict: Verdict
  readonly attempts: readonly AttemptReport[]
  readonly logsShown: Promise<void>
}

export interface AttemptsOptions {
  /** Tasks that an earlier attempt of the job started. */
  readonly taken: EarlierTasks
  readonly copy: RegisteredCopy
  /** Absolute path of the directory for `save-logs`. */
  readonly logDirectory: string | undefined
}

/** Runs the tasks. Retries those that failed for a reason in `retry-on`. */
export async function runAttempts(
  ecs: ECSClient,
  ready: ReadyToRun,
  { taken, copy, logDirectory }: AttemptsOptions,
  runtime: StepRuntime,
): Promise<Attempts> {
  const { settings, definition } = ready
  const { console, setOutput } = runtime
  const record = openLaunchRecord(runtime, {
    cluster: settings.cluster,
    aws: resolvedAccess(settings.aws),
    onCancel: settings.follow.onCancel,
  })
  const earlier: WatchedTask[] = []
  const attempts: AttemptReport[] = []
  const now = runtime.clock.now()
  let next: Pick<AttemptOptions, 'ready' | 'count' | 'settled' | 'attached' | 'firstPlace'> = {
    ready,
    firstPlace: 0,
    count: settings.count - taken.running.length - taken.succeeded.length,
    settled: taken.succeeded.map((task) => watchStarted(task, now)),
    attached: taken.running.map((task) => watchStarted(task, now)),
  }
  for (let retriesLeft = settings.retry.maxRetries; ; retriesLeft--) {
    const mayMove = next.firstPlace < next.ready.fallbacks.length
    const mayRetry = mayMove || (retriesLeft > 0 && settings.retry.on.length > 0)
    const attempt = await runOnce(ecs, { ...next, earlier, record, copy, mayRetry, logDirectory }, runtime)
    const { following, verdict, logsShown } = attempt
    attempts.push(attempt.report)
    const again = planNextAttempt(next.ready, attempt, next.firstPlace, retriesLeft)
    if (again === undefined || typeof again === 'string') {
      const left = (following.stopping?.left ?? []).filter(({ unknown }) => !unknown)
      record.settle(
        left.map(({ arn }) => arn),
        settings.follow.onTimeout,
      )
      const tasks = [...earlier, ...following.tasks].flatMap(({ task }) => task ?? [])
      const shortened = setTaskOutputs(setOutput, tasks, { definitionOf: () => definition })
      if (shortened !== undefined) console.annotate('warning', 'The output tasks is shortened', shortened)
      if (again !== undefined) console.line(`Not retried: ${again}`)
      const sources = {
        definitionOf: () => definition,
        tasks,
        lastAttempt: attempt.report.tasks.map(({ watched }) => watched),
        ...attempt.readers,
      }
      const resultsSet = logsShown.then(() => {
        setResults(sources, settings.follow, runtime)
      })
      return { verdict, attempts, logsShown: resultsSet }
    }
    await logsShown
    showRetry(console, again.why, reportProblems(verdict.problems, [attempt.report]), retriesLeft - 1)
    setRequestOutput(setOutput, copy.apply(again.ready.request))
    earlier.push(...again.failed)
    next = { ...again, attached: [] }
  }
}

interface AttemptOptions {
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
async function runOnce(
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

/** A place where tasks are started. */
interface LaunchPlace {
  readonly name: string
  readonly request: RunTaskCommandInput
}

function placesFrom({ request, fallbacks }: ReadyToRun, first: number): LaunchPlace[] {
  const places = [{ name: '', request }, ...fallbacks.map(({ place, request }) => ({ name: place, request }))]
  return places.slice(Math.min(first, places.length - 1))
}

/** Starts the tasks at the first place. Tasks that find no capacity there in time are started at the next place. */
async function launchInPlaces(
  ecs: ECSClient,
  places: readonly LaunchPlace[],
  options: LaunchOptions,
  copy: RegisteredCopy,
  listener: LaunchListener,
  runtime: StepRuntime,
): Promise<Launch> {
  let launch: Launch = { tasks: [], failures: [], unanswered: 0 }
  for (const [index, { name, request }] of places.entries()) {
    const missing = options.count - launch.tasks.length
    if (missing === 0 || (index > 0 && !lacksCapacity(launch))) break
    if (index > 0) runtime.console.line(`No capacity for ${plural(missing, 'task')}. Trying ${name}.`)
    const before = launch.tasks
    const onWait = (started: number): void => options.onWait?.(before.length + started)
    const next = await launchCopy(
      ecs,
      request,
      { ...options, count: missing, onWait },
      copy,
      listener,
      runtime,
    )
    launch = { ...next, tasks: [...before, ...next.tasks] }
  }
  return launch
}

/** Starts the tasks. If a temporary copy became INACTIVE, registers it again, once, and starts the missing tasks. */
async function launchCopy(
  ecs: ECSClient,
  request: RunTaskCommandInput,
  options: LaunchOptions,
  copy: RegisteredCopy,
  listener: LaunchListener,
  runtime: StepRuntime,
): Promise<Launch> {
  const launch = await launchTasks(ecs, copy.apply(request), options, listener, runtime)
  if (!isInactive(launch.error)) return launch
  try {
    if (!(await copy.renew())) return launch
  } catch (error) {
    return { ...launch, error }
  }
  const count = options.count - launch.tasks.length
  const rest = await launchTasks(ecs, copy.apply(request), { ...options, count }, listener, runtime)
  return { ...rest, tasks: [...launch.tasks, ...rest.tasks] }
}

/** Text of ECS: "TaskDefinition is inactive". */
function isInactive(error: unknown): boolean {
  return error instanceof AwsError && /task ?definition is inactive/i.test(error.message)
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
