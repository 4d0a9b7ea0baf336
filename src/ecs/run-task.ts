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

/** Twice this and the time to stop what started must fit into the few seconds that a cancelled step has. */
const LAST_WORD_MS = 1_500

/** RunTask was sent, and nobody knows what became of it: its tasks may run. */
export class Unanswered extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'Unanswered'
  }
}

export type RunTaskRequest = RunTaskCommandInput & { readonly clientToken: string }

/**
 * One RunTask, asked until it is known what became of it: the token makes every repeat the same call to ECS
 * (developer guide, "Ensuring idempotency"). Cancelled meanwhile, it still waits for the answer on its way, because a
 * task nobody knows of cannot be stopped. Throws an `AwsError` where AWS refused, the signal's reason where nothing
 * was started, and {@link Unanswered} where the answer never came.
 */
export async function runTask(
  ecs: ECSClient,
  request: RunTaskRequest,
  runtime: Runtime,
): Promise<RunTaskCommandOutput> {
  let onItsWay: Promise<RunTaskCommandOutput> | undefined
  /** How often it was sent without being refused for certain. */
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
 * ARNs of what a RunTask started whose answer was never heard. Asked again under its token, ECS answers as it did then,
 * and where the rest of the request is another by now, names the tasks in its refusal; no list of tasks can tell those of
 * one step from the like. Starts the tasks where the first call never arrived.
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

/** The answer if it comes soon; undefined if it is a refusal, was lost, or is late. */
async function lastWord(answer: Promise<RunTaskCommandOutput>): Promise<RunTaskCommandOutput | undefined> {
  return Promise.race([answer.catch(() => undefined), delay(LAST_WORD_MS, undefined, { ref: false })])
}
