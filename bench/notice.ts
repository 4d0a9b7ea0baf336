import { fargateEndingMs, followVirtually, standInTasks } from './follow-virtually.ts'
import { type Figure, figure, type Measurement } from './figures.ts'
import { runTaskFor } from './run-task-for.ts'
import { waiterNoticesAfterMs } from './sdk-waiter.ts'
import { standInForEcs } from './stand-in.ts'
import { virtualClock } from './virtual-clock.ts'

const RUNS_S = [5, 30, 120, 600, 3_600]
/** The official action gives up after half an hour. */
const WAITER_RUNS_S = RUNS_S.filter((seconds) => seconds <= 600)
const VIRTUAL_RUNS = 400
const WAITER_RUNS = 100
const PENDING_MS = 15_000
const REAL_RUN_S = 30
/** Side by side: they do nothing but wait. */
const REAL_RUNS = 7

/** How long after its task has stopped a step knows it: in virtual time, and for one length with the bundle in real time. */
export const notice: Measurement = {
  name: 'notice',
  measure: async () => {
    const figures: Figure[] = []
    for (const seconds of RUNS_S) {
      const ends = { 'that stops at once': () => 0, 'on Fargate': fargateEndingMs }
      for (const [what, endingMs] of Object.entries(ends)) {
        const late: number[] = []
        for (let run = 0; run < VIRTUAL_RUNS; run++)
          late.push((await noticeAfterMs(seconds * 1000, endingMs())) / 1000)
        figures.push(
          figure(`notice of a task of ${seconds} s ${what}`, 's', late, {
            atMost: Math.max(1, seconds * 0.01),
          }),
          figure('the worst of them', 's', [Math.max(...late)], { atMost: Math.max(1.5, seconds * 0.02) }),
        )
      }
    }
    for (const seconds of WAITER_RUNS_S) {
      const late: number[] = []
      for (let run = 0; run < WAITER_RUNS; run++)
        late.push((await waiterNoticesAfterMs(seconds * 1000, PENDING_MS * Math.random())) / 1000)
      figures.push(figure(`the SDK's waiter, as the official action has it, after ${seconds} s`, 's', late))
    }
    for (const logs of ['false', 'true']) {
      const late = await Promise.all(
        Array.from({ length: REAL_RUNS }, async () => runTaskFor(REAL_RUN_S, logs)),
      )
      const goal = logs === 'false' ? { atMost: 1 } : { atMost: 5 }
      figures.push(figure(`the bundle's end after a task of ${REAL_RUN_S} s, logs: ${logs}`, 's', late, goal))
    }
    return figures
  },
}

/** Once, for a task that runs about so long and then ends for so long: where between two looks it stops is left to chance. */
export async function noticeAfterMs(runMs: number, endingMs = 0): Promise<number> {
  const clock = virtualClock()
  const tasks = standInTasks(1, clock.now() + PENDING_MS * Math.random(), runMs, endingMs)
  const standIn = await standInForEcs({ tasks, clock })
  const { noticedAfterMs } = await clock.runUntil(followVirtually(standIn, tasks, clock))
  return noticedAfterMs
}
