import { setTimeout as delay } from 'node:timers/promises'
import {
  type ECSClient,
  RunTaskCommand,
  type RunTaskCommandInput,
  type RunTaskCommandOutput,
} from '@aws-sdk/client-ecs'
import { echoConcealer } from '../text/conceal.js'
import type { World } from '../world/world.js'
import { asAwsError, AwsError } from './aws-error.js'
import { call } from './call.js'

/** A cancelled step has about 7 s until it is killed; stopping what started must fit in as well. */
const LAST_WORD_MS = 2_000

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
 * was sent, and {@link Unanswered} where the answer never came.
 */
export async function runTask(
  ecs: ECSClient,
  request: RunTaskRequest,
  world: World,
): Promise<RunTaskCommandOutput> {
  let onItsWay: Promise<RunTaskCommandOutput> | undefined
  const send = (): Promise<RunTaskCommandOutput> => (onItsWay = ask(ecs, request))
  const asked = call('RunTask', send, world)
  try {
    return await Promise.race([asked, aborted(world.signal)])
  } catch (error) {
    if (onItsWay === undefined || (error instanceof AwsError && !error.mayHaveHappened)) throw error
    const answer = world.signal.aborted ? ((await lastWord(onItsWay)) ?? (await lastWord(send()))) : undefined
    if (answer === undefined) throw new Unanswered(error)
    return answer
  }
}

/** The one call that carries values of an environment: what ECS says to it may repeat them, and is rid of them here. */
async function ask(ecs: ECSClient, request: RunTaskRequest): Promise<RunTaskCommandOutput> {
  const environment =
    request.overrides?.containerOverrides?.flatMap(({ environment = [] }) => environment) ?? []
  const conceal = echoConcealer(environment.flatMap(({ value }) => value ?? []))
  try {
    const answer = await ecs.send(new RunTaskCommand(request))
    const failures = (answer.failures ?? []).map((failure) => ({
      ...failure,
      ...(failure.detail !== undefined && { detail: conceal(failure.detail) }),
    }))
    return { ...answer, failures }
  } catch (error) {
    throw asAwsError('RunTask', error, { conceal })
  }
}

/** The answer if it comes soon; undefined if it was lost or is late. Throws what AWS refused for good. */
async function lastWord(answer: Promise<RunTaskCommandOutput>): Promise<RunTaskCommandOutput | undefined> {
  try {
    return await Promise.race([answer, delay(LAST_WORD_MS, undefined, { ref: false })])
  } catch (cause) {
    const error = asAwsError('RunTask', cause)
    if (error.mayHaveHappened) return undefined
    throw error
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    }
    if (signal.aborted) give()
    signal.addEventListener('abort', give, { once: true })
  })
}
