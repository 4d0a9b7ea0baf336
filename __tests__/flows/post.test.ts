import { describe, expect, it, jest } from '@jest/globals'
import type { FaultRule, ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { cleanUpAfterRun } from '../../src/flows/post.js'
import { Interruption } from '../../src/runtime/interruption.js'
import { appRuns, bodiesOf, INPUTS, simulate, type TestRuntime, runtimeOf } from '../../testing/simulate.ts'
import { stepOf } from '../../testing/step.ts'
import { type Inputs, leftRunning, runIn, type Ran } from './running.ts'

jest.setTimeout(30_000)

/** A task that its own step leaves alone, so that it runs as that of a killed step does. */
const LONG = { 'wait-for': 'none', containers: appRuns('exec sleep 600') }

type State = Readonly<Record<string, string>>

/** What the main phase had saved when it was killed: before RunTask was answered, right after, or at its own end. */
function stateAt({ step: { states } }: Ran, moment: 'asked' | 'answered' | 'ended'): State {
  const saved = states.filter(({ launches }) => launches !== undefined)
  const state = { asked: saved[0], answered: saved[1], ended: saved.at(-1) }[moment]
  if (state === undefined) throw new Error(`Nothing was saved when it ${moment}.`)
  return state
}

/** Runs the post phase on that state. */
async function clean(simulator: Simulator, state: State, inputs: Inputs = {}): Promise<TestRuntime> {
  const runtime = runtimeOf(simulator)
  await cleanUpAfterRun({ ...stepOf({ ...INPUTS, ...LONG, ...inputs }, state), ...runtime })
  expect(runtime.console.disorder()).toEqual([])
  expect(runtime.console.texts('error')).toEqual([])
  return runtime
}

/** Calls that the post phase made. */
function callsSince({ calls }: Simulator, before: number): string[] {
  return calls.slice(before).map(({ operation }) => operation)
}

describe('the launch record', () => {
  it('is saved before and after each RunTask, and at the end, without a value of an environment', () =>
    simulate({}, async (simulator) => {
      const containers = JSON.stringify({
        app: { command: ['sleep', '600'], environment: { KEY: 'correct-horse-battery' } },
      })
      const { step } = await runIn(simulator, { ...LONG, count: '12', containers })
      const saved = step.states.map(({ launches = '' }) => launches).filter(Boolean)
      const known = saved
        .filter((launches) => launches !== 'settled')
        .map((launches) => JSON.parse(launches) as { open: { count: number }[]; ids: string[] })
      expect(known.map(({ open, ids }) => [open.map(({ count }) => count), ids.length])).toEqual([
        [[10], 0],
        [[], 10],
        [[2], 10],
        [[], 12],
      ])
      expect(saved.at(-1)).toBe('settled')
      expect(JSON.stringify(step.states)).not.toContain('correct-horse')
    }))

  it('is not there where nothing was asked of ECS', () =>
    simulate({}, async (simulator) => {
      const { step } = await runIn(simulator, { 'dry-run': 'true' })
      expect(step.states).toEqual([])
      const before = simulator.calls.length
      await clean(simulator, {})
      expect(callsSince(simulator, before)).toEqual([])
    }))
})

describe('the clean-up after a killed step', () => {
  it('stops the tasks that it knows of', () =>
    simulate({}, async (simulator) => {
      const ran = await runIn(simulator, { ...LONG, count: '12' })
      const runtime = await clean(simulator, stateAt(ran, 'answered'))
      // The state after the first of two calls knows ten.
      expect(leftRunning(simulator)).toHaveLength(2)
      expect(runtime.console.texts('line')[0]).toMatch(/was killed; stopping 10 tasks/)
      expect(bodiesOf(simulator, 'StopTask')[0]?.['reason']).toMatch(
        /Cancelled by workflow nightly of octo-org\/warehouse, GitHub run 4711/,
      )
    }))

  it('finds what a RunTask started whose answer never came, and nothing of others', () =>
    simulate({}, async (simulator) => {
      const ran = await runIn(simulator, LONG)
      const other = await runIn(simulator, LONG)
      await clean(simulator, stateAt(ran, 'asked'))
      expect(leftRunning(simulator)).toEqual([other.outputs['task-arn']])
      expect(simulator.tasks).toHaveLength(2)
    }))

  it('looks again for what ECS does not list yet', () =>
    simulate({ timeScale: 10, missingForMs: 3000 }, async (simulator) => {
      const ran = await runIn(simulator, LONG)
      await clean(simulator, stateAt(ran, 'asked'))
      expect(leftRunning(simulator)).toEqual([])
    }))

  it('starts nothing where the last RunTask never reached ECS, though tasks of the first run on', () =>
    simulate({}, async (simulator) => {
      const ran = await runIn(simulator, LONG)
      const { launches = '', ...rest } = stateAt(ran, 'answered')
      const record = JSON.parse(launches) as object
      const before = simulator.calls.length
      const never = { clientToken: 'never-sent', count: 1 }
      await clean(simulator, { ...rest, launches: JSON.stringify({ ...record, open: [never] }) })
      expect(callsSince(simulator, before)).not.toContain('RunTask')
      expect(leftRunning(simulator)).toEqual([])
    }))

  it('starts nothing where RunTask never reached ECS', () =>
    simulate({}, async (simulator) => {
      const state = await simulateElsewhere()
      await clean(simulator, state)
      expect(simulator.tasks).toEqual([])
      expect(callsSince(simulator, 0)).not.toContain('RunTask')
    }))

  it('knows tasks that ended by themselves', () =>
    simulate({}, async (simulator) => {
      const ran = await runIn(simulator, {
        'wait-for': 'stopped',
        logs: 'false',
        containers: appRuns('true'),
      })
      const runtime = await clean(simulator, stateAt(ran, 'answered'))
      expect(bodiesOf(simulator, 'StopTask')).toEqual([])
      expect(runtime.console.entries).toEqual([])
    }))

  it('asks to stop a task that ECS does not show yet', () =>
    simulate({ missingForMs: 600_000 }, async (simulator) => {
      const ran = await runIn(simulator, LONG)
      await clean(simulator, stateAt(ran, 'answered'))
      expect(leftRunning(simulator)).toEqual([])
    }))

  it.each<[string, FaultRule[]]>([
    [
      'AWS throttles',
      ['DescribeTasks', 'StopTask'].map((operation) => ({ operation, fault: 'throttle', on: [1] })),
    ],
    [
      'connections break',
      ['DescribeTasks', 'StopTask'].map((operation) => ({ operation, fault: 'reset', on: [1] })),
    ],
    ['it may not look at tasks', [{ operation: 'DescribeTasks', fault: 'access-denied' }]],
  ])('stops them though %s', (_what, faults) =>
    simulate({}, async (simulator) => {
      const ran = await runIn(simulator, LONG)
      simulator.scenario = { faults }
      await clean(simulator, stateAt(ran, 'answered'))
      expect(leftRunning(simulator)).toEqual([])
    }),
  )

  it('recalls what it may not list', () =>
    simulate({}, async (simulator) => {
      const ran = await runIn(simulator, LONG)
      simulator.scenario = { faults: [{ operation: 'ListTasks', fault: 'access-denied' }] }
      await clean(simulator, stateAt(ran, 'asked'))
      expect(leftRunning(simulator)).toEqual([])
      expect(simulator.tasks).toHaveLength(1)
    }))

  it.each<[string, FaultRule[], RegExp]>([
    [
      'may not stop them',
      [{ operation: 'StopTask', fault: 'access-denied' }],
      /0 of 1 task stopped.*ecs:StopTask/s,
    ],
    ['has no credentials any more', [{ operation: '*', fault: 'expired-token' }], /have expired/],
  ])('names what runs on where it %s, and never fails', (_what, faults, words) =>
    simulate({}, async (simulator) => {
      const ran = await runIn(simulator, LONG)
      simulator.scenario = { faults }
      const runtime = await clean(simulator, stateAt(ran, 'answered'))
      expect(runtime.console.texts('warning')).toEqual([expect.stringMatching(words)])
      expect(runtime.console.texts('warning')[0]).toContain(ran.outputs['task-arn'])
    }),
  )

  it('names what looks like its tasks where ECS does not tell which they are', () =>
    simulate({}, async (simulator) => {
      const ran = await runIn(simulator, LONG)
      simulator.scenario = { faults: [{ operation: 'RunTask', fault: 'access-denied' }] }
      const runtime = await clean(simulator, stateAt(ran, 'asked'))
      expect(runtime.console.texts('warning')).toEqual([
        expect.stringMatching(/none were stopped[^]*ecs:RunTask/),
      ])
      expect(runtime.console.texts('warning')[0]).toContain(ran.outputs['task-arn'])
      expect(leftRunning(simulator)).toHaveLength(1)
    }))
})

describe('a clean-up that is cancelled itself', () => {
  it('stops what the step had started, in the seconds that it has', () =>
    simulate({}, async (simulator) => {
      const ran = await runIn(simulator, LONG)
      simulator.scenario = { faults: [{ operation: 'DescribeTasks', fault: 'throttle' }] }
      const runtime = runtimeOf(simulator)
      const cleaning = cleanUpAfterRun({
        ...stepOf({ ...INPUTS, ...LONG }, stateAt(ran, 'answered')),
        ...runtime,
      })
      runtime.cancel.abort(new Interruption('cancelled', runtime.clock.now()))
      await cleaning
      expect(runtime.console.texts('warning')).toEqual([])
      expect(leftRunning(simulator)).toEqual([])
    }))
})

describe('the clean-up after any other step', () => {
  it.each<[string, ScenarioInput, Inputs]>([
    ['that came to its own end', {}, LONG],
    ['that was to leave its tasks', {}, { ...LONG, 'on-cancel': 'leave' }],
  ])('%s does nothing', (_what, scenario, inputs) =>
    simulate(scenario, async (simulator) => {
      const ran = await runIn(simulator, inputs)
      const before = simulator.calls.length
      const moment = inputs['on-cancel'] === 'leave' ? 'answered' : 'ended'
      const runtime = await clean(simulator, stateAt(ran, moment), inputs)
      expect(callsSince(simulator, before)).toEqual([])
      expect(runtime.console.entries).toEqual([])
      expect(leftRunning(simulator)).toHaveLength(1)
    }),
  )

  it('whose tasks could not be stopped tries once more', () =>
    simulate(
      { faults: [{ operation: 'StopTask', fault: 'access-denied', untilMs: 5_000_000 }] },
      async (simulator) => {
        const ran = await runIn(simulator, {
          containers: appRuns('exec sleep 600'),
          logs: 'false',
          timeout: '1s',
        })
        expect(leftRunning(simulator)).toHaveLength(1)
        simulator.scenario = {}
        await clean(simulator, stateAt(ran, 'ended'))
        expect(leftRunning(simulator)).toEqual([])
      },
    ))
})

/** What a step of the same inputs saved that was killed before its RunTask went out. */
async function simulateElsewhere(): Promise<State> {
  const endpoint = process.env['AWS_ENDPOINT_URL']
  let state: State = {}
  await simulate({}, async (simulator) => {
    state = stateAt(await runIn(simulator, LONG), 'asked')
  })
  process.env['AWS_ENDPOINT_URL'] = endpoint
  return state
}
