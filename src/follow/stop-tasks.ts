import type { ECSClient } from '@aws-sdk/client-ecs'
import { shortId } from '../text/arn.js'
import { asAwsError } from '../ecs/aws-error.js'
import { stopTask } from '../ecs/stop-task.js'
import { Interruption } from '../runtime/interruption.js'
import type { Runtime } from '../runtime/runtime.js'

/** Since the cancel; a runner sends SIGTERM 7.5 s after its SIGINT, and 2.5 s later it kills the step. */
const AFTER_CANCEL_MS = 5_000
/** A step that nobody cancelled has time enough, yet somebody waits for it. */
const PATIENCE_MS = 30_000
/** A task may be so young that StopTask does not know it yet. */
const UNKNOWN_PATIENCE_MS = 4_000
/** StopTask shares a bucket of 100, refilled by 40 a second ("Request throttling for the Amazon ECS API"). */
const BURST_TASKS = 100
const TASKS_PER_SECOND = 40
const AT_ONCE = 20

const FIRST_PAUSE_MS = 250
/** Longer pauses leave unused what AWS would give a cancelled step in its last seconds; shorter ones only add refusals. */
const LONGEST_PAUSE_MS = 1_000
/** Many steps are cancelled together, and must not come back together. */
const PAUSE_JITTER = 0.5

export interface StopOrder {
  readonly cluster: string
  readonly arns: readonly string[]
  /** What ECS shows as the stopped reason. */
  readonly reason: string
}

export interface Stopping {
  readonly stopped: readonly string[]
  /** Those of them that had stopped before they were asked to. */
  readonly alreadyStopped?: readonly string[]
  /** Tasks that may run on, with the reason. */
  readonly left: readonly LeftTask[]
}

export interface LeftTask {
  readonly arn: string
  readonly why: string
  /** ECS does not know the task: it stopped long ago, or never was. */
  readonly unknown: boolean
}

/** Asks ECS to stop these tasks, in the time there is; each task is one line. Never throws. */
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
  /** Resolves to the refusals in a row that this task makes of so many before it. */
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
      // An answer that was lost, and a task that is too young, ask nobody to slow down.
      const refusalsNow = error.answered && !unknown ? refusals + 1 : 0
      await clock.sleep(pauseAfter(refusalsNow), timeUp).catch(() => undefined)
      // Behind the others: a task that cannot be stopped must not keep them from it.
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

/** How long it takes to stop so many tasks at the rate that AWS allows, and to repeat what goes wrong, ms. */
export function stopPatienceMs(count: number): number {
  return PATIENCE_MS + (Math.max(0, count - BURST_TASKS) / TASKS_PER_SECOND) * 1000
}

/** How long to wait after so many refusals in a row, ms. */
function pauseAfter(refusals: number): number {
  if (refusals === 0) return FIRST_PAUSE_MS
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** (refusals - 1), LONGEST_PAUSE_MS)
  return longest * (1 - PAUSE_JITTER * Math.random())
}

/** Aborted when there is no time left to stop anything: soon after a cancel, whenever that comes. */
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
