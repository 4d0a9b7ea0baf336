import type { ECSClient, RunTaskCommandInput, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { describeAll } from '../ecs/describe-tasks.js'
import { listTasks } from '../ecs/list-tasks.js'
import { nextInterval } from '../follow/poll-interval.js'
import { temporaryFamily } from '../request/definition-copy.js'
import type { StepRuntime } from '../runtime/runtime.js'
import { lastSegment, shortId } from '../text/arn.js'
import { plural } from '../text/words.js'
import type { ReadyToRun } from './prepare.js'

/** The families that count as the same: that of the task definition, and that of its temporary copies. */
export function familiesOf(
  definition: TaskDefinition | undefined,
  { taskDefinition = '' }: RunTaskCommandInput,
): string[] {
  const family = definition?.family ?? lastSegment(taskDefinition).replace(/:\d+$/, '')
  return [family, temporaryFamily(family)]
}

/**
 * The running tasks of the same family in the cluster, without the tasks of services and of this step. A task counts as
 * running until its last status is STOPPED. Throws an `AwsError` where ECS does not list the tasks.
 */
export async function findRunningTasks(
  ecs: ECSClient,
  { settings, definition, request }: ReadyToRun,
  own: readonly string[],
  runtime: StepRuntime,
): Promise<Task[]> {
  const { cluster } = settings
  const arns = new Set<string>()
  for (const family of familiesOf(definition, request))
    for (const desiredStatus of ['RUNNING', 'STOPPED'] as const)
      for (const arn of await listTasks(ecs, { cluster, family, desiredStatus }, runtime)) arns.add(arn)
  for (const arn of own) arns.delete(arn)
  const tasks = await describeAll(ecs, cluster, [...arns], runtime)
  return [...tasks.values()].filter(
    ({ group = '', lastStatus }) =>
      !group.startsWith('service:') && lastStatus !== 'STOPPED' && lastStatus !== 'DELETED',
  )
}

/** Waits until no task of the same family runs. Throws the signal's reason on a timeout or cancel. */
export async function waitForOtherTasks(
  ecs: ECSClient,
  plan: ReadyToRun,
  own: readonly string[],
  runtime: StepRuntime,
): Promise<void> {
  const { clock, console, signal } = runtime
  const startedAt = clock.now()
  let last = ''
  for (;;) {
    const found = await findRunningTasks(ecs, plan, own, runtime)
    if (found.length === 0) return
    const names = listTaskIds(found)
    if (names !== last)
      console.line(`Waiting for ${plural(found.length, 'task')} of the same family: ${names}`)
    last = names
    await clock.sleep(nextInterval({ forMs: clock.now() - startedAt }, 1), signal)
  }
}

const MOST_NAMED = 5

/** `3f9c1e77…, a01b22c9… and 3 more`. */
export function listTaskIds(tasks: readonly Task[]): string {
  const ids = tasks.slice(0, MOST_NAMED).map(({ taskArn = '' }) => shortId(taskArn))
  return [ids.join(', '), ...(tasks.length > MOST_NAMED ? [`${tasks.length - MOST_NAMED} more`] : [])].join(
    ' and ',
  )
}
