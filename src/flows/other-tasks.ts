import type { ECSClient } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import { Interruption } from '../runtime/interruption.js'
import type { StepRuntime } from '../runtime/runtime.js'
import { formatDuration } from '../text/format.js'
import { plural } from '../text/words.js'
import type { Outcome, Verdict } from '../verdict/verdict.js'
import { type StepResult, withVerdict } from './finish.js'
import { findRunningTasks, listTaskIds, waitForOtherTasks } from './if-running.js'
import type { ReadyToRun } from './prepare.js'
import { type EarlierTasks, findEarlierTasks } from './reattach.js'

/** The tasks of earlier attempts that this step follows, or the result of the step because of other tasks. */
export type OtherTasks =
  | { readonly earlier: EarlierTasks; /** No task is left to start. */ readonly isComplete: boolean }
  | { readonly result: StepResult }

/** Applies `reattach` and `if-running`, before a task definition is registered or a task is run. */
export async function checkOtherTasks(
  ecs: ECSClient,
  plan: ReadyToRun,
  runtime: StepRuntime,
): Promise<OtherTasks> {
  let where = 'reattach'
  try {
    const earlier = await findEarlierTasks(ecs, plan, runtime)
    const own = [...earlier.running, ...earlier.succeeded].flatMap(({ taskArn }) => taskArn ?? [])
    if (own.length >= plan.settings.count) return { earlier, isComplete: true }
    where = 'if-running'
    const verdict = await checkIfRunning(ecs, plan, own, runtime)
    return verdict ? { result: withVerdict(plan, verdict) } : { earlier, isComplete: false }
  } catch (error) {
    if (error instanceof Interruption) return { result: withVerdict(plan, interrupted(plan, error, where)) }
    if (!(error instanceof AwsError)) throw error
    const title = `${where} needs the tasks of the cluster, which ECS does not show`
    const problems = [{ title, message: `${title}\n${error.message}` }]
    return {
      result: withVerdict(plan, { outcome: 'failed', problems, summary: `${title}; nothing was started` }),
    }
  }
}

/** One line about the effect of `if-running`, for a dry run. */
export async function describeIfRunning(
  ecs: ECSClient,
  plan: ReadyToRun,
  runtime: StepRuntime,
): Promise<string> {
  const { ifRunning } = plan.settings
  try {
    const found = await findRunningTasks(ecs, plan, [], runtime)
    if (found.length === 0) return `if-running: ${ifRunning}: no task of the same family runs`
    return `if-running: ${ifRunning}: ${plural(found.length, 'task')} of the same family runs: ${listTaskIds(found)}`
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return `if-running: ${ifRunning}: ${error.message}`
  }
}

/** The verdict of a step that starts no task because another task runs. */
async function checkIfRunning(
  ecs: ECSClient,
  plan: ReadyToRun,
  own: readonly string[],
  runtime: StepRuntime,
): Promise<Verdict | undefined> {
  const { ifRunning } = plan.settings
  if (ifRunning === 'start') return undefined
  if (ifRunning === 'wait') {
    await waitForOtherTasks(ecs, plan, own, runtime)
    return undefined
  }
  const found = await findRunningTasks(ecs, plan, own, runtime)
  if (found.length === 0) return undefined
  const title = `${plural(found.length, 'task')} of the same family ${found.length === 1 ? 'runs' : 'run'} already`
  const list = found.map(({ taskArn }) => taskArn).join('\n')
  if (ifRunning === 'skip') {
    runtime.console.line(`${title}: ${listTaskIds(found)}`)
    return {
      outcome: 'skipped',
      problems: [],
      summary: `${title}: ${listTaskIds(found)}; nothing was started`,
    }
  }
  const message = `${title}\n${list}\nif-running is fail. To wait for the end of the other task, write if-running: wait.`
  return { outcome: 'failed', problems: [{ title, message }], summary: `${title}; nothing was started` }
}

function interrupted({ settings }: ReadyToRun, { kind }: Interruption, where: string): Verdict {
  const outcome: Outcome = kind
  const limit = formatDuration(settings.follow.timeoutMs)
  const title = kind === 'cancelled' ? 'The job was cancelled' : `The timeout of ${limit} was reached`
  const message = `${title} while ${where} waited for other tasks. Nothing was started.`
  return { outcome, problems: [{ title, message }], summary: 'nothing was started' }
}
