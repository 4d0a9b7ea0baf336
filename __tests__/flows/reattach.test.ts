import { describe, expect, it } from '@jest/globals'
import type { Simulator } from '../../simulator/simulator.ts'
import { run } from '../../src/flows/run.js'
import type { GithubRun } from '../../src/runtime/runtime.js'
import { appRuns, bodiesOf, INPUTS, runtimeOf, simulate } from '../../testing/simulate.ts'
import { stepOf } from '../../testing/step.ts'
import { type Inputs, leftRunning, type Ran, told } from './running.js'

const REATTACH = { ...INPUTS, reattach: 'true' }
const SLOW = { containers: appRuns('sleep 1.5') }

/** Runs the step in an attempt of the workflow run. */
async function attempt(
  simulator: Simulator,
  runAttempt: string,
  inputs: Inputs = {},
  github: Partial<GithubRun> = {},
): Promise<Ran> {
  const step = stepOf(
    { ...REATTACH, ...inputs },
    {},
    { job: 'migrate', action: 'run', runAttempt, ...github },
  )
  const runtime = runtimeOf(simulator)
  return told(simulator, step, runtime, await run({ ...step, ...runtime }))
}

function started(simulator: Simulator): number {
  return bodiesOf(simulator, 'RunTask').length
}

describe('reattach', () => {
  it('puts a key behind startedBy and asks for no other tasks in the first attempt', () =>
    simulate({}, async (simulator) => {
      await attempt(simulator, '1')
      expect(bodiesOf(simulator, 'RunTask')[0]).toMatchObject({
        startedBy: expect.stringMatching(/^github\/4711\/1\/[0-9a-f]{16}$/),
      })
      expect(bodiesOf(simulator, 'ListTasks')).toEqual([])
    }))

  it('follows the task that an earlier attempt left running, and starts none', () =>
    simulate({}, async (simulator) => {
      await attempt(simulator, '1', { ...SLOW, 'wait-for': 'none' })
      const again = await attempt(simulator, '2', SLOW)
      expect(again.verdict.outcome).toBe('succeeded')
      expect(started(simulator)).toBe(1)
      expect(again.outputs['task-arns']).toBe(JSON.stringify(simulator.tasks.map(({ taskArn }) => taskArn)))
      expect(again.lines.join('\n')).toMatch(/Following \w{8}…, which attempt 1 of this run started/)
      expect(again.warnings).toEqual([])
    }))

  it('counts a task that ended well as done', () =>
    simulate({}, async (simulator) => {
      await attempt(simulator, '1')
      const again = await attempt(simulator, '3')
      expect(again.verdict.outcome).toBe('succeeded')
      expect(started(simulator)).toBe(1)
      expect(again.outputs).toMatchObject({ 'exit-code': '0' })
      expect(again.lines.join('\n')).toMatch(/succeeded in attempt 1 of this run: not run again/)
    }))

  it('runs a task that failed again', () =>
    simulate({ tasks: [{ happens: 'exit', container: 'app', exitCode: 3, on: [1] }] }, async (simulator) => {
      expect((await attempt(simulator, '1', SLOW)).verdict.outcome).toBe('failed')
      const again = await attempt(simulator, '2', SLOW)
      expect(again.verdict.outcome).toBe('succeeded')
      expect(started(simulator)).toBe(2)
      expect(again.warnings).toEqual([])
    }))

  it('waits for a task that is being stopped before it starts another', () =>
    simulate({}, async (simulator) => {
      await attempt(simulator, '1', { ...SLOW, timeout: '1s' })
      expect(leftRunning(simulator)).toEqual([])
      const again = await attempt(simulator, '2', SLOW)
      expect(again.verdict.outcome).toBe('succeeded')
      const [first, second] = simulator.tasks
      expect(Number(first?.stoppedAt)).toBeLessThanOrEqual(Number(second?.createdAt))
    }))

  it.each<[string, Inputs, Partial<GithubRun>]>([
    ['another job', {}, { job: 'report' }],
    ['another leg of the matrix', {}, { jobIndex: '1' }],
    ['another step', {}, { action: 'run_2' }],
    ['another workflow run', {}, { runId: '4712' }],
    ['another command', { containers: appRuns('sleep 0.1') }, {}],
    ['another size', { memory: '1024' }, {}],
  ])('never takes the task of %s', (_what, inputs, github) =>
    simulate({}, async (simulator) => {
      await attempt(simulator, '1', SLOW)
      const again = await attempt(simulator, '2', { ...SLOW, ...inputs }, github)
      expect(again.verdict.outcome).toBe('succeeded')
      expect(started(simulator)).toBe(2)
      expect(again.warnings.join('\n')).toMatch(/an earlier one may have run and been forgotten/)
    }),
  )

  it('takes a task that has other capacity, and not one with another environment value', () =>
    simulate({}, async (simulator) => {
      const withValue = (value: string): Inputs => ({
        containers: JSON.stringify({ app: { command: ['sleep', '0.1'], environment: { KEY: value } } }),
      })
      await attempt(simulator, '1', withValue('correct-horse-battery'))
      const elsewhere = { 'launch-type': '', 'capacity-provider-strategy': 'FARGATE_SPOT' }
      await attempt(simulator, '2', { ...withValue('correct-horse-battery'), ...elsewhere })
      expect(started(simulator)).toBe(1)
      const other = await attempt(simulator, '3', withValue('another-long-value'))
      expect(started(simulator)).toBe(2)
      expect(other.warnings.join('\n')).toMatch(/another command or other environment values/)
      expect(JSON.stringify([other.step.handedOver, other.lines, other.warnings])).not.toMatch(
        /horse|long-value/,
      )
      expect(JSON.stringify(bodiesOf(simulator, 'RunTask').map(({ startedBy }) => startedBy))).not.toMatch(
        /horse/,
      )
    }))

  it('starts only what count lacks', () =>
    simulate({}, async (simulator) => {
      await attempt(simulator, '1', { ...SLOW, count: '2', 'wait-for': 'none' })
      const again = await attempt(simulator, '2', { ...SLOW, count: '3' })
      expect(again.verdict.outcome).toBe('succeeded')
      expect(bodiesOf(simulator, 'RunTask').map(({ count }) => count)).toEqual([2, 1])
      expect(JSON.parse(again.outputs['task-arns'] ?? '[]')).toHaveLength(3)
    }))

  it('refuses to start anything where the tasks cannot be listed', () =>
    simulate({ faults: [{ operation: 'ListTasks', fault: 'access-denied' }] }, async (simulator) => {
      const refused = await attempt(simulator, '2')
      expect(refused.verdict.outcome).toBe('failed')
      expect(refused.errors.join('\n')).toMatch(/ecs:ListTasks/)
      expect(started(simulator)).toBe(0)
    }))

  it('refuses to start anything where the tasks it found cannot be described', () =>
    simulate({}, async (simulator) => {
      await attempt(simulator, '1', { ...SLOW, 'wait-for': 'none' })
      simulator.scenario = { faults: [{ operation: 'DescribeTasks', fault: 'access-denied' }] }
      const refused = await attempt(simulator, '2', SLOW)
      expect(refused.verdict.outcome).toBe('failed')
      expect(refused.errors.join('\n')).toMatch(/ecs:DescribeTasks/)
      expect(started(simulator)).toBe(1)
    }))

  it('cannot be given beside started-by', () =>
    simulate({}, async (simulator) => {
      const refused = await attempt(simulator, '1', { 'started-by': 'mine' })
      expect(refused.errors.join('\n')).toMatch(/started-by cannot be given beside reattach/)
      expect(started(simulator)).toBe(0)
    }))
})
