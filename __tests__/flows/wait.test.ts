import { describe, expect, it, jest } from '@jest/globals'
import type { FaultRule, ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { waitForTasks } from '../../src/flows/wait.js'
import { stopGivenTasks } from '../../src/flows/stop.js'
import { Interruption } from '../../src/runtime/interruption.js'
import { appRuns, bodiesOf, simulate, type TestRuntime, runtimeOf } from '../../testing/simulate.ts'
import { type RecordedStepRuntime, stepOf } from '../../testing/step.ts'
import { type Inputs, leftRunning, type Ran, runIn, told } from './running.ts'

jest.setTimeout(30_000)

const UNKNOWN = 'arn:aws:ecs:us-east-1:123456789012:task/default/00000000000000000000000000000000'

/** Tasks that another step has started and left to themselves. */
async function started(simulator: Simulator, script: string, inputs: Inputs = {}): Promise<string> {
  const { outputs } = await runIn(simulator, { 'wait-for': 'none', containers: appRuns(script), ...inputs })
  return outputs['task-arns'] ?? ''
}

/** Runs the wait action. */
async function wait(simulator: Simulator, inputs: Inputs, runtime = runtimeOf(simulator)): Promise<Ran> {
  const step = stepOf(inputs)
  return told(simulator, step, runtime, await waitForTasks({ ...step, ...runtime }))
}

/** Starts tasks that run this script and waits for them. */
function waiting(
  scenario: ScenarioInput,
  script: string,
  inputs: Inputs,
  check: (ran: Ran) => void,
): Promise<void> {
  return simulate(scenario, async (simulator) => {
    const arns = await started(simulator, script)
    check(await wait(simulator, { 'task-arns': arns, ...inputs }))
  })
}

describe('the wait action', () => {
  it('follows tasks of another step to their end, logs and all, and hands over the same outputs', () =>
    waiting({}, 'echo hello; sleep 0.1; exit 3', {}, ({ outputs, simulator, runtime, errors, verdict }) => {
      const arn = simulator.tasks[0]?.taskArn ?? ''
      expect(verdict.outcome).toBe('failed')
      expect(outputs).toMatchObject({
        'task-arns': JSON.stringify([arn]),
        'task-arn': arn,
        'task-definition-arn': 'arn:aws:ecs:us-east-1:123456789012:task-definition/alone:1',
        cpu: '256',
        memory: '512',
        outcome: 'failed',
        'exit-code': '3',
        'stop-code': 'EssentialContainerExited',
      })
      expect(outputs).not.toHaveProperty('request')
      expect(runtime.console.texts('foreign')).toEqual(['hello'])
      expect(errors).toEqual([expect.stringMatching(/^app ended with exit code 3/)])
      expect(bodiesOf(simulator, 'StopTask')).toEqual([])
    }))

  it.each<[string, Inputs, string]>([
    ['success-exit-codes', { 'success-exit-codes': '0, 3' }, 'succeeded'],
    ['exit-code-from', { 'exit-code-from': 'app' }, 'failed'],
  ])('judges by %s', (_what, inputs, outcome) =>
    waiting({}, 'exit 3', { logs: 'false', ...inputs }, ({ outputs }) => {
      expect(outputs['outcome']).toBe(outcome)
    }),
  )

  it('shows the whole log of a task that ended long before', () =>
    simulate({ logs: { pageEvents: 2, emptyPages: true } }, async (simulator) => {
      const arns = await started(simulator, 'for i in 1 2 3 4 5; do echo line $i; done')
      while (simulator.tasks[0]?.lastStatus !== 'STOPPED')
        await new Promise((resolve) => setTimeout(resolve, 5))
      const { runtime, outputs, lines } = await wait(simulator, { 'task-arns': arns })
      expect(outputs['outcome']).toBe('succeeded')
      expect(lines).toContainEqual(expect.stringMatching(/STOPPED/))
      expect(runtime.console.texts('foreign')).toEqual([1, 2, 3, 4, 5].map((number) => `line ${number}`))
    }))

  it.each<[string, Inputs, RegExp]>([
    ['wait-for: none', { 'wait-for': 'none' }, /^started$/],
    ['wait-for: running', { 'wait-for': 'running' }, /^started$/],
    ['a time that is up', { timeout: '1s' }, /^timed-out$/],
  ])('leaves the tasks to themselves with %s', (_what, inputs, outcome) =>
    waiting({}, 'exec sleep 600', { logs: 'false', ...inputs }, ({ outputs, simulator }) => {
      expect(outputs['outcome']).toMatch(outcome)
      expect(leftRunning(simulator)).toHaveLength(1)
    }),
  )

  it('stops them when the time is up where it is told to', () =>
    waiting(
      {},
      'exec sleep 600',
      { logs: 'false', timeout: '1s', 'on-timeout': 'stop' },
      ({ outputs, simulator }) => {
        expect(outputs['outcome']).toBe('timed-out')
        expect(leftRunning(simulator)).toEqual([])
      },
    ))

  it('stops all tasks when the time is up, also those that ECS does not show', () =>
    simulate({}, async (simulator) => {
      const [arn] = JSON.parse(await started(simulator, 'exec sleep 600')) as string[]
      const inputs = { logs: 'false', timeout: '1s', 'on-timeout': 'stop' }
      await wait(simulator, { 'task-arns': `${UNKNOWN}, ${arn ?? ''}`, ...inputs })
      const stopped = new Set(bodiesOf(simulator, 'StopTask').map(({ task }) => task))
      // ECS may not show a task yet that runs: it is stopped as well.
      expect(stopped).toEqual(new Set([UNKNOWN, arn]))
    }))

  it.each<[string, Inputs, number]>([
    ['leaves', {}, 1],
    ['stops', { 'on-cancel': 'stop' }, 0],
  ])('%s them when it is cancelled, at any moment', (_what, inputs, left) =>
    simulate({ timeScale: 5 }, async (simulator) => {
      const arns = await started(simulator, 'exec sleep 600')
      for (const operation of ['DescribeTasks', 'DescribeTaskDefinition', 'GetLogEvents']) {
        const runtime = runtimeOf(simulator)
        const before = bodiesOf(simulator, operation).length
        const watch = setInterval(() => {
          if (bodiesOf(simulator, operation).length === before) return
          clearInterval(watch)
          runtime.cancel.abort(new Interruption('cancelled', runtime.clock.now()))
        }, 1)
        const { verdict } = await wait(simulator, { 'task-arns': arns, ...inputs }, runtime)
        expect(verdict.outcome).toBe('cancelled')
        expect(leftRunning(simulator)).toHaveLength(left)
        if (left === 0) return
      }
    }),
  )

  it('waits for a task that ECS does not show yet', () =>
    waiting({ missingForMs: 4000 }, 'exit 0', { logs: 'false' }, ({ outputs }) => {
      expect(outputs['outcome']).toBe('succeeded')
    }))

  it('with wait-for: none fails for a task that ECS does not know', () =>
    simulate({}, async (simulator) => {
      const { outputs, errors } = await wait(simulator, { 'task-arns': UNKNOWN, 'wait-for': 'none' })
      expect(outputs).toMatchObject({ outcome: 'failed' })
      expect(errors).toEqual([expect.stringMatching(/ECS does not know the task.*0000/)])
    }))

  it('fails for a task that nobody knows, and judges the others', () =>
    simulate({}, async (simulator) => {
      const [arn] = JSON.parse(await started(simulator, 'exit 0')) as string[]
      const { outputs, errors } = await wait(simulator, {
        'task-arns': `${UNKNOWN}, ${arn ?? ''}`,
        logs: 'false',
      })
      expect(outputs).toMatchObject({ outcome: 'failed' })
      expect(errors).toEqual([expect.stringMatching(/ECS does not know the task.*0000[^]*an hour ago/)])
      expect(JSON.parse(outputs['tasks'] ?? '')).toMatchObject([{ arn, status: 'STOPPED' }])
    }))

  it.each<[string, Inputs, RegExp]>([
    ['no tasks', {}, /task-arns/],
    [
      'tasks of two clusters',
      { 'task-arns': `${UNKNOWN}, ${UNKNOWN.replace('/default/', '/other/')}` },
      /2 clusters/,
    ],
  ])('refuses %s', (_what, inputs, words) =>
    simulate({}, async (simulator) => {
      const { outputs, errors } = await wait(simulator, inputs)
      expect(outputs['outcome']).toBe('failed')
      expect(errors).toEqual([expect.stringMatching(words)])
      expect(simulator.calls).toEqual([])
    }),
  )

  it('refuses a container that the tasks do not have', () =>
    waiting({}, 'exit 0', { 'exit-code-from': 'ap' }, ({ outputs, errors }) => {
      expect(outputs['outcome']).toBe('failed')
      expect(errors).toEqual([expect.stringMatching(/no container "ap"; it has app[^]*Did you mean app/)])
    }))

  it('goes on without the permission to read the definition', () =>
    waiting(
      { faults: [{ operation: 'DescribeTaskDefinition', fault: 'access-denied', on: [2] }] },
      'exit 0',
      {},
      ({ outputs, warnings, lines, errors }) => {
        expect(outputs['outcome']).toBe('succeeded')
        expect(warnings).toEqual([
          expect.stringMatching(/ecs:DescribeTaskDefinition[^]*Every container decides/),
        ])
        expect(lines.join('\n')).toMatch(/logs are not followed/)
        expect(errors).toEqual([])
      },
    ))

  it('overcomes a first look that fails, and looks again', () =>
    waiting(
      { faults: [{ operation: 'DescribeTasks', fault: 'throttle', on: [1] }] },
      'exit 0',
      { logs: 'false' },
      ({ outputs }) => {
        expect(outputs['outcome']).toBe('succeeded')
      },
    ))

  it('says so where it may not look', () =>
    waiting(
      { faults: [{ operation: 'DescribeTasks', fault: 'access-denied' }] },
      'exec sleep 600',
      {},
      ({ outputs, errors, simulator }) => {
        expect(outputs['outcome']).toBe('failed')
        expect(errors).toEqual([expect.stringMatching(/ecs:DescribeTasks/)])
        expect(leftRunning(simulator)).toHaveLength(1)
      },
    ))
})

describe('the stop action', () => {
  interface Halted {
    readonly simulator: Simulator
    readonly runtime: TestRuntime
    readonly step: RecordedStepRuntime
    readonly outcome: string
  }

  function halting(
    scenario: ScenarioInput,
    inputs: (arns: string[]) => Inputs,
    check: (halted: Halted) => void,
    faults: readonly FaultRule[] = [],
  ): Promise<void> {
    return simulate(scenario, async (simulator) => {
      const arns = JSON.parse(await started(simulator, 'exec sleep 600', { count: '2' })) as string[]
      simulator.scenario = { faults }
      const runtime = runtimeOf(simulator)
      const step = stepOf(inputs(arns))
      const { outcome } = await stopGivenTasks({ ...step, ...runtime })
      expect(runtime.console.disorder()).toEqual([])
      check({ simulator, runtime, step, outcome })
    })
  }

  it('stops tasks with the reason that is given, or that of the run', () =>
    halting(
      {},
      (arns) => ({ 'task-arns': JSON.stringify(arns), reason: 'superseded' }),
      ({ simulator, outcome, runtime }) => {
        expect(outcome).toBe('succeeded')
        expect(leftRunning(simulator)).toEqual([])
        expect(bodiesOf(simulator, 'StopTask').map(({ reason }) => reason)).toEqual([
          'superseded',
          'superseded',
        ])
        expect(runtime.console.texts('line').at(-1)).toBe('2 of 2 tasks stopped')
      },
    ))

  it('says what became of each task in its outputs and in the summary', () =>
    halting(
      { retentionMs: 60_000 },
      (arns) => ({ 'task-arns': [UNKNOWN, ...arns].join() }),
      ({ simulator, step }) => {
        const arns = simulator.tasks.map(({ taskArn }) => taskArn)
        const lists = ['stopped', 'already-stopped', 'unknown'].map(
          (name) => JSON.parse(step.outputs[name] ?? '') as string[],
        )
        expect(lists).toEqual([expect.arrayContaining(arns), [], [UNKNOWN]])
        const reason = '2 of 3 tasks stopped, 1 unknown to ECS'
        expect(step.outputs).toMatchObject({ outcome: 'succeeded', reason })
        const summary = step.handedOver.at(-1) ?? ''
        expect(summary).toMatch(new RegExp(`^### ✅ ${reason}`))
        expect(summary).toMatch(/\| unknown to ECS \|/)
        expect(summary.match(/\| stop accepted \|/g)).toHaveLength(2)
      },
    ))

  it('takes ids where the cluster is given', () =>
    halting(
      {},
      (arns) => ({
        'task-arns': arns.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)).join('\n'),
        cluster: 'default',
      }),
      ({ simulator, outcome }) => {
        expect(outcome).toBe('succeeded')
        expect(leftRunning(simulator)).toEqual([])
        expect(bodiesOf(simulator, 'StopTask')[0]?.['reason']).toMatch(/GitHub run 4711/)
      },
    ))

  it('is green with a warning for a task that ECS does not know', () =>
    halting(
      {},
      (arns) => ({ 'task-arns': [UNKNOWN, ...arns].join() }),
      ({ simulator, outcome, runtime }) => {
        expect(outcome).toBe('succeeded')
        expect(leftRunning(simulator)).toEqual([])
        expect(runtime.console.texts('warning')).toEqual([expect.stringContaining(UNKNOWN)])
        expect(runtime.console.texts('error')).toEqual([])
      },
    ))

  it('is red for a task that cannot be stopped', () =>
    halting(
      {},
      (arns) => ({ 'task-arns': arns.join() }),
      ({ simulator, outcome, runtime }) => {
        expect(outcome).toBe('failed')
        expect(leftRunning(simulator)).toHaveLength(1)
        expect(runtime.console.texts('error')).toEqual([
          expect.stringMatching(/^A task was not stopped: arn:[^]*ecs:StopTask/),
        ])
        expect(runtime.console.texts('line').at(-1)).toBe('1 of 2 tasks stopped')
      },
      [{ operation: 'StopTask', fault: 'access-denied', on: [1] }],
    ))

  it('refuses what are no tasks', () =>
    halting(
      {},
      () => ({ 'task-arns': 'not an arn' }),
      ({ simulator, outcome, runtime }) => {
        expect(outcome).toBe('failed')
        expect(leftRunning(simulator)).toHaveLength(2)
        expect(runtime.console.texts('error').length).toBeGreaterThan(0)
      },
    ))
})
