import { describe, expect, it } from '@jest/globals'
import { openStream } from '../../simulator/logs.ts'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { startSimulator, type Simulator } from '../../simulator/simulator.ts'
import { familyQuery } from '../../src/usage/insights-query.js'
import { readObservedRuns } from '../../src/usage/read-observed.js'
import { lastMinuteOf, readTaskUsage, type EndedTask } from '../../src/usage/read-task-usage.js'
import { queryRuns } from '../../src/usage/run-query.js'
import { openUsageSource } from '../../src/usage/usage-client.js'
import { clockOf, jumpingClock } from '../../testing/clocks.ts'

const GROUP = '/aws/ecs/containerinsights/default/performance'
const MINUTE = 60_000
/** A whole minute of the recent past. */
const T0 = Math.floor(Date.now() / MINUTE) * MINUTE - 30 * MINUTE

interface Sample {
  readonly taskId: string
  readonly minute: number
  readonly memory: number
  readonly cpu?: number
  readonly container?: string
  readonly family?: string
  /** Milliseconds after its minute until the event can be read. */
  readonly late?: number
}

/** Starts a simulator whose cluster `default` has these performance events. */
async function recorded(
  samples: readonly Sample[],
  test: (simulator: Simulator) => Promise<void>,
  scenario: ScenarioInput = {},
): Promise<void> {
  const simulator = await startSimulator({ scenario: { logs: { queryMs: 0 }, ...scenario } })
  Object.assign(process.env, simulator.environment)
  try {
    write(simulator, samples)
    await test(simulator)
  } finally {
    await simulator.stop()
  }
}

function write({ account }: Simulator, samples: readonly Sample[]): void {
  for (const { taskId, minute, memory, cpu = 1, container = 'app', family = 'etl', late = 0 } of samples) {
    const at = T0 + minute * MINUTE
    const common = { TaskId: taskId, TaskDefinitionFamily: family, Timestamp: at }
    const amounts = { CpuUtilized: cpu, MemoryUtilized: memory, CpuReserved: 256, MemoryReserved: 512 }
    const { events } = openStream(
      account.logs,
      { region: 'us-east-1', group: GROUP, stream: 'FargateTelemetry-1' },
      0,
    )
    for (const event of [
      { Type: 'Task', ...common, ...amounts },
      { Type: 'Container', ContainerName: container, ...common, ...amounts },
    ])
      events.push({ timestamp: at, message: JSON.stringify(event), readableAt: at + late })
  }
}

const source = () => openUsageSource('us-east-1', async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }))

const ended = (id: string, from: number, to: number): EndedTask => ({
  id,
  startedAt: T0 + from * MINUTE,
  stoppedAt: T0 + to * MINUTE,
})

const reading = (
  tasks: readonly EndedTask[],
  clock = jumpingClock(),
  signal = new AbortController().signal,
) => readTaskUsage(source(), { clusterName: 'default', family: 'etl', tasks, size: {} }, { clock, signal })

