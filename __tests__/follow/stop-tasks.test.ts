import { RunTaskCommand } from '@aws-sdk/client-ecs'
import { describe, expect, it, jest } from '@jest/globals'
import type { FaultRule, ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { stopTasks, type Stopping } from '../../src/follow/stop-tasks.js'
import { Interruption } from '../../src/runtime/interruption.js'
import { bodiesOf, clientOf, NETWORK, simulate, type TestRuntime, runtimeOf } from '../../testing/simulate.ts'
import { jumpingClock, type JumpingClock } from '../../testing/clocks.ts'

jest.setTimeout(30_000)

const REASON = 'Cancelled by workflow nightly'
const UNKNOWN = 'arn:aws:ecs:us-east-1:123456789012:task/default/00000000000000000000000000000000'

interface Scene {
  readonly simulator: Simulator
  readonly runtime: TestRuntime
  readonly clock: JumpingClock
  readonly arns: string[]
  readonly stop: (arns: readonly string[]) => Promise<Stopping>
  readonly lines: () => string[]
}

/** Tasks that were started and not yet placed, and their end. */
function stopping(
  scenario: ScenarioInput,
  count: number,
  test: (scene: Scene) => Promise<void>,
): Promise<void> {
  return simulate({ timeScale: 1, pace: { provisioning: 600_000 }, ...scenario }, async (simulator) => {
    const ecs = clientOf(simulator)
    const arns: string[] = []
    for (; arns.length < count;) {
      const { tasks = [] } = await ecs.send(
        new RunTaskCommand({ taskDefinition: 'alone', count: Math.min(10, count - arns.length), ...NETWORK }),
      )
      arns.push(...tasks.flatMap(({ taskArn }) => taskArn ?? []))
    }
    const clock = jumpingClock()
    const runtime = runtimeOf(simulator, { clock })
    await test({
      simulator,
      runtime,
      clock,
      arns,
      stop: async (wanted) => stopTasks(ecs, { cluster: 'default', arns: wanted, reason: REASON }, runtime),
      lines: () => runtime.console.texts('line'),
    })
  })
}

describe('tasks that are to be stopped', () => {
  it.concurrent('are stopped, each with the reason, and each is a line', () =>
    stopping({}, 3, async ({ arns, stop, simulator, lines }) => {
      expect(await stop(arns)).toEqual({ stopped: arns, left: [] })
      expect(bodiesOf(simulator, 'StopTask')).toEqual(
        arns.map((task) => ({ cluster: 'default', task, reason: REASON })),
      )
      expect(lines()).toEqual(arns.map(() => expect.stringMatching(/^[0-9a-f]{8}… {2}stop accepted$/)))
      expect(simulator.tasks.every(({ desiredStatus }) => desiredStatus === 'STOPPED')).toBe(true)
    }),
  )

  it.concurrent('may be none', () =>
    stopping({}, 0, async ({ stop, simulator }) => {
      expect(await stop([])).toEqual({ stopped: [], left: [] })
      expect(simulator.calls).toEqual([])
    }),
  )

  it.concurrent('may have stopped already', () =>
    stopping({}, 1, async ({ arns, stop }) => {
      await stop(arns)
      expect(await stop(arns)).toEqual({ stopped: arns, left: [] })
    }),
  )

  it.concurrent('are asked for twenty at a time', () =>
    stopping(
      { faults: [{ operation: 'StopTask', fault: 'delay', ms: 400 }] },
      50,
      async ({ arns, stop, simulator }) => {
        expect((await stop(arns)).stopped).toHaveLength(50)
        const [first] = simulator.calls.filter(({ operation }) => operation === 'StopTask')
        const atOnce = simulator.calls.filter(
          ({ operation, time }) => operation === 'StopTask' && time < (first?.time ?? 0) + 350,
        )
        expect(atOnce.length).toBeLessThanOrEqual(20)
      },
    ),
  )

  it.concurrent.each<FaultRule['fault']>(['throttle', 'server-error', 'reset', 'lost-answer'])(
    'are asked for again after %s',
    (fault) =>
      stopping({ faults: [{ operation: 'StopTask', fault, times: 4 }] }, 2, async ({ arns, stop }) => {
        const { stopped, left } = await stop(arns)
        expect(new Set(stopped)).toEqual(new Set(arns))
        expect(left).toEqual([])
      }),
  )

  it.concurrent.each<FaultRule['fault']>(['throttle', 'server-error'])(
    'are asked for ever more slowly after %s, and at least every second',
    (fault) =>
      stopping({ faults: [{ operation: 'StopTask', fault, times: 6 }] }, 1, async ({ arns, stop, clock }) => {
        expect(await stop(arns)).toEqual({ stopped: arns, left: [] })
        expect(clock.sleeps).toHaveLength(6)
        for (const [index, longest] of [250, 500, 1000, 1000, 1000, 1000].entries()) {
          expect(clock.sleeps[index]).toBeGreaterThanOrEqual(longest / 2)
          expect(clock.sleeps[index]).toBeLessThanOrEqual(longest)
        }
      }),
  )

  it.concurrent('are asked for again at once after a lost answer, however often AWS refused before', () =>
    stopping(
      {
        faults: [
          { operation: 'StopTask', fault: 'throttle', times: 5 },
          { operation: 'StopTask', fault: 'lost-answer', on: [6, 7, 8] },
        ],
      },
      1,
      async ({ arns, stop, clock }) => {
        expect(await stop(arns)).toMatchObject({ stopped: arns, left: [] })
        expect(clock.sleeps).toHaveLength(8)
        expect(Math.max(...clock.sleeps.slice(5))).toBeLessThanOrEqual(250)
      },
    ),
  )

  it.concurrent('are asked for again where an answer does not come', () =>
    stopping(
      { faults: [{ operation: 'StopTask', fault: 'hang', on: [1] }] },
      1,
      async ({ arns, stop, simulator }) => {
        expect(await stop(arns)).toEqual({ stopped: arns, left: [] })
        expect(bodiesOf(simulator, 'StopTask')).toHaveLength(2)
      },
    ),
  )
})

describe('tasks that cannot be stopped', () => {
  it.concurrent('are told with the reason, and hold up no other', () =>
    stopping(
      { faults: [{ operation: 'StopTask', fault: 'access-denied', on: [2] }] },
      3,
      async ({ arns, stop, lines }) => {
        const { stopped, left } = await stop(arns)
        expect(stopped).toHaveLength(2)
        expect(left).toEqual([
          { arn: expect.any(String), why: expect.stringMatching(/ecs:StopTask/), unknown: false },
        ])
        expect(lines().filter((line) => line.includes('not stopped: StopTask: '))).toHaveLength(1)
      },
    ),
  )

  it.concurrent('because ECS does not know them are asked for again for a while', () =>
    stopping({}, 1, async ({ arns, stop, runtime, simulator }) => {
      const startedAt = runtime.clock.now()
      const { stopped, left } = await stop([UNKNOWN, ...arns])
      expect(stopped).toEqual(arns)
      expect(left).toMatchObject([{ arn: UNKNOWN, unknown: true }])
      expect(bodiesOf(simulator, 'StopTask').length).toBeGreaterThan(3)
      expect(runtime.clock.now() - startedAt).toBeLessThan(6000)
    }),
  )

  it.concurrent('before a cancelled step must end are left', () =>
    stopping({ faults: [{ operation: 'StopTask', fault: 'hang' }] }, 2, async ({ arns, stop, runtime }) => {
      runtime.cancel.abort(new Interruption('cancelled', runtime.clock.now() - 4500))
      const startedAt = Date.now()
      const { stopped, left } = await stop(arns)
      expect(Date.now() - startedAt).toBeLessThan(1500)
      expect(stopped).toEqual([])
      expect(left).toMatchObject(
        arns.map((arn) => ({
          arn,
          unknown: false,
          why: expect.stringMatching(/no answer before the step had to end/),
        })),
      )
    }),
  )

  it.concurrent('are left as soon as the step is cancelled meanwhile and its time is over', () =>
    stopping(
      { faults: [{ operation: 'StopTask', fault: 'throttle' }] },
      1,
      async ({ arns, stop, runtime }) => {
        setTimeout(() => {
          runtime.cancel.abort(new Interruption('cancelled', runtime.clock.now() - 5000))
        }, 100)
        const { left } = await stop(arns)
        expect(left).toMatchObject([{ unknown: false }])
      },
    ),
  )
})
