import type { RunTaskCommandInput, Task } from '@aws-sdk/client-ecs'
import { describe, expect, it, jest } from '@jest/globals'
import type { FaultRule, PlacementRule, ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { AwsError } from '../../src/ecs/aws-error.js'
import type { RunTaskRequest } from '../../src/ecs/run-task.js'
import { type Launch, launchTasks } from '../../src/ecs/launch.js'
import { Interruption } from '../../src/runtime/interruption.js'
import { bodiesOf, clientOf, NETWORK, simulate, type TestRuntime, runtimeOf } from '../../testing/simulate.ts'
import { jumpingClock, type JumpingClock } from '../../testing/clocks.ts'

jest.setTimeout(30_000)

const REQUEST: RunTaskCommandInput = {
  taskDefinition: 'alone',
  cluster: 'default',
  launchType: 'FARGATE',
  ...NETWORK,
}

interface Launched {
  readonly launch: Launch
  readonly simulator: Simulator
  readonly clock: JumpingClock
  readonly lines: string[]
  /** What the listener was told, in its order. */
  readonly told: readonly (readonly [string, ...unknown[]])[]
  /** Counts and tokens of the RunTask calls. */
  readonly counts: unknown[]
  readonly tokens: unknown[]
}

/** Launches so many tasks, and lets a test look at what came of it. */
async function launching(
  scenario: ScenarioInput,
  {
    count = 1,
    capacityTimeoutMs = 0,
    meanwhile,
  }: {
    count?: number
    capacityTimeoutMs?: number
    meanwhile?: (runtime: TestRuntime, simulator: Simulator) => void
  },
  check: (launched: Launched) => void,
): Promise<void> {
  await simulate({ timeScale: 1, ...scenario }, async (simulator) => {
    const clock = jumpingClock()
    const runtime = runtimeOf(simulator, { clock })
    const told: [string, ...unknown[]][] = []
    const listener = {
      asking: ({ clientToken, count: asked }: RunTaskRequest) =>
        void told.push(['asking', clientToken, asked]),
      answered: (token: string, tasks: readonly Task[]) => void told.push(['answered', token, tasks.length]),
    }
    meanwhile?.(runtime, simulator)
    const launch = await launchTasks(
      clientOf(simulator),
      REQUEST,
      { count, capacityTimeoutMs },
      listener,
      runtime,
    )
    const bodies = bodiesOf(simulator, 'RunTask')
    check({
      launch,
      simulator,
      clock,
      told,
      lines: runtime.console.texts('line'),
      counts: bodies.map((body) => body['count']),
      tokens: bodies.map(({ clientToken }) => clientToken),
    })
  })
}

function arns(tasks: readonly { readonly taskArn?: string | undefined }[]): (string | undefined)[] {
  return tasks.map(({ taskArn }) => taskArn)
}

/** Aborts as soon as so many RunTask calls have come in. */
function cancelAtCall(number: number) {
  return ({ cancel }: TestRuntime, simulator: Simulator): void => {
    const watch = setInterval(() => {
      if (bodiesOf(simulator, 'RunTask').length < number) return
      clearInterval(watch)
      cancel.abort(new Interruption('cancelled', 0))
    }, 1)
  }
}

describe('a launch', () => {
  it.concurrent.each([
    [1, [1]],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
  ])('of %d goes out in calls of %j, each under its own token', (count, calls) =>
    launching({}, { count }, ({ launch, counts, tokens, told, simulator, lines, clock }) => {
      expect(counts).toEqual(calls)
      expect(new Set(tokens).size).toBe(calls.length)
      expect(arns(launch.tasks)).toEqual(arns(simulator.tasks))
      expect(launch).toMatchObject({ failures: [], unanswered: 0 })
      expect(launch).not.toHaveProperty('error')
      expect(told).toEqual(
        calls.flatMap((size, index) => [
          ['asking', tokens[index], size],
          ['answered', tokens[index], size],
        ]),
      )
      expect(lines).toEqual([`Started ${count} of ${count} task${count === 1 ? '' : 's'}`])
      expect(clock.sleeps).toEqual([])
    }),
  )

  it.concurrent('of more than Fargate starts in a burst goes on at its pace', () =>
    launching({}, { count: 125 }, ({ launch, counts, clock }) => {
      expect(counts).toHaveLength(13)
      expect(launch.tasks).toHaveLength(125)
      // 20 tasks a second.
      expect(clock.sleeps).toEqual([500, 500, 500])
    }),
  )

  it.concurrent('keeps what started where a later batch fails, and asks for no more', () =>
    launching(
      { placement: [{ reason: 'ATTRIBUTE', detail: 'gpu', starts: 4, on: [2] }] },
      { count: 25, capacityTimeoutMs: 60_000 },
      ({ launch, counts, simulator, lines }) => {
        expect(counts).toEqual([10, 10])
        expect(arns(launch.tasks)).toEqual(arns(simulator.tasks))
        expect(launch.tasks).toHaveLength(14)
        expect(launch.failures).toHaveLength(6)
        expect(lines).toEqual(['Started 14 of 25 tasks: ATTRIBUTE (gpu)'])
      },
    ),
  )

  it.concurrent('ends at once where ECS refuses it, and says why', () =>
    launching(
      {
        faults: [
          {
            operation: 'RunTask',
            fault: 'error',
            type: 'InvalidParameterException',
            message: "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
          },
        ],
      },
      { count: 20, capacityTimeoutMs: 60_000 },
      ({ launch, counts, told, lines }) => {
        expect(counts).toEqual([10])
        expect(launch.tasks).toEqual([])
        expect(launch.error).toBeInstanceOf(AwsError)
        expect(launch.unanswered).toBe(0)
        expect(told.map(([what, , size]) => [what, size])).toEqual([
          ['asking', 10],
          ['answered', 0],
        ])
        expect(lines).toEqual([
          expect.stringMatching(/^Started 0 of 20 tasks: RunTask: Network Configuration must be provided/),
        ])
      },
    ),
  )

  it.concurrent('ends at once where the second call is refused, and keeps what the first started', () =>
    launching(
      { faults: [{ operation: 'RunTask', fault: 'access-denied', on: [2] }] },
      { count: 20 },
      ({ launch, counts }) => {
        expect(counts).toEqual([10, 10])
        expect(launch.tasks).toHaveLength(10)
        expect(launch.error).toMatchObject({ explanation: { missingPermission: 'ecs:RunTask' } })
      },
    ),
  )
})

describe('a lack of capacity', () => {
  const NO_MEMORY: PlacementRule = { reason: 'RESOURCE:MEMORY', detail: 'no instance with so much' }

  it.concurrent('has the launch ask again, for the shortfall alone, under a new token', () =>
    launching(
      {
        placement: [
          { ...NO_MEMORY, starts: 7, on: [1] },
          { ...NO_MEMORY, starts: 1, on: [2] },
        ],
      },
      { count: 10, capacityTimeoutMs: 300_000 },
      ({ launch, counts, tokens, lines, clock }) => {
        expect(counts).toEqual([10, 3, 2])
        expect(new Set(tokens).size).toBe(3)
        expect(launch).toMatchObject({ failures: [], unanswered: 0 })
        expect(launch.tasks).toHaveLength(10)
        expect(clock.sleeps).toHaveLength(2)
        expect(lines).toEqual([
          'Started 7 of 10 tasks: RESOURCE:MEMORY (no instance with so much)',
          expect.stringMatching(/^No capacity\. Retrying in 2 s \(gives up in 5 min\)\.$/),
          'Started 1 of 3 tasks: RESOURCE:MEMORY (no instance with so much)',
          expect.stringMatching(/^No capacity\. Retrying in [34] s \(gives up in 4 min 5\d s\)\.$/),
          'Started 2 of 2 tasks',
        ])
      },
    ),
  )

  it.concurrent(
    'is waited out to the end of its time, longer from try to try, with a last try just then',
    () =>
      launching(
        { placement: [NO_MEMORY] },
        { capacityTimeoutMs: 300_000 },
        ({ launch, clock, counts, tokens }) => {
          const total = clock.sleeps.reduce((sum, ms) => sum + ms, 0)
          expect(total).toBeLessThanOrEqual(300_000)
          expect(total).toBeGreaterThan(300_000 - clock.sleeps.length)
          for (const [index, ms] of clock.sleeps.slice(0, -1).entries()) {
            const full = Math.min(2000 * 2 ** index, 30_000)
            expect(ms).toBeLessThanOrEqual(full)
            expect(ms).toBeGreaterThanOrEqual(0.8 * full)
          }
          expect(counts).toHaveLength(clock.sleeps.length + 1)
          expect(new Set(tokens).size).toBe(counts.length)
          expect(launch.failures).toMatchObject([{ reason: 'RESOURCE:MEMORY' }])
        },
      ),
  )

  it.concurrent('is waited for where another container instance will never do', () =>
    launching(
      { placement: [{ reason: 'ATTRIBUTE', elsewhere: 'RESOURCE:MEMORY', on: [1] }] },
      { capacityTimeoutMs: 60_000 },
      ({ launch, counts }) => {
        expect(counts).toEqual([1, 1])
        expect(launch.tasks).toHaveLength(1)
      },
    ),
  )

  it.concurrent('is not waited for with a time of 0', () =>
    launching({ placement: [NO_MEMORY] }, {}, ({ launch, counts, clock }) => {
      expect(counts).toEqual([1])
      expect(clock.sleeps).toEqual([])
      expect(launch.failures).toHaveLength(1)
    }),
  )

  it.concurrent('is none where an answer names neither tasks nor failures: RunTask is repeated', () =>
    launching(
      { faults: [{ operation: 'RunTask', fault: 'error', status: 200 }] },
      { capacityTimeoutMs: 60_000 },
      ({ launch, counts, tokens }) => {
        expect(counts.length).toBeGreaterThan(3)
        expect(new Set(tokens).size).toBe(1)
        expect(launch).toMatchObject({ tasks: [], failures: [], unanswered: 1 })
      },
    ),
  )

  it.concurrent('may be told by an exception', () =>
    launching(
      {
        faults: [
          {
            operation: 'RunTask',
            fault: 'error',
            message:
              'Capacity is unavailable at this time. Please try again later or in a different availability zone',
            times: 2,
          },
        ],
      },
      { capacityTimeoutMs: 60_000 },
      ({ launch, counts, tokens }) => {
        expect(counts).toEqual([1, 1, 1])
        expect(new Set(tokens).size).toBe(3)
        expect(launch.tasks).toHaveLength(1)
        expect(launch).not.toHaveProperty('error')
      },
    ),
  )

  it.concurrent('that is none for good is not waited for', () =>
    launching({ placement: [{ reason: 'LOCATION' }] }, { capacityTimeoutMs: 60_000 }, ({ counts, clock }) => {
      expect(counts).toEqual([1])
      expect(clock.sleeps).toEqual([])
    }),
  )

  it.concurrent('ends with a cancel, and keeps what started', () =>
    launching(
      { placement: [{ ...NO_MEMORY, starts: 2 }] },
      {
        count: 5,
        capacityTimeoutMs: 300_000,
        meanwhile: ({ clock, cancel }) => {
          ;(clock as JumpingClock).after(1000, () => {
            cancel.abort(new Interruption('cancelled', 0))
          })
        },
      },
      ({ launch, counts }) => {
        expect(counts).toEqual([5])
        expect(launch.tasks).toHaveLength(2)
        expect(launch.error).toBeInstanceOf(Interruption)
      },
    ),
  )
})

describe('an answer that does not come', () => {
  it.concurrent.each<FaultRule['fault']>(['throttle', 'server-error', 'reset', 'lost-answer'])(
    'for %s is asked for again under the same token, and one task runs',
    (fault) =>
      launching(
        { faults: [{ operation: 'RunTask', fault, on: [1] }] },
        {},
        ({ launch, counts, tokens, simulator, lines, told }) => {
          expect(counts).toEqual([1, 1])
          expect(new Set(tokens).size).toBe(1)
          expect(arns(launch.tasks)).toEqual(arns(simulator.tasks))
          expect(simulator.tasks).toHaveLength(1)
          expect(told).toHaveLength(2)
          expect(lines[0]).toMatch(/^RunTask: .*Retrying in [\d.]+ s\.$/s)
        },
      ),
  )

  it.concurrent('is waited for where the job is cancelled meanwhile: the task is known', () =>
    launching(
      { faults: [{ operation: 'RunTask', fault: 'late-answer', ms: 400 }] },
      { count: 20, meanwhile: cancelAtCall(1) },
      ({ launch, counts, told, simulator }) => {
        expect(counts).toEqual([10])
        expect(simulator.tasks).toHaveLength(10)
        expect(arns(launch.tasks)).toEqual(arns(simulator.tasks))
        expect(launch.error).toBeInstanceOf(Interruption)
        expect(launch.unanswered).toBe(0)
        expect(told.slice(0, 2).map(([what, , size]) => [what, size])).toEqual([
          ['asking', 10],
          ['answered', 10],
        ])
      },
    ),
  )

  it.concurrent('and is late is asked for once more under the same token', () =>
    launching(
      { faults: [{ operation: 'RunTask', fault: 'late-answer', ms: 4000, on: [1] }] },
      { meanwhile: cancelAtCall(1) },
      ({ launch, tokens, simulator }) => {
        expect(tokens).toHaveLength(2)
        expect(new Set(tokens).size).toBe(1)
        expect(arns(launch.tasks)).toEqual(arns(simulator.tasks))
        expect(simulator.tasks).toHaveLength(1)
      },
    ),
  )

  it.concurrent('is told as unanswered where it is lost after a cancel too', () =>
    launching(
      { faults: [{ operation: 'RunTask', fault: 'lost-answer' }] },
      { count: 3, meanwhile: cancelAtCall(1) },
      ({ launch, tokens, told }) => {
        expect(tokens.length).toBeGreaterThanOrEqual(2)
        expect(new Set(tokens).size).toBe(1)
        expect(launch).toMatchObject({ tasks: [], unanswered: 3, error: expect.any(Interruption) })
        // Not answered: the clean-up looks for it.
        expect(told.map(([what]) => what)).toEqual(['asking'])
      },
    ),
  )

  it.concurrent(
    'is told as unanswered where ECS has no room the next time: another token might start a second',
    () =>
      launching(
        {
          faults: [
            { operation: 'RunTask', fault: 'lost-answer', on: [1] },
            { operation: 'RunTask', fault: 'error', message: 'Capacity is unavailable at this time.' },
          ],
        },
        { capacityTimeoutMs: 60_000 },
        ({ launch, tokens }) => {
          expect(tokens).toHaveLength(2)
          expect(new Set(tokens).size).toBe(1)
          expect(launch).toMatchObject({ tasks: [], unanswered: 1 })
        },
      ),
  )

  it.concurrent('because ECS refused to hear it leaves nothing behind a cancel', () =>
    launching(
      { faults: [{ operation: 'RunTask', fault: 'throttle' }] },
      { meanwhile: cancelAtCall(1) },
      ({ launch, counts, simulator }) => {
        expect(counts).toEqual([1])
        expect(simulator.tasks).toEqual([])
        expect(launch).toMatchObject({ tasks: [], unanswered: 0, error: expect.any(Interruption) })
      },
    ),
  )

  it.concurrent('is not even asked for after a cancel', () =>
    launching(
      {},
      {
        meanwhile: ({ cancel }) => {
          cancel.abort(new Interruption('cancelled', 0))
        },
      },
      ({ launch, counts }) => {
        expect(counts).toEqual([])
        expect(launch.error).toBeInstanceOf(Interruption)
      },
    ),
  )
})
