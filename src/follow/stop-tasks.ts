import type { ECSClient } from '@aws-sdk/client-ecs'
import { shortId } from '../ecs/arn.js'
import { AwsError } from '../ecs/aws-error.js'
import { stopTask } from '../ecs/stop.js'
import type { World } from '../world/world.js'

/** A cancelled step has 7.5 s until SIGTERM and 2.5 s more until it is killed. */
const STOPPING_MS = 4_000
/** StopTask shares a bucket of 100, refilled by 40 a second ("Request throttling for the Amazon ECS API"). */
const AT_ONCE = 20
const PAUSE_AFTER_REFUSAL_MS = 250

export interface Stopping {
  readonly stopped: readonly string[]
  /** Tasks that may run on, with the reason. */
  readonly left: readonly LeftTask[]
}

export interface LeftTask {
  readonly arn: string
  readonly why: string
  /** ECS does not know the task: it stopped long ago, or never was. */
  readonly unknown: boolean
}

/** Asks ECS to stop these tasks, in the little time there is; each task is one line. Never throws. */
export async function stopTasks(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
  reason: string,
  { console, clock }: Pick<World, 'console' | 'clock'>,
): Promise<Stopping> {
  const timeUp = AbortSignal.timeout(STOPPING_MS)
  const stopped: string[] = []
  const left: LeftTask[] = []

  const stop = async (arn: string): Promise<void> => {
    for (;;) {
      try {
        await stopTask(ecs, cluster, arn, reason, timeUp)
        stopped.push(arn)
        console.line(`${shortId(arn)}  stop accepted`)
        return
      } catch (error) {
        // A task may be so young that StopTask does not know it yet.
        const unknown = error instanceof AwsError && /task was not found/i.test(error.message)
        const again = unknown || (error instanceof AwsError && error.meaning.retry === 'soon')
        if (again) await clock.sleep(PAUSE_AFTER_REFUSAL_MS, timeUp).catch(() => undefined)
        if (!again || timeUp.aborted) {
          const why = error instanceof Error ? error.message : String(error)
          left.push({ arn, why, unknown })
          console.line(`${shortId(arn)}  not stopped: ${why}`)
          return
        }
      }
    }
  }

  const waiting = [...arns]
  const worker = async (): Promise<void> => {
    for (let arn = waiting.shift(); arn !== undefined; arn = waiting.shift()) await stop(arn)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return { stopped, left }
}
