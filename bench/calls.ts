import { followVirtually, standInTasks } from './follow-virtually.ts'
import { type Figure, figure, type Measurement } from './figures.ts'
import { readLogsVirtually } from './read-logs-virtually.ts'
import { standInForEcs } from './stand-in.ts'
import { virtualClock } from './virtual-clock.ts'

const HOUR_MS = 3_600_000
const TASKS = [1, 10, 100, 1_000]
const MOST_DESCRIBE_TASKS = 450
const MOST_TASKS_PER_CALL = 100
const LONGEST_ENDING_MS = 24_000
const STREAMS = [1, 10, 11, 100, 1_000]

/** What a step asks of the account in its first hour, in virtual time. */
export const calls: Measurement = {
  name: 'calls',
  measure: async () => {
    const figures: Figure[] = []
    for (const tasks of TASKS) {
      const atMost = MOST_DESCRIBE_TASKS * Math.ceil(tasks / MOST_TASKS_PER_CALL)
      const counts = await times(3, async () => countLooks(tasks))
      figures.push(
        figure(`DescribeTasks in the first hour, tasks: ${tasks}`, 'calls', counts, { atMost, of: 'worst' }),
      )
    }
    for (const streams of STREAMS) {
      const { busiestSecond, longestGapMs, callsInHour } = await readLogsVirtually(streams, HOUR_MS)
      const most = { atMost: 5, of: 'worst' } as const
      const rotation = { atMost: 30, of: 'worst' } as const
      figures.push(
        figure(`calls for logs in an hour, quiet streams: ${streams}`, 'calls', [callsInHour]),
        figure('of these in the busiest second', 'calls', [busiestSecond], most),
        figure('until a stream is read again', 's', [longestGapMs / 1000], rotation),
      )
    }
    return figures
  },
}

/** DescribeTasks calls in the first hour for so many tasks, the last of which it takes so long to stop. */
export async function countLooks(count: number, endingMs = LONGEST_ENDING_MS): Promise<number> {
  const clock = virtualClock()
  const startedAt = clock.now()
  const tasks = standInTasks(count, startedAt, HOUR_MS - endingMs, endingMs)
  const standIn = await standInForEcs({ tasks, clock })
  await clock.runUntil(followVirtually(standIn, tasks, clock))
  return standIn.calls.filter(({ at }) => at <= startedAt + HOUR_MS).length
}

async function times<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let round = 0; round < count; round++) results.push(await act())
  return results
}
