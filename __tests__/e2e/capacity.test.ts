import { describe, expect, it, jest } from '@jest/globals'
import type { Simulator } from '../../simulator/simulator.ts'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { type FinishedStep, runAction, runPost, startAction } from '../../testing/runner/runner.ts'

jest.setTimeout(120_000)

const NO_ROOM = { reason: 'RESOURCE:MEMORY', detail: 'no instance with so much memory' }
const LONG = { ...INPUTS, logs: 'false', containers: appRuns('exec sleep 600') }

function runningTasks({ tasks }: Simulator): string[] {
  return tasks.flatMap(({ desiredStatus, taskArn = '' }) => (desiredStatus === 'STOPPED' ? [] : [taskArn]))
}

function messagesOf({ annotations }: FinishedStep): string {
  return annotations.map(({ message }) => message).join('\n')
}

describe('tasks that start while others wait for room', () => {
  it.concurrent('are followed meanwhile, and all are judged', () =>
    simulate(
      {
        placement: [
          { ...NO_ROOM, starts: 1, on: [1] },
          { ...NO_ROOM, starts: 0, on: [2] },
        ],
      },
      async (simulator) => {
        const inputs = { ...INPUTS, count: '3', containers: appRuns('echo at work') }
        const step = await runAction({ simulator, inputs })
        expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        expect(JSON.parse(step.outputs['task-arns'] ?? '')).toHaveLength(3)
        expect(JSON.parse(step.outputs['tasks'] ?? '')).toHaveLength(3)
        const line = (pattern: RegExp): number => step.lines.findIndex((text) => pattern.test(text))
        expect(line(/at work$/)).toBeGreaterThan(0)
        expect(line(/at work$/)).toBeLessThan(line(/Started 2 of 2 tasks/))
      },
    ),
  )

  it.concurrent('are stopped with those that a call on its way has started, when the job is cancelled', () =>
    simulate(
      {
        placement: [
          { ...NO_ROOM, starts: 1, on: [1] },
          { ...NO_ROOM, starts: 0 },
        ],
      },
      async (simulator) => {
        const request = { simulator, inputs: { ...LONG, count: '3' } }
        const running = startAction(request)
        await running.waitForLine(/No capacity\. Retrying/)
        while (bodiesOf(simulator, 'RunTask').length < 2)
          await new Promise((resolve) => setTimeout(resolve, 10))
        const step = await running.cancel()
        expect(step).toMatchObject({ exitCode: 1, outputs: { outcome: 'cancelled' } })
        await runPost(request, step)
        expect(runningTasks(simulator)).toEqual([])
      },
    ),
  )
})

describe('fewer tasks than were asked for', () => {
  const FEWER = { placement: [{ ...NO_ROOM, starts: 2 }] }

  it.concurrent.each(['none', 'running'])('are stopped with wait-for: %s, which the step says', (waitFor) =>
    simulate(FEWER, async (simulator) => {
      const inputs = { ...LONG, count: '4', 'wait-for': waitFor, 'capacity-timeout': '0' }
      const step = await runAction({ simulator, inputs })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
      expect(runningTasks(simulator)).toEqual([])
      expect(messagesOf(step)).toMatch(/ECS started 2 of 4 tasks: RESOURCE:MEMORY/)
      expect(messagesOf(step)).toMatch(/2 tasks stopped/)
    }),
  )

  it.concurrent('are left where on-timeout says so, and named', () =>
    simulate(FEWER, async (simulator) => {
      const request = {
        simulator,
        inputs: { ...LONG, count: '4', 'wait-for': 'none', 'capacity-timeout': '0', 'on-timeout': 'leave' },
      }
      const step = await runAction(request)
      expect(step.outcome).toBe('failure')
      expect(await runPost(request, step)).toMatchObject({ annotations: [] })
      expect(runningTasks(simulator)).toHaveLength(2)
      for (const arn of runningTasks(simulator)) expect(messagesOf(step)).toContain(arn)
    }),
  )
})

describe('RunTask', () => {
  it.concurrent(
    'is repeated within capacity-timeout where AWS throttles it for longer than a call is repeated',
    () =>
      simulate(
        { faults: [{ operation: 'RunTask', fault: 'throttle', untilMs: 36_000 }] },
        async (simulator) => {
          const inputs = { ...INPUTS, logs: 'false', 'capacity-timeout': '2m' }
          const step = await runAction({ simulator, inputs, longestMs: 100_000 })
          expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
          expect(simulator.tasks).toHaveLength(1)
        },
      ),
  )
})

describe('a poll of many pages', () => {
  it.concurrent('counts each page that is answered, though 40 % of the calls are throttled', () =>
    simulate(
      {
        seed: 7,
        faults: [{ operation: 'DescribeTasks', fault: 'throttle', probability: 0.4, afterMs: 3000 }],
      },
      async (simulator) => {
        // Ids that ECS does not know are as many pages as tasks that run.
        const started = await runAction({ simulator, inputs: { ...INPUTS, 'wait-for': 'none', count: '20' } })
        const arns = JSON.parse(started.outputs['task-arns'] ?? '') as string[]
        const unknown = Array.from(
          { length: 480 },
          (_, index) => `arn:aws:ecs:us-east-1:123456789012:task/default/${String(index).padStart(32, '0')}`,
        )
        const inputs = { 'task-arns': [...arns, ...unknown].join(), logs: 'false', timeout: '40s' }
        const step = await runAction({ action: 'wait', simulator, inputs })
        // The tasks that ended are judged, whatever became of the calls for the others.
        const tasks = JSON.parse(step.outputs['tasks'] ?? '[]') as { status: string }[]
        expect(tasks.filter(({ status }) => status === 'STOPPED')).toHaveLength(20)
      },
    ),
  )
})
