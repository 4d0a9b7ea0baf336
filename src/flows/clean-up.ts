import type { ECSClient } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import { call } from '../ecs/call.js'
import { createEcsClient } from '../ecs/client.js'
import { findStarted } from '../ecs/find-started.js'
import { lookAtTasks } from '../ecs/poll.js'
import { recallRunTask } from '../ecs/run-task.js'
import { stopTasks } from '../follow/stop-tasks.js'
import { readRunSettings } from '../inputs/read-run-settings.js'
import { secretValues } from '../inputs/secret-values.js'
import type { RunSettings } from '../inputs/settings.js'
import { counted } from '../text/humane.js'
import type { World } from '../world/world.js'
import { keepSecrets } from './keep-secrets.js'
import { type Ledger, readLedger } from './ledger.js'
import { prepare } from './prepare.js'
import type { Step } from './step.js'
import { stopReason } from './stop-reason.js'

/** ECS lists a task a moment after it has started it ("eventual consistency", API reference, RunTask). */
const LOOKS = 3
const BETWEEN_LOOKS_MS = 2_000

/**
 * The net under a run that was cut off: stops what it started and nobody follows any more. A run that came to its own
 * end, or whose user wants its tasks left alone, needs nothing. Never fails the job.
 */
export async function cleanUp(bareStep: Step, world: World): Promise<void> {
  const ledger = readLedger(bareStep)
  if (ledger === undefined) return
  const { settings } = readRunSettings(bareStep.inputs)
  if (settings.follow.onCancel === 'leave') return
  const secrets = secretValues(settings, bareStep.inputs.github)
  const step = keepSecrets(bareStep, world.console, secrets)
  const { cluster } = ledger
  const stop = async (ecs: ECSClient, arns: readonly string[]): Promise<void> =>
    stopLeftovers(ecs, { cluster, arns, reason: stopReason(step.inputs.github)('cancelled') }, world)
  try {
    const ecs = createEcsClient(settings.aws, step.inputs.github, world)
    await stop(ecs, await stillRunning(ecs, ledger, world))
    await stop(ecs, await unanswered(ecs, ledger, settings, world))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const known = ledger.tries.flatMap(({ arns = [] }) => arns)
    const names = known.length > 0 ? `\nThe step had started: ${known.join(', ')}` : ''
    world.console.annotate(
      'warning',
      'Tasks may still be running',
      `What the step started could not be stopped: ${why}${names}`,
    )
  }
}

async function stopLeftovers(
  ecs: ECSClient,
  order: Parameters<typeof stopTasks>[1],
  world: World,
): Promise<void> {
  const { console } = world
  const running = order.arns.length
  if (running === 0) return
  console.line(`the step was cut off: stopping ${counted(running, 'task')} that it started`)
  const { stopped, left } = await stopTasks(ecs, order, world)
  if (left.length === 0) return
  const list = left.map(({ arn, why }) => `${arn}: ${why}`).join('\n')
  console.annotate(
    'warning',
    'Tasks may still be running',
    `${stopped.length} of ${counted(running, 'task')} stopped.\n${list}`,
  )
}

/** Tasks of answered tries; those of a step that came to its own end were meant to run. */
async function stillRunning(
  ecs: ECSClient,
  { cluster, tries, settled }: Ledger,
  world: World,
): Promise<readonly string[]> {
  const known = settled ? [] : tries.flatMap(({ arns = [] }) => arns)
  if (known.length === 0) return []
  try {
    const { seen, missing } = await call('DescribeTasks', async () => lookAtTasks(ecs, cluster, known), world)
    // Not known to ECS just after the start means little: better asked to stop in vain than left.
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
  { cluster, tries }: Ledger,
  settings: RunSettings,
  world: World,
): Promise<string[]> {
  const { startedBy } = settings
  const open = tries.filter(({ arns }) => arns === undefined)
  if (open.length === 0 || startedBy === undefined) return []
  const known = tries.flatMap(({ arns = [] }) => arns)
  const since = Math.min(...open.map(({ at }) => at))
  for (let look = 1; look <= LOOKS; look++) {
    const found = await findStarted(ecs, { cluster, startedBy, since, settings }, world).catch(unlessRefused)
    const unknown = found?.filter((arn) => !known.includes(arn))
    if (unknown?.length !== 0) return recall(ecs, { open, candidates: unknown ?? [] }, settings, world)
    if (look < LOOKS) await world.clock.sleep(BETWEEN_LOOKS_MS, world.signal)
  }
  return []
}

interface Open {
  readonly open: Ledger['tries']
  /** What looks like their tasks. */
  readonly candidates: readonly string[]
}

/** Other steps and jobs of the run may have started the like: ECS tells by the tokens which tasks are ours. */
async function recall(
  ecs: ECSClient,
  { open, candidates }: Open,
  settings: RunSettings,
  world: World,
): Promise<string[]> {
  try {
    const { request } = await prepare(ecs, settings, world)
    if (request === undefined) return []
    const recalled = open.map(async ({ clientToken, count }) =>
      recallRunTask(ecs, { ...request, count, clientToken }, world),
    )
    return (await Promise.all(recalled)).flat()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    world.console.annotate(
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

/** Without the permission to look, it is not known that there is nothing. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof AwsError)) throw error
}
