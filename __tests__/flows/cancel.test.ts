import { describe, expect, it, jest } from '@jest/globals'
import fc from '../../testing/properties.js'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { cleanUpAfterRun } from '../../src/flows/post.js'
import { run } from '../../src/flows/run.js'
import { Interruption } from '../../src/runtime/interruption.js'
import { appRuns, bodiesOf, INPUTS, simulate, runtimeOf } from '../../testing/simulate.ts'
import { stepOf } from '../../testing/step.ts'
import { type Inputs, leftRunning, type Ran, told } from './running.ts'

jest.setTimeout(60_000)

const LONG = { containers: appRuns('echo at work; exec sleep 600') }

/** Slower than in other tests: a cancelled step has five seconds, and the machine must keep up. */
const SLOWLY: ScenarioInput = { timeScale: 5 }

/** Runs until `when` is so, and is cancelled then. */
async function cancelled(
  simulator: Simulator,
  inputs: Inputs,
  when: (simulator: Simulator) => boolean,
): Promise<Ran> {
  const runtime = runtimeOf(simulator)
  const step = stepOf({ ...INPUTS, ...LONG, ...inputs })
  const watch = setInterval(() => {
    if (!when(simulator)) return
    clearInterval(watch)
    runtime.cancel.abort(new Interruption('cancelled', runtime.clock.now()))
  }, 1)
  return told(simulator, step, runtime, await run({ ...step, ...runtime }))
}

const asked =
  (operation: string, times = 1) =>
  (simulator: Simulator): boolean =>
    bodiesOf(simulator, operation).length >= times

const reached =
  (status: string) =>
  ({ tasks }: Simulator): boolean =>
    tasks.length > 0 && tasks.every(({ lastStatus }) => lastStatus === status)

const MANY = { count: '12' }

describe('a cancel', () => {
  it.each<[string, ScenarioInput, Inputs, (simulator: Simulator) => boolean, number]>([
    [
      'while the definition is read',
      { faults: [{ operation: 'DescribeTaskDefinition', fault: 'delay', ms: 50_000 }] },
      {},
      asked('DescribeTaskDefinition'),
      0,
    ],
    [
      'while the first RunTask is on its way',
      { faults: [{ operation: 'RunTask', fault: 'late-answer', ms: 2000 }] },
      MANY,
      asked('RunTask'),
      10,
    ],
    [
      'while the second RunTask is on its way',
      { faults: [{ operation: 'RunTask', fault: 'late-answer', ms: 2000, on: [2] }] },
      MANY,
      asked('RunTask', 2),
      12,
    ],
    [
      'while an answer to RunTask was lost',
      { faults: [{ operation: 'RunTask', fault: 'lost-answer', on: [1] }] },
      {},
      asked('RunTask'),
      1,
    ],
    [
      'while there is no capacity for all',
      { placement: [{ reason: 'RESOURCE:CPU', starts: 4, on: [1] }, { reason: 'RESOURCE:CPU' }] },
      MANY,
      asked('RunTask', 2),
      4,
    ],
    ['while tasks are provisioned', { pace: { provisioning: 500_000 } }, MANY, asked('DescribeTasks'), 12],
    ['while tasks run', {}, MANY, reached('RUNNING'), 12],
  ])('%s stops every task that was started, and says so', (_phase, scenario, inputs, when, started) =>
    simulate({ ...SLOWLY, ...scenario }, async (simulator) => {
      const { outputs, verdict, errors, lines } = await cancelled(
        simulator,
        { ...inputs, 'capacity-timeout': '1h' },
        when,
      )
      expect(verdict.outcome).toBe('cancelled')
      expect(outputs).toMatchObject({ outcome: 'cancelled', 'exit-code': '' })
      expect(simulator.tasks).toHaveLength(started)
      expect(leftRunning(simulator)).toEqual([])
      expect(bodiesOf(simulator, 'StopTask')).toHaveLength(started)
      expect(errors.join('\n')).toMatch(
        started === 0 ? /before any task was started/ : new RegExp(`${started} tasks? stopped`),
      )
      if (started > 0)
        expect(lines).toContainEqual(
          expect.stringMatching(new RegExp(`cancelled: stopping ${started} running task`)),
        )
    }),
  )

  it('leaves tasks alone where it is told to', () =>
    simulate(SLOWLY, async (simulator) => {
      const { outputs, errors } = await cancelled(simulator, { 'on-cancel': 'leave' }, reached('RUNNING'))
      expect(outputs['outcome']).toBe('cancelled')
      expect(bodiesOf(simulator, 'StopTask')).toEqual([])
      expect(leftRunning(simulator)).toHaveLength(1)
      expect(errors).toEqual([expect.stringMatching(/1 task left running[^]*, left running/)])
    }))

  it('shows the log that is there', () =>
    simulate(SLOWLY, async (simulator) => {
      const { runtime } = await cancelled(simulator, {}, asked('GetLogEvents', 3))
      expect(runtime.console.texts('foreign')).toEqual(['at work'])
    }))

  it('stops nothing that has ended', () =>
    simulate(
      { ...SLOWLY, tasks: [{ happens: 'exit', container: 'app', exitCode: 0, on: [1] }] },
      async (simulator) => {
        const knowsOfTheEnd = () =>
          bodiesOf(simulator, 'DescribeTasks').some(({ tasks }) => (tasks as string[]).length === 1)
        const { errors } = await cancelled(simulator, { count: '2', logs: 'false' }, knowsOfTheEnd)
        expect(bodiesOf(simulator, 'StopTask')).toMatchObject([{ task: simulator.tasks[1]?.taskArn }])
        expect(errors).toEqual([expect.stringMatching(/1 task stopped, 1 task already stopped/)])
      },
    ))
})

describe('whatever the moment of a cancel', () => {
  it('no task is left running when the clean-up is over', async () => {
    const moment = fc.record({
      afterMs: fc.integer({ min: 0, max: 60 }),
      count: fc.constantFrom(1, 12),
      fault: fc.constantFrom(undefined, 'late-answer' as const, 'lost-answer' as const, 'throttle' as const),
      full: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(moment, async ({ afterMs, count, fault, full }) => {
        const scenario: ScenarioInput = {
          faults: fault === undefined ? [] : [{ operation: 'RunTask', fault, ms: 2000, on: [1] }],
          placement: full ? [{ reason: 'RESOURCE:CPU', starts: 1, times: 2 }] : [],
        }
        await simulate({ ...SLOWLY, ...scenario }, async (simulator) => {
          const inputs = { ...INPUTS, ...LONG, count: String(count), logs: 'false' }
          const runtime = runtimeOf(simulator)
          const step = stepOf(inputs)
          setTimeout(() => {
            runtime.cancel.abort(new Interruption('cancelled', runtime.clock.now()))
          }, afterMs)
          expect(await run({ ...step, ...runtime })).toMatchObject({ outcome: 'cancelled' })
          await cleanUpAfterRun({ ...stepOf(inputs, step.state), ...runtimeOf(simulator) })
          expect(leftRunning(simulator)).toEqual([])
        })
      }),
      { numRuns: 15 },
    )
  })
})
