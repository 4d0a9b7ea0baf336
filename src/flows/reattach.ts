import type { ECSClient, Task } from '@aws-sdk/client-ecs'
import { describeAll } from '../ecs/describe-tasks.js'
import { fingerprintOverrides, listTasks } from '../ecs/list-tasks.js'
import { nextInterval } from '../follow/poll-interval.js'
import type { StepRuntime } from '../runtime/runtime.js'
import { shortId } from '../text/arn.js'
import { plural } from '../text/words.js'
import { describedAs, watchArn } from '../tasks/watched-task.js'
import { judgeTask } from '../verdict/judge-task.js'
import { familiesOf } from './if-running.js'
import type { ReadyToRun } from './prepare.js'

/** Tasks that earlier attempts of this workflow run started for the same step. */
export interface EarlierTasks {
  /** Followed in place of new ones. */
  readonly running: readonly Task[]
  /** Tasks that succeeded: they are not started again. */
  readonly succeeded: readonly Task[]
}

const NO_EARLIER_TASKS: EarlierTasks = { running: [], succeeded: [] }

/**
 * Finds the tasks that earlier attempts of this workflow run started for this step. ECS lists a stopped task for
 * about an hour. A task that is being stopped is waited for, so that two never run at once. Throws an `AwsError` where
 * ECS does not list the tasks, and the signal's reason.
 */
export async function findEarlierTasks(
  ecs: ECSClient,
  plan: ReadyToRun,
  runtime: StepRuntime,
): Promise<EarlierTasks> {
  const { settings, request } = plan
  const earlier = settings.reattach
    ? earlierNames(request.startedBy ?? '', runtime.inputs.github.runAttempt)
    : []
  if (earlier.length === 0) return NO_EARLIER_TASKS
  const found = await findTasks(ecs, plan, earlier, runtime)
  const expected = fingerprintOverrides('', request.overrides)
  const same = found.filter(({ overrides }) => fingerprintOverrides('', overrides) === expected)
  const settled = await untilStopped(ecs, settings.cluster, same, runtime)
  const running = settled.filter(({ lastStatus }) => !hasEnded(lastStatus))
  const options = {
    follow: settings.follow,
    plan: plan.plan,
    ...(plan.definition && { definition: plan.definition }),
  }
  const succeeded = settled.filter(
    (task) =>
      hasEnded(task.lastStatus) &&
      judgeTask(describedAs(watchArn(task.taskArn ?? ''), task, 0), options).fate === 'succeeded',
  )
  const taken: EarlierTasks = {
    running: running.slice(0, settings.count),
    succeeded: succeeded.slice(0, Math.max(0, settings.count - running.length)),
  }
  report(taken, found.length - same.length, running.slice(settings.count), settled.length, earlier, runtime)
  return taken
}

/** `github/<run>/<n>/<key>` of every earlier attempt, the latest first. */
function earlierNames(startedBy: string, runAttempt = '1'): string[] {
  const [, start, end] = /^(github\/\d+\/)\d+(\/\w+)$/.exec(startedBy) ?? []
  if (start === undefined || end === undefined) return []
  return Array.from(
    { length: Number(runAttempt) - 1 },
    (_, index) => `${start}${index + 1}${end}`,
  ).toReversed()
}

async function findTasks(
  ecs: ECSClient,
  { settings, definition, request }: ReadyToRun,
  earlier: readonly string[],
  runtime: StepRuntime,
): Promise<Task[]> {
  const { cluster } = settings
  const arns = new Set<string>()
  // ListTasks combines startedBy with no other filter, and then lists running tasks only.
  for (const startedBy of earlier)
    for (const arn of await listTasks(ecs, { cluster, startedBy }, runtime)) arns.add(arn)
  for (const family of familiesOf(definition, request))
    for (const arn of await listTasks(ecs, { cluster, family, desiredStatus: 'STOPPED' }, runtime))
      arns.add(arn)
  const tasks = [...(await describeAll(ecs, cluster, [...arns], runtime)).values()]
  const order = ({ startedBy = '' }: Task): number => earlier.indexOf(startedBy)
  return tasks.filter((task) => order(task) >= 0).toSorted((one, other) => order(one) - order(other))
}

/** Describes tasks that ECS is stopping until they have stopped. */
async function untilStopped(
  ecs: ECSClient,
  cluster: string,
  tasks: readonly Task[],
  runtime: StepRuntime,
): Promise<Task[]> {
  const { clock, console, signal } = runtime
  const startedAt = clock.now()
  const latest = new Map(tasks.map((task) => [task.taskArn ?? '', task]))
  const stopping = (): string[] =>
    [...latest.values()]
      .filter(({ desiredStatus, lastStatus }) => desiredStatus === 'STOPPED' && !hasEnded(lastStatus))
      .map(({ taskArn }) => taskArn ?? '')
  if (stopping().length > 0) console.line(`Waiting for ${plural(stopping().length, 'task')} to stop`)
  while (stopping().length > 0) {
    await clock.sleep(nextInterval({ forMs: clock.now() - startedAt }, 1), signal)
    for (const [arn, task] of await describeAll(ecs, cluster, stopping(), runtime)) latest.set(arn, task)
  }
  return [...latest.values()]
}

function hasEnded(lastStatus: string | undefined): boolean {
  return lastStatus === 'STOPPED' || lastStatus === 'DELETED'
}

function report(
  { running, succeeded }: EarlierTasks,
  different: number,
  tooMany: readonly Task[],
  found: number,
  earlier: readonly string[],
  { console }: StepRuntime,
): void {
  const attempt = ({ startedBy = '' }: Task): string => startedBy.split('/')[2] ?? ''
  for (const task of running)
    console.line(
      `Following ${shortId(task.taskArn ?? '')}, which attempt ${attempt(task)} of this run started`,
    )
  for (const task of succeeded)
    console.line(
      `${shortId(task.taskArn ?? '')} succeeded in attempt ${attempt(task)} of this run: not run again`,
    )
  if (different > 0)
    console.annotate(
      'warning',
      'Tasks of an earlier attempt run with other values',
      `${plural(different, 'task')} of an earlier attempt of this step ran with another command or other environment values.\n` +
        'reattach follows a task only where both are the same.',
    )
  if (tooMany.length > 0)
    console.annotate(
      'warning',
      'More tasks of earlier attempts run than count',
      `These run as well and are not followed: ${tooMany.map(({ taskArn }) => taskArn).join(', ')}`,
    )
  if (found === 0 && different === 0)
    console.annotate(
      'warning',
      'No task of an earlier attempt was found',
      `reattach found no task of attempt ${earlier.length === 1 ? '1' : `1 to ${earlier.length}`} of this run. ` +
        'ECS lists a stopped task for about an hour: an earlier one may have run and been forgotten.',
    )
}
