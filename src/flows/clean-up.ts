import type { ECSClient } from '@aws-sdk/client-ecs'
import { createEcsClient } from '../ecs/client.js'
import { findStarted } from '../ecs/find-started.js'
import { lookAtTasks } from '../ecs/poll.js'
import { stopTasks } from '../follow/stop-tasks.js'
import { readRunSettings } from '../inputs/read-run-settings.js'
import { secretValues } from '../inputs/secret-values.js'
import type { RunSettings } from '../inputs/settings.js'
import { counted } from '../text/humane.js'
import type { World } from '../world/world.js'
import { keepSecrets } from './keep-secrets.js'
import { type Ledger, readLedger } from './ledger.js'
import type { Step } from './step.js'
import { stopReason } from './stop-reason.js'

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
  try {
    await stopLeftovers(
      createEcsClient(settings.aws, step.inputs.github, world),
      ledger,
      settings,
      step,
      world,
    )
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
  ledger: Ledger,
  settings: RunSettings,
  step: Step,
  world: World,
): Promise<void> {
  const { console } = world
  const running = [...(await stillRunning(ecs, ledger)), ...(await unanswered(ecs, ledger, settings, world))]
  if (running.length === 0) return
  console.line(`the step was cut off: stopping ${counted(running.length, 'task')} that it started`)
  const { stopped, left } = await stopTasks(
    ecs,
    ledger.cluster,
    running,
    stopReason(step.inputs.github)('cancelled'),
    world,
  )
  if (left.length === 0) return
  const list = left.map(({ arn, why }) => `${arn}: ${why}`).join('\n')
  console.annotate(
    'warning',
    'Tasks may still be running',
    `${stopped.length} of ${counted(running.length, 'task')} stopped.\n${list}`,
  )
}

/** Tasks of answered tries; those of a step that came to its own end were meant to run. */
async function stillRunning(ecs: ECSClient, { cluster, tries, settled }: Ledger): Promise<string[]> {
  const known = settled ? [] : tries.flatMap(({ arns = [] }) => arns)
  if (known.length === 0) return []
  const { seen, missing } = await lookAtTasks(ecs, cluster, known)
  // Not known to ECS just after the start means little: better asked to stop in vain than left.
  return [
    ...missing,
    ...[...seen.values()]
      .filter(({ desiredStatus }) => desiredStatus !== 'STOPPED')
      .flatMap(({ taskArn }) => taskArn ?? []),
  ]
}

/** Tasks of RunTask calls whose answer never came. */
async function unanswered(
  ecs: ECSClient,
  { cluster, tries }: Ledger,
  settings: RunSettings,
  world: World,
): Promise<string[]> {
  const known = tries.flatMap(({ arns = [] }) => arns)
  const open = tries.filter(({ arns }) => arns === undefined)
  if (open.length === 0 || settings.startedBy === undefined) return []
  const since = Math.min(...open.map(({ at }) => at))
  const most = open.reduce((total, { count }) => total + count, 0)
  const found = await findStarted(ecs, { cluster, startedBy: settings.startedBy, since, settings }, world)
  const candidates = found.filter((arn) => !known.includes(arn))
  if (candidates.length <= most) return candidates
  world.console.annotate(
    'warning',
    'Tasks may still be running',
    `The answer to RunTask never came, and ${candidates.length} tasks look like those ${most}: none was stopped.\n${candidates.join('\n')}`,
  )
  return []
}
