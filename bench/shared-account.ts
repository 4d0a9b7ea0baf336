import { limitRates } from '../simulator/rates.ts'
import { fargateEndingMs, followVirtually, standInTasks } from './follow-virtually.ts'
import { type Figure, figure, type Measurement, quantile } from './figures.ts'
import { standInForEcs } from './stand-in.ts'
import { virtualClock } from './virtual-clock.ts'

const STEPS = 200
const ROUNDS = 3
const PENDING_MS = 20_000
const SITUATIONS = [
  { what: 'tasks of 2 min, begun within 10 s', runMs: 120_000, spreadMs: 10_000 },
  { what: 'tasks of 10 min, begun within 10 min', runMs: 600_000, spreadMs: 600_000 },
  { what: 'tasks of 15 min, begun within 1 s', runMs: 900_000, spreadMs: 1_000 },
  { what: 'tasks of 10 min that stop at once', runMs: 600_000, spreadMs: 600_000, endingMs: () => 0 },
]

export interface SharedRun {
  /** Seconds, ascending. */
  readonly late: readonly number[]
  readonly unfinished: number
  readonly throttledShare: number
}

/** Two hundred steps with a task each on one account, whose DescribeTasks bucket holds 100 and gets 20 a second. */
export const sharedAccount: Measurement = {
  name: 'shared-account',
  measure: async () => {
    const figures: Figure[] = []
    for (const { what, runMs, spreadMs, endingMs = fargateEndingMs } of SITUATIONS) {
      const runs: SharedRun[] = []
      for (let round = 0; round < ROUNDS; round++) runs.push(await shareAccount(runMs, spreadMs, endingMs))
      const p95 = runs.map(({ late }) => quantile(late, 0.95))
      figures.push(
        figure(
          `${STEPS} ${what}: notice`,
          's',
          runs.flatMap(({ late }) => late),
        ),
        figure('at the 95th percentile', 's', p95, endingMs === fargateEndingMs ? { atMost: 5 } : undefined),
        figure(
          'calls that were turned away',
          '%',
          runs.map(({ throttledShare }) => throttledShare * 100),
        ),
        figure(
          'steps that did not finish',
          'steps',
          runs.map(({ unfinished }) => unfinished),
          { atMost: 0, of: 'worst' },
        ),
      )
    }
    return figures
  },
}

/** The lengths of the tasks are spread by half, so that they do not end together. */
async function shareAccount(runMs: number, spreadMs: number, endingMs: () => number): Promise<SharedRun> {
  const clock = virtualClock()
  const plan = standInTasks(STEPS, 0, 0).map(({ arn }) => {
    const startsAt = clock.now() + Math.random() * spreadMs
    const runningAt = startsAt + PENDING_MS
    const endingAt = runningAt + runMs * (0.75 + Math.random() / 2)
    return { startsAt, task: { arn, runningAt, endingAt, stoppedAt: endingAt + endingMs() } }
  })
  const standIn = await standInForEcs({
    tasks: plan.map(({ task }) => task),
    clock,
    rates: limitRates(clock),
  })
  const signal = new AbortController().signal
  const followed = await clock.runUntil(
    Promise.all(
      plan.map(async ({ startsAt, task }) => {
        await clock.sleep(startsAt - clock.now(), signal)
        return followVirtually(standIn, [task], clock)
      }),
    ),
  )
  return {
    late: followed.map(({ noticedAfterMs }) => noticedAfterMs / 1000).sort((a, b) => a - b),
    unfinished: followed.filter(({ end }) => end !== 'finished').length,
    throttledShare: standIn.calls.filter(({ admitted }) => !admitted).length / standIn.calls.length,
  }
}
