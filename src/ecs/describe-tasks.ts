import { DescribeTasksCommand, type ECSClient, type Task } from '@aws-sdk/client-ecs'
import type { Runtime } from '../runtime/runtime.js'
import { lastSegment } from '../text/arn.js'
import { asAwsError, AwsError } from './aws-error.js'
import { call } from './call.js'
import { checkTasks } from './check-answer.js'

/** DescribeTasks takes at most 100 tasks a call (API reference). */
const MOST_TASKS_PER_CALL = 100
/** Of many pages those without an answer are asked for so often before the poll ends. */
const ROUNDS = 3
const ROUND_PAUSE_MS = 500

export interface TaskPoll {
  /** By the ARN or id that was asked for: ECS promises no order. */
  readonly seen: ReadonlyMap<string, Task>
  /** Tasks that ECS says it does not know: just started, or stopped about an hour ago. */
  readonly missing: readonly string[]
  /** Tasks of the pages without an answer, and why the last of these pages has none. */
  readonly unanswered: readonly string[]
  readonly error?: AwsError
}

/**
 * Describes every task once, a hundred a call. Each answered page counts: a page without an answer takes nothing from
 * the others, and is repeated as long as others are answered. Rejects with the signal's reason alone.
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

/** Describes every task, and repeats the pages without an answer as {@link call} does. Those that stay without one are left out. */
export async function describeAll(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
  runtime: Runtime,
): Promise<ReadonlyMap<string, Task>> {
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
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
  }
  return seen
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
