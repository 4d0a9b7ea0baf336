import { DescribeTasksCommand, type ECSClient, type Task } from '@aws-sdk/client-ecs'
import type { Runtime } from '../runtime/runtime.js'
import { lastSegment } from '../text/arn.js'
import { asAwsError, AwsError } from './aws-error.js'
import { call } from './call.js'
import { checkTasks } from './check-answer.js'

/** DescribeTasks takes at most 100 tasks a call (API reference). */
const MOST_TASKS_PER_CALL = 100
/** A page without an answer is called at most this many times in one poll. */
const ROUNDS = 3
const ROUND_PAUSE_MS = 500

export interface TaskPoll {
  /** By the ARN or id in the request: ECS promises no order. */
  readonly seen: ReadonlyMap<string, Task>
  /** Tasks unknown to ECS: they have just started, or stopped about an hour ago. */
  readonly missing: readonly string[]
  /** Tasks of the pages without an answer, and the error of the last of these pages. */
  readonly unanswered: readonly string[]
  readonly error?: AwsError
}

/**
 * Describes every task once, at most 100 tasks a call. The result has every answered page. A page without an answer is
 * retried while other pages are answered. Rejects only with the signal's reason.
 */
export async function describeTasks(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
  { clock, signal }: Pick<Runtime, 'clock' | 'signal'>,
): Promise<TaskPoll> {
  const seen = new Map<string, Task>()
  const missing: string[] = []
  let open = pagesOf(arns)
  let error: AwsError | undefined
  for (let round = 1; open.length > 0 && round <= ROUNDS; round++) {
    if (round > 1) await clock.sleep(ROUND_PAUSE_MS, signal)
    const failed: (readonly string[])[] = []
    for (const page of open) {
      try {
        const byId = await describePage(ecs, cluster, page, signal)
        for (const arn of page) {
          const task = byId.get(lastSegment(arn))
          if (task) seen.set(arn, task)
          else missing.push(arn)
        }
      } catch (thrown) {
        signal.throwIfAborted()
        error = asAwsError('DescribeTasks', thrown)
        failed.push(page)
      }
    }
    const someAnswered = failed.length < open.length
    open = failed
    if (!someAnswered) break
  }
  return { seen, missing, unanswered: open.flat(), ...(open.length > 0 && error && { error }) }
}

/**
 * Describes every task that ECS shows. Retries pages without an answer as {@link call} does. Throws an `AwsError` where
 * a page stays without an answer, and the signal's reason.
 */
export async function describeAll(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
  runtime: Runtime,
): Promise<ReadonlyMap<string, Task>> {
  const { seen, error } = await describeKnown(ecs, cluster, arns, runtime)
  if (error) throw error
  return seen
}

/** The same, with the error of the pages that stay without an answer. Their tasks are left out. */
export async function describeKnown(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
  runtime: Runtime,
): Promise<{ readonly seen: ReadonlyMap<string, Task>; readonly error?: AwsError }> {
  const seen = new Map<string, Task>()
  let open = arns
  try {
    await call(
      'DescribeTasks',
      async () => {
        const poll = await describeTasks(ecs, cluster, open, runtime)
        for (const [arn, task] of poll.seen) seen.set(arn, task)
        open = poll.unanswered
        if (poll.error) throw poll.error
      },
      runtime,
    )
    return { seen }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return { seen, error }
  }
}

async function describePage(
  ecs: ECSClient,
  cluster: string,
  page: readonly string[],
  abortSignal: AbortSignal,
): Promise<Map<string, Task>> {
  const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [...page] }), { abortSignal })
  return new Map(checkTasks(tasks).map((task) => [lastSegment(task.taskArn ?? ''), task]))
}

function pagesOf(arns: readonly string[]): (readonly string[])[] {
  const count = Math.ceil(arns.length / MOST_TASKS_PER_CALL)
  return Array.from({ length: count }, (_, page) =>
    arns.slice(page * MOST_TASKS_PER_CALL, (page + 1) * MOST_TASKS_PER_CALL),
  )
}
