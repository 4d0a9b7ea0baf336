import type { ECSClient, RunTaskCommandInput, Task, TaskOverride } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import { createEcsClient } from '../ecs/client.js'
import { describeKnown } from '../ecs/describe-tasks.js'
import { findStarted, fingerprintOverrides } from '../ecs/list-tasks.js'
import { recallRunTask } from '../ecs/run-task.js'
import { stopTasks } from '../follow/stop-tasks.js'
import { readRunSettings } from '../inputs/run-settings.js'
import type { ContainerSettings } from '../inputs/settings.js'
import type { Console } from '../runtime/console.js'
import { Interruption, limitTime } from '../runtime/interruption.js'
import type { Runtime, StepRuntime } from '../runtime/runtime.js'
import { lastSegment } from '../text/arn.js'
import { errorMessage, plural } from '../text/words.js'
import { type LaunchRecord, type OpenLaunch, readLaunchRecord } from './launch-record.js'
import { maskSecrets } from './mask-secrets.js'
import { releaseLeftCopies } from './deregister.js'
import { stopReason } from './stop-reason.js'

/** ECS lists a task a moment after its start ("eventual consistency", API reference, RunTask). */
const SEARCHES = 3
const BETWEEN_SEARCHES_MS = 2_000
/** The limit to find the running tasks. With the 30 s of StopTask the post step ends within a minute. */
const FIND_LIMIT_MS = 25_000
/** The post step ends within a minute. The rate limit of StopTask may need longer. */
const LIMIT_MS = 58_000
const SHORTEST_RELEASE_MS = 4_000
/** Tasks beyond this number are only counted. */
const MOST_NAMES = 20

/**
 * The post step. Stops the tasks of a killed main step, and tasks that the main step could not stop. Deregisters their
 * temporary copies. Reads the state and no inputs: the inputs of a post step may be empty (actions/runner#2030).
 * Never fails the job.
 */
export async function cleanUpAfterRun(runtime: StepRuntime): Promise<void> {
  const startedAt = runtime.clock.now()
  await stopLeftTasks(runtime)
  const leftMs = LIMIT_MS - (runtime.clock.now() - startedAt)
  // The tasks are first: the retry of a RunTask without an answer needs the copy.
  await releaseLeftCopies(runtime, Math.max(leftMs, SHORTEST_RELEASE_MS))
}

async function stopLeftTasks(runtime: StepRuntime): Promise<void> {
  const { console } = runtime
  try {
    const record = readLaunchRecord(runtime)
    if (record === undefined || record.leftovers === 'leave') return
    const { settings } = readRunSettings(runtime.inputs)
    maskSecrets(runtime, settings)
    const ecs = createEcsClient(record.aws, runtime)
    await Promise.all([
      stopKnown(ecs, record, runtime),
      stopUnanswered(ecs, record, settings.containers, runtime),
    ])
  } catch (error) {
    warn(console, [`What the step started could not be stopped: ${errorMessage(error)}`])
  }
}

/** Stops the tasks of answered calls. */
async function stopKnown(ecs: ECSClient, record: LaunchRecord, runtime: StepRuntime): Promise<void> {
  const { cluster, tasks, lost } = record
  if (lost !== undefined)
    warn(runtime.console, [
      `The step was cut off, and the file with the ids of its tasks cannot be read: ${lost}.`,
      'None of them was stopped. Look for them in the ECS console, by "Started by".',
    ])
  if (tasks.length === 0) return
  // StopTask on a stopped task is no error: so tasks of unknown status are stopped as well.
  const running = await stillRunning(ecs, cluster, tasks, limitTime(runtime, FIND_LIMIT_MS)).catch(
    (error: unknown) => {
      if (error instanceof Interruption) return tasks
      throw error
    },
  )
  await stopLeftovers(ecs, { cluster, arns: running }, runtime)
}

async function stillRunning(
  ecs: ECSClient,
  cluster: string,
  tasks: readonly string[],
  runtime: Runtime,
): Promise<readonly string[]> {
  const { seen } = await describeKnown(ecs, cluster, tasks, runtime)
  return tasks.filter((id) => seen.get(id)?.desiredStatus !== 'STOPPED')
}

/** Stops the tasks of RunTask calls without an answer. */
async function stopUnanswered(
  ecs: ECSClient,
  record: LaunchRecord,
  containers: readonly ContainerSettings[],
  runtime: StepRuntime,
): Promise<void> {
  const { cluster, open, request } = record
  if (open.length === 0 || request === undefined) return
  const found = await findUnanswered(
    ecs,
    { ...record, request },
    containers,
    limitTime(runtime, FIND_LIMIT_MS),
  )
  if ('arns' in found) return stopLeftovers(ecs, { cluster, arns: found.arns }, runtime)
  warn(runtime.console, [
    'No response to RunTask, and its tasks could not be identified; none were stopped.',
    found.why,
    ...(found.similar.length > 0 ? ['These tasks may be of this step:', ...nameSome(found.similar)] : []),
  ])
}

type Found =
  { readonly arns: readonly string[] } | { readonly similar: readonly string[]; readonly why: string }

