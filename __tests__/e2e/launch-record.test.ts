import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RunTaskCommand } from '@aws-sdk/client-ecs'
import { describe, expect, it, jest } from '@jest/globals'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { openLaunchRecord } from '../../src/flows/launch-record.js'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, runPost, startAction } from '../../testing/runner/runner.ts'
import { clockAhead } from '../../testing/runner/clock-ahead.ts'
import { recordConsole } from '../../testing/recording-console.ts'
import { clientOf, NETWORK } from '../../testing/simulate.ts'

jest.setTimeout(180_000)

/** Tasks that never come to run, so that thousands of them cost nothing. */
const NEVER_PLACED: ScenarioInput = { pace: { provisioning: 600_000 } }

/** What the smallest of the runner's systems takes for one variable (Windows, CreateProcess). */
const MOST_CHARACTERS = 32_767

const LONG = { ...INPUTS, logs: 'false', containers: appRuns('echo at work; exec sleep 600') }

function runningTasks({ tasks }: Simulator): string[] {
  return tasks.flatMap(({ desiredStatus, taskArn = '' }) => (desiredStatus === 'STOPPED' ? [] : [taskArn]))
}

/** Starts tasks as the launch does, and returns the state that a step leaves that is killed then. */
async function stateOfLaunch(
  simulator: Simulator,
  count: number,
  temp: string,
): Promise<Readonly<Record<string, string>>> {
  const ecs = clientOf(simulator)
  const state: Record<string, string> = {}
  const record = openLaunchRecord(
    {
      saveState: (name, value) => {
        state[name] = value
      },
      console: recordConsole(),
      temp,
    },
    { cluster: 'default', aws: { region: 'us-east-1' }, onCancel: 'stop' },
  )
  for (let started = 0; started < count; started += 10) {
    const request = {
      taskDefinition: 'nightly-etl',
      startedBy: 'github/4711/1',
      count: Math.min(10, count - started),
      clientToken: `token-${started}`,
      launchType: 'FARGATE' as const,
      ...NETWORK,
    }
    record.asking(request)
    const { tasks = [] } = await ecs.send(new RunTaskCommand(request))
    record.answered(request.clientToken, tasks)
  }
  ecs.destroy()
  return state
}

describe('the post step of a step that was killed with its tasks running', () => {
  it.each([1, 1000, 5000])('stops all %s of them, with a state that stays small', (count) =>
    simulate(NEVER_PLACED, async (simulator) => {
      const temp = mkdtempSync(join(tmpdir(), 'job-'))
      const state = await stateOfLaunch(simulator, count, temp)
      for (const value of Object.values(state)) expect(value.length).toBeLessThan(MOST_CHARACTERS / 2)

      const post = await runPost({ simulator, inputs: INPUTS, longestMs: 150_000 }, { state, temp })
      expect(post).toMatchObject({ outcome: 'success', annotations: [] })
      expect(runningTasks(simulator)).toEqual([])
      // Tasks that run are described a hundred a call, and each is stopped once.
      expect(bodiesOf(simulator, 'DescribeTasks')).toHaveLength(Math.ceil(count / 100))
      expect(bodiesOf(simulator, 'StopTask')).toHaveLength(count)
      rmSync(temp, { recursive: true, force: true })
    }),
  )

  it('names the file with the ids of its tasks where that is gone', () =>
    simulate(NEVER_PLACED, async (simulator) => {
      const temp = mkdtempSync(join(tmpdir(), 'job-'))
      const state = await stateOfLaunch(simulator, 500, temp)
      rmSync(temp, { recursive: true })
      const post = await runPost({ simulator, inputs: INPUTS }, { state, temp })
      expect(post).toMatchObject({ outcome: 'success', annotations: [{ level: 'warning' }] })
      expect(post?.annotations[0]?.message).toContain(temp)
    }))

  it.concurrent('needs no inputs: those of a nested composite action are empty', () =>
    simulate({}, async (simulator) => {
      const running = startAction({
        simulator,
        inputs: { ...LONG, 'aws-region': 'us-east-1', cluster: 'default' },
      })
      while (bodiesOf(simulator, 'DescribeTasks').length === 0)
        await new Promise((resolve) => setTimeout(resolve, 10))
      running.send('SIGKILL')
      const step = await running.finished
      const env = { AWS_REGION: undefined }
      expect(await runPost({ simulator, inputs: {}, env }, step)).toMatchObject({
        outcome: 'success',
        annotations: [],
      })
      expect(runningTasks(simulator)).toEqual([])
    }),
  )

  it.concurrent('leaves them where on-cancel said so, though its inputs are empty', () =>
    simulate({}, async (simulator) => {
      const running = startAction({ simulator, inputs: { ...LONG, 'on-cancel': 'leave' } })
      while (bodiesOf(simulator, 'DescribeTasks').length === 0)
        await new Promise((resolve) => setTimeout(resolve, 10))
      running.send('SIGKILL')
      expect(await runPost({ simulator, inputs: {} }, await running.finished)).toMatchObject({
        annotations: [],
      })
      expect(runningTasks(simulator)).toHaveLength(1)
    }),
  )
})