describe('readTaskUsage', () => {
  it('reads a task by its id, and ends at once where its last minute is there', () =>
    recorded(
      [1, 2, 3].flatMap((minute) => [
        { taskId: 'a', minute, memory: 100 * minute },
        { taskId: 'b', minute, memory: 7 },
      ]),
      async ({ calls }) => {
        const clock = jumpingClock()
        const { tasks, seenUntil } = await reading([ended('a', 0.5, 3.4)], clock)
        expect(tasks).toHaveLength(1)
        expect(tasks[0]?.containers.get('app')?.memory).toEqual({ peak: 300, p95: 300, last: 300 })
        expect(seenUntil).toBe(T0 + 3 * MINUTE)
        expect(clock.sleeps).toEqual([])
        expect(calls.map(({ body }) => (body as { filterPattern: string }).filterPattern)).toEqual([
          '{ $.TaskId = "a" }',
        ])
      },
    ))

  it('reads all pages, empty ones as well', () =>
    recorded(
      Array.from({ length: 20 }, (_, minute) => ({ taskId: 'a', minute, memory: minute })),
      async () => {
        const { tasks } = await reading([ended('a', -0.5, 19.5)])
        expect(tasks[0]?.task).toMatchObject({ minutes: 20, memory: { peak: 19 } })
      },
      { logs: { queryMs: 0, pageEvents: 3, emptyPages: true } },
    ))

  it('polls until the last minute is there', () =>
    recorded([{ taskId: 'a', minute: 1, memory: 100 }], async (simulator) => {
      const clock = jumpingClock()
      clock.after(35_000, () => {
        write(simulator, [{ taskId: 'a', minute: 2, memory: 300 }])
      })
      const { tasks } = await reading([ended('a', 0.5, 2.5)], clock)
      expect(tasks[0]?.task?.memory?.peak).toBe(300)
      expect(clock.sleeps.filter((ms) => ms > 1000)).toEqual([10_000, 10_000, 10_000, 10_000])
    }))

  it('gives what there is after 150 s', () =>
    recorded([{ taskId: 'a', minute: 1, memory: 100 }], async () => {
      const clock = jumpingClock()
      const began = clock.now()
      const { tasks, seenUntil } = await reading([ended('a', 0.5, 3.5)], clock)
      expect(clock.now() - began).toBeGreaterThanOrEqual(150_000)
      expect(clock.now() - began).toBeLessThan(170_000)
      expect(tasks[0]?.task?.minutes).toBe(1)
      expect(seenUntil).toBe(T0 + MINUTE)
    }))

  it('gives what there is when the step is cancelled meanwhile', () =>
    recorded([{ taskId: 'a', minute: 1, memory: 100 }], async () => {
      const clock = jumpingClock()
      const cancel = new AbortController()
      clock.after(15_000, () => {
        cancel.abort(new Error('cancelled'))
      })
      const { tasks } = await reading([ended('a', 0.5, 3.5)], clock, cancel.signal)
      expect(tasks[0]?.task?.minutes).toBe(1)
    }))

  it('does not wait for a task within which no minute began', () =>
    recorded([{ taskId: 'b', minute: 1, memory: 100 }], async () => {
      const clock = jumpingClock()
      expect(await reading([ended('a', 0.2, 0.9)], clock)).toEqual({ tasks: [] })
      expect(clock.sleeps.filter((ms) => ms > 1000)).toEqual([])
    }))

  it('says at once that there is no group where the first sample would have come long ago', () =>
    recorded([], async () => {
      await expect(reading([ended('a', 0.5, 9.5)])).rejects.toMatchObject({
        exception: 'ResourceNotFoundException',
      })
    }))

  it('waits for the group, which comes with the first sample', () =>
    recorded([], async (simulator) => {
      const clock = jumpingClock()
      const startedAt = clock.now() - 70_000
      clock.after(50_000, () => {
        const minute = (Math.floor(clock.now() / MINUTE) * MINUTE - T0) / MINUTE
        write(simulator, [{ taskId: 'a', minute, memory: 9, late: -1e9 }])
      })
      const { tasks } = await reading([{ id: 'a', startedAt, stoppedAt: clock.now() }], clock)
      expect(tasks[0]?.task?.memory?.peak).toBe(9)
    }))

  it('reads more than ten tasks by one query of the family', () =>
    recorded(
      Array.from({ length: 12 }, (_, index) =>
        [1, 2].map((minute) => ({ taskId: `t${index}`, minute, memory: index + minute })),
      ).flat(),
      async ({ calls }) => {
        const tasks = Array.from({ length: 11 }, (_, index) => ended(`t${index}`, 0.5, 2.5))
        const seen = await reading(tasks)
        expect(seen.tasks).toHaveLength(11)
        expect(seen.tasks.find(({ taskId }) => taskId === 't10')?.containers.get('app')).toMatchObject({
          minutes: 2,
          memory: { peak: 12 },
        })
        expect(calls.map(({ operation }) => operation)).toEqual(['StartQuery', 'GetQueryResults'])
      },
    ))
})

