import type { ECSClient } from '@aws-sdk/client-ecs'
import { shortId } from '../text/arn.js'
import { asAwsError } from '../ecs/aws-error.js'
import { stopTask } from '../ecs/stop-task.js'
import { Interruption } from '../runtime/interruption.js'
import type { Runtime } from '../runtime/runtime.js'

/** From the cancel. A runner sends SIGTERM 7.5 s after SIGINT, and kills the step 2.5 s later. */
const AFTER_CANCEL_MS = 5_000
/** The limit without a cancel. */
const PATIENCE_MS = 30_000
/** A task that has just started may be unknown to StopTask. */
const UNKNOWN_PATIENCE_MS = 4_000
/** StopTask has a shared bucket of 100 calls, refilled by 40 a second ("Request throttling for the Amazon ECS API"). */
const BURST_TASKS = 100
const TASKS_PER_SECOND = 40
const AT_ONCE = 20

const FIRST_PAUSE_MS = 250
/** A longer pause would waste the last seconds of a cancelled step. A shorter one would only be throttled more. */
const LONGEST_PAUSE_MS = 1_000
/** Spreads the retries of steps that were cancelled at the same time. */
const PAUSE_JITTER = 0.5

export interface StopOrder {
  readonly cluster: string
  readonly arns: readonly string[]
  /** The stopped reason in ECS. */
  readonly reason: string
}

export interface Stopping {
  readonly stopped: readonly string[]
  /** The tasks among them that had stopped before StopTask. */
  readonly alreadyStopped?: readonly string[]
  /** Tasks that may still run, with the reason. */
  readonly left: readonly LeftTask[]
}

export interface LeftTask {
  readonly arn: string
  readonly why: string
  /** The task is unknown to ECS: it stopped long ago, or never existed. */
  readonly unknown: boolean
}

/** Calls StopTask for these tasks, in the time that is left. Prints one line for each task. Never throws. */
export async function stopTasks(
  ecs: ECSClient,
  { cluster, arns, reason }: StopOrder,
  runtime: Runtime,
): Promise<Stopping> {
  const { console, clock } = runtime
  const timeUp = lastMoment(runtime, stopPatienceMs(arns.length))
  const stopped: string[] = []
  const alreadyStopped: string[] = []
  const left: LeftTask[] = []
  const waiting: Waiting[] = arns.map((arn) => ({ arn }))

  const leave = (arn: string, why: string, unknown: boolean): void => {
    left.push({ arn, why, unknown })
    console.line(`${shortId(arn)}  not stopped: ${why}`)
  }
  /** Resolves to the number of refusals in a row, including this call. `refusals` is the number before it. */
  const stop = async ({ arn, since = clock.now() }: Waiting, refusals: number): Promise<number> => {
    try {
      const hadStopped = await stopTask(ecs, cluster, arn, reason, timeUp)
      stopped.push(arn)
      if (hadStopped) alreadyStopped.push(arn)
      console.line(`${shortId(arn)}  ${hadStopped ? 'had stopped already' : 'stop accepted'}`)
      return 0
    } catch (thrown) {
      const error = asAwsError('StopTask', thrown)
      const unknown = /task was not found/i.test(error.message)
      const again = unknown ? clock.now() - since < UNKNOWN_PATIENCE_MS : error.explanation.retry === 'soon'
      if (!again || timeUp.aborted) {
        leave(arn, error.message, unknown)
        return refusals
      }
      // A lost answer and an unknown task are no throttling.
      const refusalsNow = error.answered && !unknown ? refusals + 1 : 0
      await clock.sleep(pauseAfter(refusalsNow), timeUp).catch(() => undefined)
      // The retry comes after the other tasks, so that it does not delay them.
      waiting.push({ arn, since })
      return refusalsNow
    }
  }

  const worker = async (): Promise<void> => {
    let refusals = 0
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      refusals = await stop(next, refusals)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return { stopped, left, ...(alreadyStopped.length > 0 && { alreadyStopped }) }
}

interface Waiting {
  readonly arn: string
  /** When StopTask was first called for it, ms since the epoch. */
  readonly since?: number
}

/** The time to stop `count` tasks at the rate that AWS allows, with retries, ms. */
export function stopPatienceMs(count: number): number {
  return PATIENCE_MS + (Math.max(0, count - BURST_TASKS) / TASKS_PER_SECOND) * 1000
}

/** The pause after this number of refusals in a row, ms. */
function pauseAfter(refusals: number): number {
  if (refusals === 0) return FIRST_PAUSE_MS
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** (refusals - 1), LONGEST_PAUSE_MS)
  return longest * (1 - PAUSE_JITTER * Math.random())
}

/** Aborted when no time is left: `AFTER_CANCEL_MS` after a cancel, else after `patienceMs`. */
function lastMoment({ clock, signal }: Runtime, patienceMs: number): AbortSignal {
  const hurry = new AbortController()
  const onAbort = (): void => {
    const reason: unknown = signal.reason
    if (!(reason instanceof Interruption) || reason.kind !== 'cancelled') return
    const ms = Math.max(0, reason.at + AFTER_CANCEL_MS - clock.now())
    setTimeout(() => {
      hurry.abort(new DOMException('no answer before the step had to end', 'TimeoutError'))
    }, ms).unref()
  }
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  return AbortSignal.any([hurry.signal, AbortSignal.timeout(patienceMs)])
}
