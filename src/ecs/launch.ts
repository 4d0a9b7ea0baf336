import { randomUUID } from 'node:crypto'
import type { ECSClient, Failure, RunTaskCommandInput, Task } from '@aws-sdk/client-ecs'
import { formatDuration } from '../text/format.js'
import { plural } from '../text/words.js'
import type { Runtime } from '../runtime/runtime.js'
import { AwsError } from './aws-error.js'
import { explainFailure } from './explain-failure.js'
import { runTask, type RunTaskRequest, Unanswered } from './run-task.js'

/** RunTask starts at most ten tasks a call (service quota, not adjustable). */
const BATCH_SIZE = 10
/** Fargate starts a burst of 100 tasks, then 20 a second ("AWS Fargate throttling quotas"). */
const BURST_BATCHES = 10
const BATCH_PAUSE_MS = 500

const FIRST_CAPACITY_PAUSE_MS = 2_000
const LONGEST_CAPACITY_PAUSE_MS = 30_000

export interface Launch {
  readonly tasks: readonly Task[]
  /** Why the missing tasks did not start: ECS's reasons in the last round. */
  readonly failures: readonly Failure[]
  /** What ended the launch early: a refused call, or the interruption of the step. The tasks above run in any case. */
  readonly error?: unknown
  /** The number of tasks in RunTask calls without an answer. They may run. */
  readonly unanswered: number
}

/** Called before each RunTask is sent and as soon as its answer is known, so that no task is lost. */
export interface LaunchListener {
  readonly asking: (request: RunTaskRequest) => void
  readonly answered: (clientToken: string, tasks: readonly Task[]) => void
}

export interface LaunchOptions {
  readonly count: number
  /** How long to retry while ECS has no capacity, ms. 0 for one round. */
  readonly capacityTimeoutMs: number
  /** Called before each wait for capacity, with the number of tasks that have started. */
  readonly onWait?: (started: number) => void
}

/** Starts `count` tasks in batches of ten. Retries those that found no capacity. Never throws: see {@link Launch}. */
export async function launchTasks(
  ecs: ECSClient,
  request: RunTaskCommandInput,
  { count, capacityTimeoutMs, onWait }: LaunchOptions,
  listener: LaunchListener,
  runtime: Runtime,
): Promise<Launch> {
  const { clock, console, signal } = runtime
  const giveUpAt = clock.now() + capacityTimeoutMs
  const tasks: Task[] = []
  for (let round = 0; ; round++) {
    const missing = count - tasks.length
    const { started, failures, error, unanswered } = await launchOnce(
      ecs,
      request,
      missing,
      listener,
      runtime,
    )
    tasks.push(...started)
    console.line(`Started ${started.length} of ${plural(missing, 'task')}${inBrackets(failures, error)}`)

    const timeLeft = giveUpAt - clock.now()
    if (tasks.length >= count || timeLeft <= 0 || unanswered > 0 || !waitingHelps(failures, error)) {
      return { tasks, failures, unanswered, ...(error !== undefined && { error }) }
    }
    const pause = Math.min(timeLeft, capacityPause(round))
    console.line(
      `No capacity. Retrying in ${formatDuration(pause)} (gives up in ${formatDuration(timeLeft)}).`,
    )
    onWait?.(tasks.length)
    try {
      await clock.sleep(pause, signal)
    } catch (interruption) {
      return { tasks, failures, error: interruption, unanswered: 0 }
    }
  }
}

/** Whether tasks are missing because ECS has no capacity for them, and for no other reason. */
export function lacksCapacity({ failures, error, unanswered }: Launch): boolean {
  if (unanswered > 0) return false
  if (error !== undefined) return error instanceof AwsError && error.explanation.retry === 'capacity'
  return failures.some(({ reason = '' }) => explainFailure(reason).retry === 'capacity')
}

/** Each pause is longer than the one before. Jitter spreads steps that began together. */
function capacityPause(round: number): number {
  const jitter = 0.8 + 0.2 * Math.random()
  return Math.min(FIRST_CAPACITY_PAUSE_MS * 2 ** round, LONGEST_CAPACITY_PAUSE_MS) * jitter
}

interface Round {
  readonly started: Task[]
  readonly failures: Failure[]
  readonly error?: unknown
  readonly unanswered: number
}

/** One round: one RunTask for every missing task. A failed batch ends the round: the next batch would fail for the same reason. */
async function launchOnce(
  ecs: ECSClient,
  request: RunTaskCommandInput,
  missing: number,
  listener: LaunchListener,
  runtime: Runtime,
): Promise<Round> {
  const started: Task[] = []
  for (let batch = 0; started.length < missing; batch++) {
    const clientToken = randomUUID()
    const count = Math.min(BATCH_SIZE, missing - started.length)
    try {
      if (batch >= BURST_BATCHES) await runtime.clock.sleep(BATCH_PAUSE_MS, runtime.signal)
      const asked = { ...request, count, clientToken }
      listener.asking(asked)
      const { tasks = [], failures = [] } = await runTask(ecs, asked, runtime)
      listener.answered(clientToken, tasks)
      started.push(...tasks)
      if (tasks.length < count) return { started, failures, unanswered: 0 }
    } catch (error) {
      if (error instanceof Unanswered) return { started, failures: [], error: error.cause, unanswered: count }
      listener.answered(clientToken, [])
      return { started, failures: [], error, unanswered: 0 }
    }
  }
  return { started, failures: [], unanswered: 0 }
}

function waitingHelps(failures: readonly Failure[], error: unknown): boolean {
  if (error !== undefined) return error instanceof AwsError && error.explanation.retry !== 'never'
  // ECS returns a reason for each container instance that it tried. One that may have capacity later is enough.
  return failures.some(({ reason = '' }) => explainFailure(reason).retry === 'capacity')
}

function inBrackets(failures: readonly Failure[], error: unknown): string {
  if (error instanceof AwsError) return `: ${error.message}`
  const reasons = [
    ...new Set(
      failures.map(({ reason = 'no reason given', detail }) => (detail ? `${reason} (${detail})` : reason)),
    ),
  ]
  return reasons.length > 0 ? `: ${reasons.join('; ')}` : ''
}