describe('lastMinuteOf', () => {
  it('is the last full minute while the task ran', () => {
    expect(lastMinuteOf({ id: '', startedAt: 61_000, stoppedAt: 119_000 })).toBeUndefined()
    expect(lastMinuteOf({ id: '', startedAt: 61_000, stoppedAt: 121_000 })).toBe(120_000)
    expect(lastMinuteOf({ id: '', startedAt: 60_000, stoppedAt: 60_000 })).toBeUndefined()
  })
})

describe('queryRuns', () => {
  const query = { group: GROUP, query: familyQuery('etl'), from: T0, to: T0 + 10 * MINUTE }

  it('polls until the query is complete', () =>
    recorded(
      [{ taskId: 'a', minute: 1, memory: 5 }],
      async (simulator) => {
        const context = { clock: clockOf(simulator), signal: new AbortController().signal }
        const rows = await queryRuns(source(), query, context)
        expect(rows.map(({ memoryPeak }) => memoryPeak)).toEqual([5, 5])
      },
      { timeScale: 50, logs: { queryMs: 3000 } },
    ))

  it('stops the query after a minute', () =>
    recorded(
      [{ taskId: 'a', minute: 1, memory: 5 }],
      async ({ calls }) => {
        const context = { clock: jumpingClock(), signal: new AbortController().signal }
        await expect(queryRuns(source(), query, context)).rejects.toThrow('did not end within 60 s')
        expect(calls.at(-1)?.operation).toBe('StopQuery')
      },
      { logs: { queryMs: 1e9 } },
    ))

  it('stops the query when the step is cancelled', () =>
    recorded(
      [{ taskId: 'a', minute: 1, memory: 5 }],
      async ({ calls }) => {
        const clock = jumpingClock()
        const cancel = new AbortController()
        clock.after(5000, () => {
          cancel.abort(new Error('cancelled'))
        })
        await expect(queryRuns(source(), query, { clock, signal: cancel.signal })).rejects.toThrow(
          'cancelled',
        )
        expect(calls.at(-1)?.operation).toBe('StopQuery')
      },
      { logs: { queryMs: 1e9 } },
    ))
})

describe('readObservedRuns', () => {
  const context = () => ({ clock: jumpingClock(), signal: new AbortController().signal })
  const options = { clusterName: 'default', family: 'etl' }

  it('reads the runs of the family and of its temporary copies, and how far back the group goes', () =>
    recorded(
      [
        { taskId: 'a', minute: 1, memory: 5 },
        { taskId: 'b', minute: 2, memory: 6, family: 'etl-temporary' },
        { taskId: 'c', minute: 0, memory: 7, family: 'other' },
      ],
      async () => {
        const { rows, groupSince } = await readObservedRuns(source(), options, context())
        expect(rows.filter(({ container }) => container === 'app').map(({ taskId }) => taskId)).toEqual([
          'a',
          'b',
        ])
        expect(groupSince).toBe(T0)
      },
    ))

  it('fails where the group does not exist', () =>
    recorded([], async () => {
      await expect(readObservedRuns(source(), options, context())).rejects.toMatchObject({
        exception: 'ResourceNotFoundException',
      })
    }))

  it('does without the age of the group where FilterLogEvents is denied', () =>
    recorded(
      [{ taskId: 'a', minute: 1, memory: 5 }],
      async () => {
        const { rows, groupSince } = await readObservedRuns(source(), options, context())
        expect(rows).toHaveLength(2)
        expect(groupSince).toBeUndefined()
      },
      { faults: [{ operation: 'FilterLogEvents', fault: 'access-denied' }], logs: { queryMs: 0 } },
    ))
})