/** The client token identifies the tasks of a call: ECS answers a retry with them. Other jobs may run similar tasks. */
async function findUnanswered(
  ecs: ECSClient,
  { cluster, open, request, tasks, fingerprint }: LaunchRecord & { readonly request: RunTaskCommandInput },
  containers: readonly ContainerSettings[],
  runtime: Runtime,
): Promise<Found> {
  let similar: readonly Task[] | undefined
  try {
    similar = await findSimilar(ecs, { cluster, request, tasks }, runtime)
    if (similar?.length === 0) return { arns: [] }
    const whole = withValues(request, fingerprint, containers)
    if (whole !== undefined) return { arns: await recall(ecs, whole, open, runtime) }
    // Tasks with the same overrides count as this step's, if they are not more than the calls requested.
    const asAsked = (similar ?? []).filter(({ overrides }) => matches(fingerprint, overrides))
    const asked = open.reduce((sum, { count }) => sum + count, 0)
    if (asAsked.length > 0 && asAsked.length <= asked) return { arns: arnsOf(asAsked) }
    return {
      similar: arnsOf(similar ?? []),
      why: 'The post step has other inputs than the step had, so that RunTask cannot be repeated.',
    }
  } catch (error) {
    if (error instanceof AwsError || error instanceof Interruption)
      return { similar: arnsOf(similar ?? []), why: error.message }
    throw error
  }
}

/** Running tasks that may be this step's. Undefined where ECS does not list them: tasks may run all the same. */
async function findSimilar(
  ecs: ECSClient,
  {
    cluster,
    request,
    tasks,
  }: Pick<LaunchRecord, 'cluster' | 'tasks'> & { readonly request: RunTaskCommandInput },
  runtime: Runtime,
): Promise<readonly Task[] | undefined> {
  const { startedBy, taskDefinition = '' } = request
  if (startedBy === undefined) return undefined
  const known = new Set(tasks.map(lastSegment))
  try {
    for (let search = 1; ; search++) {
      const found = await findStarted(ecs, { cluster, startedBy, taskDefinition }, runtime)
      const unknown = found.filter(({ taskArn = '' }) => !known.has(lastSegment(taskArn)))
      if (unknown.length > 0 || search === SEARCHES) return unknown
      await runtime.clock.sleep(BETWEEN_SEARCHES_MS, runtime.signal)
    }
  } catch (error) {
    if (error instanceof AwsError) return undefined
    throw error
  }
}

/** The request as it was sent, with the environment values of the inputs. Undefined where these have changed. */
function withValues(
  request: RunTaskCommandInput,
  fingerprint: string | undefined,
  containers: readonly ContainerSettings[],
): RunTaskCommandInput | undefined {
  const { overrides } = request
  if (overrides?.containerOverrides === undefined) return request
  const containerOverrides = overrides.containerOverrides.map((override) => {
    if (override.environment === undefined) return override
    const written = containers.find(({ name }) => name === override.name)?.environment ?? []
    return { ...override, environment: [...written] }
  })
  const whole = { ...overrides, containerOverrides }
  return matches(fingerprint, whole) ? { ...request, overrides: whole } : undefined
}

function matches(fingerprint = '', overrides: TaskOverride | undefined): boolean {
  const [salt = ''] = fingerprint.split(':')
  return fingerprint === `${salt}:${fingerprintOverrides(salt, overrides)}`
}

async function recall(
  ecs: ECSClient,
  request: RunTaskCommandInput,
  open: readonly OpenLaunch[],
  runtime: Runtime,
): Promise<string[]> {
  const recalled = open.map(async ({ clientToken, count }) =>
    recallRunTask(ecs, { ...request, count, clientToken }, runtime),
  )
  return (await Promise.all(recalled)).flat()
}

async function stopLeftovers(
  ecs: ECSClient,
  { cluster, arns }: { readonly cluster: string; readonly arns: readonly string[] },
  runtime: StepRuntime,
): Promise<void> {
  const { console, inputs } = runtime
  if (arns.length === 0) return
  console.line(`The step was killed; stopping ${plural(arns.length, 'task')} it started`)
  const reason = stopReason(inputs.github)('cancelled')
  const { stopped, left } = await stopTasks(ecs, { cluster, arns, reason }, runtime)
  // A task that is unknown to ECS has stopped long ago.
  const running = left.filter(({ unknown }) => !unknown)
  if (running.length === 0) return
  warn(console, [
    `${stopped.length} of ${plural(arns.length, 'task')} stopped.`,
    ...nameSome(running.map(({ arn, why }) => `${arn}: ${why}`)),
  ])
}

function warn(console: Console, lines: readonly string[]): void {
  console.annotate('warning', 'Tasks may still be running', lines.join('\n'))
}

function nameSome(names: readonly string[]): string[] {
  const rest = names.length - MOST_NAMES
  return [...names.slice(0, MOST_NAMES), ...(rest > 0 ? [`and ${rest} more`] : [])]
}

function arnsOf(tasks: readonly Task[]): string[] {
  return tasks.flatMap(({ taskArn }) => taskArn ?? [])
}
