import { setTimeout as delay } from 'node:timers/promises'
import {
  ConflictException,
  type ECSClient,
  RunTaskCommand,
  type RunTaskCommandInput,
  type RunTaskCommandOutput,
} from '@aws-sdk/client-ecs'
import type { Runtime } from '../runtime/runtime.js'
import { asAwsError, AwsError } from './aws-error.js'
import { call } from './call.js'
import { checkFailures, checkTasks } from './check-answer.js'
import { InvalidAnswer } from './error-facts.js'

/** Two of these and the StopTask calls must fit into the 7.5 s that a cancelled step has between SIGINT and SIGTERM. */
const LAST_WORD_MS = 1_500

/** RunTask was sent and was not answered. Its tasks may run. */
export class Unanswered extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'Unanswered'
  }
}

export type RunTaskRequest = RunTaskCommandInput & { readonly clientToken: string }

/**
 * One RunTask, retried until its result is known. The client token makes every retry the same call to ECS (developer
 * guide, "Ensuring idempotency"). After a cancel it still waits for an answer that is on its way: a task whose ARN is
 * unknown cannot be stopped. Throws an `AwsError` where AWS refused, the signal's reason where nothing was started, and
 * {@link Unanswered} where no answer came.
 */
export async function runTask(
  ecs: ECSClient,
  request: RunTaskRequest,
  runtime: Runtime,
): Promise<RunTaskCommandOutput> {
  let onItsWay: Promise<RunTaskCommandOutput> | undefined
  /** The number of sent calls that were not certainly refused. */
  let uncertain = 0
  const send = async (): Promise<RunTaskCommandOutput> => {
    uncertain++
    onItsWay = ask(ecs, request)
    try {
      return await onItsWay
    } catch (error) {
      if (error instanceof AwsError && error.certainty !== 'uncertain') uncertain--
      throw error
    }
  }
  try {
    return await call('RunTask', send, runtime)
  } catch (error) {
    if (runtime.signal.aborted && onItsWay !== undefined) {
      const answer = (await lastWord(onItsWay)) ?? (uncertain > 0 ? await lastWord(send()) : undefined)
      if (answer !== undefined) return answer
    }
    throw uncertain > 0 ? new Unanswered(error) : error
  }
}

/**
 * The ARNs of the tasks that a RunTask without an answer started. Sent again with its client token, the call gets the
 * same answer. Where the rest of the request has changed, ECS names the tasks in its refusal. ListTasks would not do: it
 * cannot separate the tasks of one step from similar tasks. Starts the tasks where the first call never reached ECS.
 */
export async function recallRunTask(
  ecs: ECSClient,
  request: RunTaskRequest,
  runtime: Runtime,
): Promise<string[]> {
  try {
    const { tasks = [] } = await call('RunTask', async () => ask(ecs, request), runtime)
    return tasks.flatMap(({ taskArn }) => taskArn ?? [])
  } catch (error) {
    if (error instanceof AwsError && error.cause instanceof ConflictException)
      return error.cause.resourceIds ?? []
    throw error
  }
}

async function ask(ecs: ECSClient, request: RunTaskRequest): Promise<RunTaskCommandOutput> {
  try {
    const answer = await ecs.send(new RunTaskCommand(request))
    const tasks = checkTasks(answer.tasks)
    const failures = checkFailures(answer.failures)
    if (tasks.length + failures.length === 0) throw new InvalidAnswer('it names neither a task nor a failure')
    return { ...answer, tasks, failures }
  } catch (error) {
    throw asAwsError('RunTask', error)
  }
}

/** The answer if it comes within the limit. Undefined if it is a refusal, is lost, or is late. */
async function lastWord(answer: Promise<RunTaskCommandOutput>): Promise<RunTaskCommandOutput | undefined> {
  return Promise.race([answer.catch(() => undefined), delay(LAST_WORD_MS, undefined, { ref: false })])
}
