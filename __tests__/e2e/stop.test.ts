import { describe, expect, it, jest } from '@jest/globals'
import type { FaultRule, ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import {
  runAction,
  runPost,
  startAction,
  type RunningStep,
  type FinishedStep,
} from '../../testing/runner/runner.ts'

jest.setTimeout(90_000)

/** What a cancelled step may take until it is gone; a runner kills it after 10 s. */
const PATIENCE_MS = 6_000

const LONG = { ...INPUTS, containers: appRuns('echo at work; exec sleep 600') }

/** A slow start, so that there is time to cancel before the task runs. */
const SLOW: ScenarioInput = { pace: { provisioning: 60_000 } }

function runningTasks({ tasks }: Simulator): string[] {
  return tasks.flatMap(({ desiredStatus, taskArn }) =>
    desiredStatus === 'STOPPED' || taskArn === undefined ? [] : [taskArn],
  )
}

async function cancelled(running: RunningStep): Promise<{ step: FinishedStep; tookMs: number }> {
  const at = performance.now()
  const step = await running.cancel()
  return { step, tookMs: performance.now() - at }
}

/** Resolves when the simulator has heard the operation so often. */
async function heard({ calls }: Simulator, operation: string, times = 1): Promise<void> {
  while (calls.filter((call) => call.operation === operation).length < times)
    await new Promise((resolve) => setTimeout(resolve, 10))
}

describe('a cancelled job', () => {
  const everyCall = (operation: string, fault: FaultRule['fault'], ms?: number): FaultRule[] => [
    { operation, fault, ...(ms !== undefined && { ms }) },
  ]

  it.concurrent.each<[string, FaultRule[], string, number]>([
    [
      'the definition is never answered',
      everyCall('DescribeTaskDefinition', 'hang'),
      'DescribeTaskDefinition',
      0,
    ],
    ['RunTask is answered late', everyCall('RunTask', 'late-answer', 1000), 'RunTask', 1],
    [
      'RunTask is answered too late once',
      [{ operation: 'RunTask', fault: 'late-answer', ms: 20_000, on: [1] }],
      'RunTask',
      1,
    ],
    ['every answer to RunTask is too late', everyCall('RunTask', 'late-answer', 20_000), 'RunTask', 1],
    [
      'the answer to RunTask is lost',
      [{ operation: 'RunTask', fault: 'lost-answer', on: [1] }],
      'RunTask',
      1,
    ],
    ['RunTask is throttled', everyCall('RunTask', 'throttle'), 'RunTask', 0],
    ['a look at the task is never answered', everyCall('DescribeTasks', 'hang'), 'DescribeTasks', 1],
    ['a look at the log is never answered', everyCall('GetLogEvents', 'hang'), 'GetLogEvents', 1],
    [
      'StopTask is never answered once',
      [{ operation: 'StopTask', fault: 'hang', on: [1] }],
      'DescribeTasks',
      1,
    ],
    [
      'StopTask is throttled for long',
      [{ operation: 'StopTask', fault: 'throttle', times: 30 }],
      'DescribeTasks',
      1,
    ],
  ])('ends soon and leaves no task though %s', (_what, faults, operation, tasks) =>
    simulate({ faults }, async (simulator) => {
      const request = { simulator, inputs: LONG }
      const running = startAction(request)
      await heard(simulator, operation)
      const { step, tookMs } = await cancelled(running)
      expect(step).toMatchObject({ exitCode: 1, signal: null, outputs: { outcome: 'cancelled' } })
      expect(tookMs).toBeLessThan(PATIENCE_MS)

      simulator.scenario = { ...simulator.scenario, faults: [] }
      expect(await runPost(request, step)).toMatchObject({ outcome: 'success' })
      expect(simulator.tasks).toHaveLength(tasks)
      expect(runningTasks(simulator)).toEqual([])
    }),
  )

  it.concurrent('ends on SIGTERM alone as well', () =>
    simulate({}, async (simulator) => {
      const running = startAction({ simulator, inputs: LONG })
      await running.waitForLine(/at work$/)
      running.send('SIGTERM')
      const step = await running.finished
      expect(step).toMatchObject({ exitCode: 1, outputs: { outcome: 'cancelled' }, stopped: false })
      expect(runningTasks(simulator)).toEqual([])
      expect(step.log).toMatch(/cancelled: stopping 1 running task/)
    }),
  )

  it.concurrent('stops the tasks of every batch', () =>
    simulate(SLOW, async (simulator) => {
      const running = startAction({ simulator, inputs: { ...LONG, count: '25' } })
      await heard(simulator, 'DescribeTasks')
      const { step, tookMs } = await cancelled(running)
      expect(tookMs).toBeLessThan(PATIENCE_MS)
      expect(step.log).toMatch(/25 tasks stopped/)
      expect(runningTasks(simulator)).toEqual([])
    }),
  )

  it.concurrent('stops nothing more where its tasks are to be left, its RunTask on its way included', () =>
    simulate({ faults: everyCall('RunTask', 'late-answer', 1000) }, async (simulator) => {
      const request = { simulator, inputs: { ...LONG, 'on-cancel': 'leave' } }
      const running = startAction(request)
      await heard(simulator, 'RunTask')
      const { step } = await cancelled(running)
      await runPost(request, step)
      expect(bodiesOf(simulator, 'StopTask')).toEqual([])
      expect(step.outputs['task-arn']).toBe(simulator.tasks[0]?.taskArn)
    }),
  )

  it.concurrent(
    'has the wait action stop the tasks where it is told to, before its first look is answered',
    () =>
      simulate({}, async (simulator) => {
        const started = await runAction({ simulator, inputs: { ...LONG, 'wait-for': 'none' } })
        simulator.scenario = { ...simulator.scenario, faults: everyCall('DescribeTasks', 'hang') }
        const inputs = { 'task-arns': started.outputs['task-arns'] ?? '', 'on-cancel': 'stop' }
        const before = simulator.calls.length
        const running = startAction({ action: 'wait', simulator, inputs })
        while (simulator.calls.length === before) await new Promise((resolve) => setTimeout(resolve, 10))
        const { step, tookMs } = await cancelled(running)
        expect(tookMs).toBeLessThan(PATIENCE_MS)
        expect(step.outputs['outcome']).toBe('cancelled')
        expect(runningTasks(simulator)).toEqual([])
      }),
  )
})

describe('the post step of a step that was killed', () => {
  it.concurrent.each<[string, ScenarioInput]>([
    [
      'as soon as ECS has started the task',
      { faults: [{ operation: 'RunTask', fault: 'late-answer', ms: 5000 }] },
    ],
    [
      'before ECS lists the task',
      { faults: [{ operation: 'RunTask', fault: 'late-answer', ms: 5000 }], missingForMs: 2500 },
    ],
    ['before RunTask arrived', { faults: [{ operation: 'RunTask', fault: 'reset' }] }],
  ])('%s stops its own task and not its twin of another step', (_when, scenario) =>
    simulate({ ...SLOW, ...scenario, faults: [] }, async (simulator) => {
      const request = { simulator, inputs: LONG }
      const twin = await runAction({ simulator, inputs: { ...LONG, 'wait-for': 'none' } })
      simulator.scenario = { ...simulator.scenario, faults: scenario.faults ?? [] }
      const running = startAction(request)
      await heard(simulator, 'RunTask', 2)
      running.send('SIGKILL')
      const step = await running.finished
      simulator.scenario = { ...simulator.scenario, faults: [] }

      expect(await runPost(request, step)).toMatchObject({ outcome: 'success', annotations: [] })
      expect(runningTasks(simulator)).toEqual([twin.outputs['task-arn']])
    }),
  )

  it.concurrent.each<[string, FaultRule[]]>([
    ['looks are throttled at first', [{ operation: 'DescribeTasks', fault: 'throttle', times: 2 }]],
    ['looks are denied', [{ operation: 'DescribeTasks', fault: 'access-denied' }]],
    ['StopTask is never answered at first', [{ operation: 'StopTask', fault: 'hang', on: [1] }]],
    ['StopTask fails for a while', [{ operation: 'StopTask', fault: 'server-error', times: 20 }]],
  ])('stops the task though %s', (_what, faults) =>
    simulate(SLOW, async (simulator) => {
      const request = { simulator, inputs: { ...LONG, logs: 'false' } }
      const running = startAction(request)
      await heard(simulator, 'DescribeTasks')
      running.send('SIGKILL')
      const step = await running.finished
      simulator.scenario = { ...simulator.scenario, faults }
      expect(await runPost(request, step)).toMatchObject({ outcome: 'success', annotations: [] })
      expect(runningTasks(simulator)).toEqual([])
    }),
  )

  it.concurrent('finds what the permission to list would show, without it', () =>
    simulate(
      {
        ...SLOW,
        faults: [
          { operation: 'RunTask', fault: 'late-answer', ms: 5000, on: [1] },
          { operation: 'ListTasks', fault: 'access-denied' },
        ],
      },
      async (simulator) => {
        const request = { simulator, inputs: LONG }
        const running = startAction(request)
        await heard(simulator, 'RunTask')
        running.send('SIGKILL')
        await runPost(request, await running.finished)
        expect(simulator.tasks).toHaveLength(1)
        expect(runningTasks(simulator)).toEqual([])
      },
    ),
  )

  it.concurrent('names the tasks that it cannot stop, and stays green', () =>
    simulate(SLOW, async (simulator) => {
      const request = { simulator, inputs: LONG }
      const running = startAction(request)
      await heard(simulator, 'DescribeTasks')
      running.send('SIGKILL')
      const step = await running.finished
      simulator.scenario = { ...simulator.scenario, faults: [{ operation: '*', fault: 'expired-token' }] }
      const post = await runPost(request, step)
      expect(post).toMatchObject({ outcome: 'success', annotations: [{ level: 'warning' }] })
      expect(post?.annotations[0]?.message).toContain(simulator.tasks[0]?.taskArn)
    }),
  )
})

describe('a run that came to its own end', () => {
  it.concurrent.each([
    ['wait-for: running', { 'wait-for': 'running' }],
    ['wait-for: none', { 'wait-for': 'none' }],
    ['on-timeout: leave', { timeout: '2s', 'on-timeout': 'leave' }],
  ])('keeps its tasks in the post step: %s', (_how, inputs) =>
    simulate({}, async (simulator) => {
      const request = { simulator, inputs: { ...LONG, logs: 'false', ...inputs } }
      const step = await runAction(request)
      expect(await runPost(request, step)).toMatchObject({ outcome: 'success', annotations: [] })
      expect(bodiesOf(simulator, 'StopTask')).toEqual([])
      expect(runningTasks(simulator)).toHaveLength(1)
    }),
  )
})

describe('when the time is up', () => {
  it.concurrent('the tasks are stopped, and the message has their last state', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...LONG, timeout: '3s' } })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'timed-out' } })
      expect(runningTasks(simulator)).toEqual([])
      expect(simulator.tasks[0]?.stoppedReason).toMatch(/^Timed out by .*octo-org\/warehouse.*4711/)
      expect(step.annotations[0]?.message).toMatch(/RUNNING, stopped/)
    }),
  )

  it.concurrent('and the task ended just before, it is judged by its end', () =>
    simulate({ faults: [{ operation: 'DescribeTasks', fault: 'hang', on: [1] }] }, async (simulator) => {
      const inputs = { ...INPUTS, logs: 'false', timeout: '4s' }
      const step = await runAction({ simulator, inputs })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
    }),
  )
})

describe('tasks that cannot be followed any further', () => {
  it.concurrent.each([
    ['stopped', {}, 0],
    ['left where on-timeout says so', { 'on-timeout': 'leave' }, 1],
  ])('are %s', (_what, inputs, left) =>
    simulate({ faults: [{ operation: 'DescribeTasks', fault: 'access-denied' }] }, async (simulator) => {
      const request = { simulator, inputs: { ...LONG, ...inputs } }
      const step = await runAction(request)
      await runPost(request, step)
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
      expect(runningTasks(simulator)).toHaveLength(left)
      expect(step.annotations.map(({ message }) => message).join('\n')).toContain(simulator.tasks[0]?.taskArn)
    }),
  )
})
