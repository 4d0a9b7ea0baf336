import { describe, expect, it, jest } from '@jest/globals'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, runPost, startAction } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

/** The app says so once it works, and then works for longer than any test waits. */
const LONG = { ...INPUTS, containers: appRuns('echo at work; exec sleep 600') }

describe('a cancelled job', () => {
  it.concurrent('stops the task before the runner loses patience', () =>
    simulate({}, async (simulator) => {
      const running = startAction({ simulator, inputs: LONG })
      await running.waitForLine(/at work$/)
      const step = await running.cancel()
      expect(step).toMatchObject({
        outcome: 'failure',
        exitCode: 1,
        signal: null,
        outputs: { outcome: 'cancelled' },
      })
      expect(bodiesOf(simulator, 'StopTask')).toMatchObject([{ task: simulator.tasks[0]?.taskArn }])
    }),
  )

  it.concurrent('leaves the task alone where on-cancel says so, in the post step too', () =>
    simulate({}, async (simulator) => {
      const request = { simulator, inputs: { ...LONG, 'on-cancel': 'leave' } }
      const running = startAction(request)
      await running.waitForLine(/at work$/)
      const step = await running.cancel()
      await runPost(request, step)
      expect(step.outputs['outcome']).toBe('cancelled')
      expect(simulator.tasks).toMatchObject([{ lastStatus: 'RUNNING', desiredStatus: 'RUNNING' }])
    }),
  )

  it.concurrent('has its post step stop what a killed main step could not', () =>
    simulate({}, async (simulator) => {
      const request = { simulator, inputs: LONG }
      const running = startAction(request)
      await running.waitForLine(/at work$/)
      running.send('SIGKILL')
      const step = await running.finished
      expect(step).toMatchObject({ outcome: 'failure', signal: 'SIGKILL' })
      expect(bodiesOf(simulator, 'StopTask')).toEqual([])

      const post = await runPost(request, step)
      expect(post).toMatchObject({ outcome: 'success' })
      expect(bodiesOf(simulator, 'StopTask')).toMatchObject([{ task: simulator.tasks[0]?.taskArn }])
    }),
  )

  it.concurrent('finds nothing to do in the post step of a step that ended', () =>
    simulate({}, async (simulator) => {
      const request = { simulator, inputs: INPUTS }
      const step = await runAction(request)
      const callsBefore = simulator.calls.length
      expect(await runPost(request, step)).toMatchObject({ outcome: 'success', annotations: [] })
      expect(simulator.calls).toHaveLength(callsBefore)
    }),
  )
})

describe('tasks of another step', () => {
  it.concurrent('are followed to their end by the wait action', () =>
    simulate({}, async (simulator) => {
      const inputs = { ...INPUTS, 'wait-for': 'none', count: '2', containers: appRuns('sleep 2; exit 3') }
      const { outputs } = await runAction({ simulator, inputs })
      const arns = outputs['task-arns'] ?? ''
      const step = await runAction({ action: 'wait', simulator, inputs: { 'task-arns': arns } })
      expect(step).toMatchObject({
        outcome: 'failure',
        outputs: { 'task-arns': arns, outcome: 'failed', 'exit-code': '3' },
      })
    }),
  )

  it.concurrent('are stopped by the stop action', () =>
    simulate({}, async (simulator) => {
      const { outputs } = await runAction({ simulator, inputs: { ...LONG, 'wait-for': 'running' } })
      const inputs = { 'task-arns': outputs['task-arns'] ?? '', reason: 'superseded' }
      expect(await runAction({ action: 'stop', simulator, inputs })).toMatchObject({ outcome: 'success' })
      expect(bodiesOf(simulator, 'StopTask')).toMatchObject([
        { task: outputs['task-arn'], reason: 'superseded' },
      ])
    }),
  )
})
