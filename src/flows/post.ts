import type { ECSClient } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import { call } from '../ecs/call.js'
import { createEcsClient } from '../ecs/client.js'
import { findStarted } from '../ecs/list-tasks.js'
import { describeTasks } from '../ecs/describe-tasks.js'
import { recallRunTask } from '../ecs/run-task.js'
import { stopTasks } from '../follow/stop-tasks.js'
import { readRunSettings } from '../inputs/run-settings.js'
import { maskSecrets } from './mask-secrets.js'
import type { RunSettings } from '../inputs/settings.js'
import { errorMessage, plural } from '../text/words.js'
import type { Runtime, StepRuntime } from '../runtime/runtime.js'
import { type LaunchRecord, readLaunchRecord } from './launch-record.js'
import { prepare } from './prepare.js'
import { stopReason } from './stop-reason.js'

/** ECS lists a task a moment after it has started it ("eventual consistency", API reference, RunTask). */
const SEARCHES = 3
const BETWEEN_SEARCHES_MS = 2_000

/**
 * The post step: stops tasks left behind by a main step that was killed. Does nothing where the main step ended by
 * itself, or where `on-cancel` is `leave`. Never fails the job.
 */
export async function cleanUpAfterRun(given: StepRuntime): Promise<void> {
  const record = readLaunchRecord(given)
  if (record === undefined) return
  const { settings } = readRunSettings(given.inputs)
  if (settings.follow.onCancel === 'leave') return
  const runtime = maskSecrets(given, settings)
  const { cluster } = record
  const stop = async (ecs: ECSClient, arns: readonly string[]): Promise<void> =>
    stopLeftovers(ecs, { cluster, arns, reason: stopReason(runtime.inputs.github)('cancelled') }, runtime)
  try {
    const ecs = createEcsClient(settings.aws, runtime)
    await stop(ecs, await stillRunning(ecs, record, runtime))
    await stop(ecs, await unanswered(ecs, record, settings, runtime))
  } catch (error) {
    const why = errorMessage(error)
    const known = record.calls.flatMap(({ arns = [] }) => arns)
    const names = known.length > 0 ? `\nThe step had started: ${known.join(', ')}` : ''
    runtime.console.annotate(
      'warning',
      'Tasks may still be running',
      `What the step started could not be stopped: ${why}${names}`,
    )
  }
}

async function stopLeftovers(
  ecs: ECSClient,
  order: Parameters<typeof stopTasks>[1],
  runtime: Runtime,
): Promise<void> {
  const { console } = runtime
  const running = order.arns.length
  if (running === 0) return
  console.line(`the step was cut off: stopping ${plural(running, 'task')} that it started`)
  const { stopped, left } = await stopTasks(ecs, order, runtime)
  if (left.length === 0) return
  const list = left.map(({ arn, why }) => `${arn}: ${why}`).join('\n')
  console.annotate(
    'warning',
    'Tasks may still be running',
    `${stopped.length} of ${plural(running, 'task')} stopped.\n${list}`,
  )
}

/** Tasks of answered tries; those of a step that came to its own end were meant to run. */
async function stillRunning(
  ecs: ECSClient,
  { cluster, calls, settled }: LaunchRecord,
  runtime: Runtime,
): Promise<readonly string[]> {
  const known = settled ? [] : calls.flatMap(({ arns = [] }) => arns)
  if (known.length === 0) return []
  try {
    const { seen, missing } = await call(
      'DescribeTasks',
      async () => describeTasks(ecs, cluster, known),
      runtime,
    )
    // ECS may not list a new task yet; stop it anyway.
    return [
      ...missing,
      ...[...seen.values()]
        .filter(({ desiredStatus }) => desiredStatus !== 'STOPPED')
        .flatMap(({ taskArn }) => taskArn ?? []),
    ]
  } catch (error) {
    // To stop a task that has stopped already is no error either.
    if (error instanceof AwsError) return known
    throw error
  }
}

/** Tasks of RunTask calls whose answer never came. */
async function unanswered(
  ecs: ECSClient,
  { cluster, calls }: LaunchRecord,
  settings: RunSettings,
  runtime: Runtime,
): Promise<string[]> {
  const { startedBy } = settings
  const open = calls.filter(({ arns }) => arns === undefined)
  if (open.length === 0 || startedBy === undefined) return []
  const known = calls.flatMap(({ arns = [] }) => arns)
  const since = Math.min(...open.map(({ at }) => at))
  for (let look = 1; look <= SEARCHES; look++) {
    const found = await findStarted(ecs, { cluster, startedBy, since, settings }, runtime).catch(
      unlessRefused,
    )
    const unknown = found?.filter((arn) => !known.includes(arn))
    if (unknown?.length !== 0) return recall(ecs, { open, candidates: unknown ?? [] }, settings, runtime)
    if (look < SEARCHES) await runtime.clock.sleep(BETWEEN_SEARCHES_MS, runtime.signal)
  }
  return []
}

interface Open {
  readonly open: LaunchRecord['calls']
  /** What looks like their tasks. */
  readonly candidates: readonly string[]
}

/** Other jobs may have started similar tasks; the client token identifies ours. */
async function recall(
  ecs: ECSClient,
  { open, candidates }: Open,
  settings: RunSettings,
  runtime: Runtime,
): Promise<string[]> {
  try {
    const { request } = await prepare(ecs, settings, [], runtime)
    if (request === undefined) return []
    const recalled = open.map(async ({ clientToken, count }) =>
      recallRunTask(ecs, { ...request, count, clientToken }, runtime),
    )
    return (await Promise.all(recalled)).flat()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    runtime.console.annotate(
      'warning',
      'Tasks may still be running',
      [
        'The answer to RunTask never came, and ECS does not tell which tasks it started: none was stopped.',
        error.message,
        ...(candidates.length > 0 ? ['These look like them:', ...candidates] : []),
      ].join('\n'),
    )
    return []
  }
}

/** A denied ListTasks does not mean there are no tasks. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof AwsError)) throw error
}
