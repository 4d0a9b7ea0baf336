import { describe, expect, it, jest } from '@jest/globals'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, startAction } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

const UNKNOWN = 'arn:aws:ecs:us-east-1:123456789012:task/default/0123456789abcdef0123456789abcdef'

/** A task whose log has been quiet for longer than a log is read on, and begins with an empty page. */
const LONG_QUIET = { pace: { deprovisioning: 5500 }, logs: { emptyPages: true, pageEvents: 1 } }

describe('the wait action in a later job', () => {
  it.concurrent('shows the whole log of tasks that ended meanwhile, and judges them', () =>
    simulate(LONG_QUIET, async (simulator) => {
      const inputs = { ...INPUTS, 'wait-for': 'none', containers: appRuns('echo first; echo last; exit 3') }
      const { outputs } = await runAction({ simulator, inputs })
      while (simulator.tasks[0]?.lastStatus !== 'STOPPED')
        await new Promise((resolve) => setTimeout(resolve, 20))
      const arns = outputs['task-arns'] ?? ''
      const step = await runAction({ action: 'wait', simulator, inputs: { 'task-arns': arns, logs: 'app' } })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed', 'exit-code': '3' } })
      expect(step.lines.filter((line) => /^(first|last)$/.test(line))).toEqual(['first', 'last'])
    }),
  )

  it.concurrent('leaves the tasks alone when it is cancelled', () =>
    simulate({}, async (simulator) => {
      const inputs = { ...INPUTS, 'wait-for': 'none', containers: appRuns('echo at work; exec sleep 600') }
      const { outputs } = await runAction({ simulator, inputs })
      const waiting = startAction({
        action: 'wait',
        simulator,
        inputs: { 'task-arns': outputs['task-arns'] ?? '' },
      })
      await waiting.waitForLine(/at work$/)
      expect(await waiting.cancel()).toMatchObject({ outcome: 'failure', outputs: { outcome: 'cancelled' } })
      expect(simulator.tasks).toMatchObject([{ desiredStatus: 'RUNNING' }])
    }),
  )
})

describe('the stop action', () => {
  it.concurrent('takes a task that has stopped already for stopped', () =>
    simulate({}, async (simulator) => {
      const { outputs } = await runAction({ simulator, inputs: { ...INPUTS, logs: 'false' } })
      const inputs = { 'task-arns': outputs['task-arns'] ?? '' }
      expect(await runAction({ action: 'stop', simulator, inputs })).toMatchObject({
        outcome: 'success',
        annotations: [],
      })
    }),
  )

  it.concurrent('stops the others of a task that ECS does not know, which is a warning', () =>
    simulate({}, async (simulator) => {
      const { outputs } = await runAction({
        simulator,
        inputs: { ...INPUTS, 'wait-for': 'running', containers: appRuns('exec sleep 600') },
      })
      const inputs = { 'task-arns': `${UNKNOWN},${outputs['task-arn'] ?? ''}` }
      const step = await runAction({ action: 'stop', simulator, inputs })
      expect(step).toMatchObject({ outcome: 'success', annotations: [{ level: 'warning' }] })
      expect(simulator.tasks).toMatchObject([{ desiredStatus: 'STOPPED', stopCode: 'UserInitiated' }])
    }),
  )

  it.concurrent('is red where ECS refuses, and says which tasks may run on', () =>
    simulate({}, async (simulator) => {
      const { outputs } = await runAction({
        simulator,
        inputs: { ...INPUTS, 'wait-for': 'running', containers: appRuns('exec sleep 600') },
      })
      simulator.scenario = {
        ...simulator.scenario,
        faults: [{ operation: 'StopTask', fault: 'access-denied' }],
      }
      const inputs = { 'task-arns': outputs['task-arns'] ?? '' }
      const step = await runAction({ action: 'stop', simulator, inputs })
      expect(step.outcome).toBe('failure')
      expect(step.annotations[0]?.message).toContain(outputs['task-arn'])
      expect(step.annotations[0]?.message).toContain('ecs:StopTask')
      expect(bodiesOf(simulator, 'StopTask')).toHaveLength(1)
    }),
  )
})