describe('the post step of a step that was killed while RunTask was under way', () => {
  it.concurrent.each<[string, Readonly<Record<string, string>>, { empty?: boolean; fastMs?: number }]>([
    ['that overrides nothing', { containers: 'app:' }, {}],
    ['with values that a template left blank', { containers: 'app: {environment: {A: "", B: }, cpu: }' }, {}],
    ['whose inputs the post step does not get', { containers: LONG.containers }, { empty: true }],
    [
      'whose inputs, values of environments among them, the post step does not get',
      { containers: 'app: {environment: {KEY: correct-horse-battery}}' },
      { empty: true },
    ],
    ['by a clock that is two minutes fast', { containers: LONG.containers }, { fastMs: 120_000 }],
    ['by a clock that is ten minutes fast', { containers: LONG.containers }, { fastMs: 600_000 }],
  ])('finds a task %s', (what, inputs, { empty, fastMs = 0 }) =>
    simulate(
      { ...NEVER_PLACED, faults: [{ operation: 'RunTask', fault: 'late-answer', ms: 60_000 }] },
      async (simulator) => {
        const env = fastMs > 0 ? clockAhead(fastMs) : {}
        const request = { simulator, inputs: { ...INPUTS, logs: 'false', ...inputs }, env }
        const running = startAction(request)
        while (simulator.tasks.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
        running.send('SIGKILL')
        const step = await running.finished
        expect(step.everything).not.toContain(`correct-horse-battery"`)
        simulator.scenario = { ...simulator.scenario, faults: [] }
        const post = await runPost(empty ? { simulator, inputs: {} } : request, step)
        expect({ what, post }).toMatchObject({ post: { outcome: 'success', annotations: [] } })
        expect(runningTasks(simulator)).toEqual([])
        expect(simulator.tasks).toHaveLength(1)
      },
    ),
  )
})

describe('a step whose state cannot be written', () => {
  it.concurrent('names each task that it started, and goes on', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({
        simulator,
        inputs: { ...INPUTS, logs: 'false' },
        env: { GITHUB_STATE: '/dev/full' },
      })
      expect(step.log).toContain(`started ${simulator.tasks[0]?.taskArn ?? ''}`)
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
      expect(step.annotations).toMatchObject([{ level: 'warning' }])
    }),
  )
})

describe('the state of a step that came to its own end', () => {
  it.concurrent('is a word, whatever it started, and no file is left', () =>
    simulate(NEVER_PLACED, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...INPUTS, 'wait-for': 'none', count: '25' } })
      expect(step.state['launches']).toBe('settled')
      expect(() => readdirSync(step.temp)).toThrow()
      expect(await runPost({ simulator, inputs: {} }, step)).toMatchObject({ annotations: [], log: '' })
      expect(runningTasks(simulator)).toHaveLength(25)
    }),
  )
})

describe('tasks that a step began to stop', () => {
  it.concurrent('are stopped by the post step, on-cancel: leave notwithstanding', () =>
    simulate({ faults: [{ operation: 'StopTask', fault: 'throttle' }] }, async (simulator) => {
      const request = { simulator, inputs: { ...LONG, timeout: '2s', 'on-cancel': 'leave' } }
      const step = await runAction(request)
      expect(step.outputs['outcome']).toBe('timed-out')
      expect(runningTasks(simulator)).toHaveLength(1)
      simulator.scenario = { ...simulator.scenario, faults: [] }
      expect(await runPost(request, step)).toMatchObject({ outcome: 'success', annotations: [] })
      expect(runningTasks(simulator)).toEqual([])
    }),
  )
})
