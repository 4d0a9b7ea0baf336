import { DescribeTasksCommand, type ECSClient, type Task } from '@aws-sdk/client-ecs'
import { lastSegment } from '../text/arn.js'
import { asAwsError } from './aws-error.js'

/** DescribeTasks takes at most 100 tasks a call (API reference). */
const MOST_TASKS_PER_CALL = 100

export interface Look {
  /** By the ARN or id that was asked for: ECS promises no order. */
  readonly seen: ReadonlyMap<string, Task>
  /** Tasks that ECS says it does not know: just started, or stopped about an hour ago. */
  readonly missing: readonly string[]
}

/** Looks once at every task, a hundred a call. Throws an `AwsError`; the caller decides whether to look again. */
export async function describeTasks(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
  signal?: AbortSignal,
): Promise<Look> {
  const byId = new Map<string, Task>()
  for (let from = 0; from < arns.length; from += MOST_TASKS_PER_CALL) {
    for (const task of await describe(ecs, cluster, arns.slice(from, from + MOST_TASKS_PER_CALL), signal)) {
      byId.set(lastSegment(task.taskArn ?? ''), task)
    }
  }
  const seen = new Map<string, Task>()
  for (const arn of arns) {
    const task = byId.get(lastSegment(arn))
    if (task) seen.set(arn, task)
  }
  return { seen, missing: arns.filter((arn) => !seen.has(arn)) }
}

async function describe(
  ecs: ECSClient,
  cluster: string,
  tasks: string[],
  abortSignal?: AbortSignal,
): Promise<Task[]> {
  try {
    const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks }), {
      ...(abortSignal && { abortSignal }),
    })
    return answer.tasks ?? []
  } catch (error) {
    abortSignal?.throwIfAborted()
    throw asAwsError('DescribeTasks', error)
  }
}
