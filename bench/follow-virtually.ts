import { followTasks, type FollowResult } from '../src/follow/follow-tasks.js'
import { watchArn } from '../src/tasks/watched-task.js'
import type { Console } from '../src/runtime/console.js'
import type { StandIn, StandInTask } from './stand-in.ts'
import type { VirtualClock } from './virtual-clock.ts'

const MISSING_PATIENCE_MS = 120_000

export const SILENT: Console = {
  coloured: false,
  line: () => undefined,
  foreign: () => undefined,
  drained: async () => Promise.resolve(),
  group: () => undefined,
  endGroup: () => undefined,
  debug: () => undefined,
  annotate: () => undefined,
  annotateRest: () => undefined,
  mask: () => undefined,
  masked: (text) => text,
  close: () => undefined,
}

export interface Followed {
  /** From the stop of the last task to the moment at which that was known. */
  readonly noticedAfterMs: number
  readonly end: FollowResult['end']
}

/** Follows these tasks to their end with the code of the step, in virtual time. Has to be let run by the clock. */
export async function followVirtually(
  { ecs }: StandIn,
  tasks: readonly StandInTask[],
  clock: VirtualClock,
): Promise<Followed> {
  const { end } = await followTasks(
    ecs,
    {
      cluster: 'default',
      tasks: tasks.map(({ arn }) => watchArn(arn)),
      waitFor: 'stopped',
      missingPatienceMs: MISSING_PATIENCE_MS,
      onChange: () => undefined,
      onPoll: () => undefined,
    },
    { clock, console: SILENT, signal: new AbortController().signal },
  )
  const stoppedAt = Math.max(...tasks.map((task) => task.stoppedAt))
  return { noticedAfterMs: clock.now() - stoppedAt, end }
}

/** `count` tasks that run from `runningAt` for so long, and then take some time to stop. */
export function standInTasks(count: number, runningAt: number, runMs: number, endingMs = 0): StandInTask[] {
  const endingAt = runningAt + runMs
  return Array.from({ length: count }, (_, index) => ({
    arn: `arn:aws:ecs:us-east-1:123456789012:task/default/${String(index).padStart(32, '0')}`,
    runningAt,
    endingAt,
    stoppedAt: endingAt + endingMs,
  }))
}

/** From the end of a task to STOPPED on Fargate: 12 to 24 s, as `src/follow/pace.ts` has it. */
export function fargateEndingMs(): number {
  return 12_000 + 12_000 * Math.random()
}
