import { describe, expect, it } from '@jest/globals'
import { appRuns, bodiesOf, simulate } from '../../testing/simulate.ts'
import { runIn } from './running.js'

const LONG = { containers: appRuns('sleep 600'), 'wait-for': 'none' }
const SHORT = { containers: appRuns('sleep 1'), 'wait-for': 'none' }

describe('if-running', () => {
  it('skips the run, green, where a task of the family runs', () =>
    simulate({}, async (simulator) => {
      await runIn(simulator, LONG)
      const { verdict, outputs, lines } = await runIn(simulator, { 'if-running': 'skip' })
      expect(verdict.outcome).toBe('skipped')
      expect(outputs).toMatchObject({ outcome: 'skipped', 'exit-code': '' })
      expect(lines.join('\n')).toMatch(/1 task of the same family runs already: \w{8}…/)
      expect(bodiesOf(simulator, 'RunTask')).toHaveLength(1)
    }))

  it('fails the step where a task of the family runs, and names the task', () =>
    simulate({}, async (simulator) => {
      await runIn(simulator, LONG)
      const { verdict, errors } = await runIn(simulator, { 'if-running': 'fail' })
      expect(verdict.outcome).toBe('failed')
      expect(errors.join('\n')).toContain(simulator.tasks[0]?.taskArn)
      expect(bodiesOf(simulator, 'RunTask')).toHaveLength(1)
    }))

  it('waits until the other task has stopped, not only until it is meant to', () =>
    simulate({}, async (simulator) => {
      await runIn(simulator, SHORT)
      const { verdict } = await runIn(simulator, { 'if-running': 'wait' })
      expect(verdict.outcome).toBe('succeeded')
      const [first, second] = simulator.tasks
      expect(Number(first?.stoppedAt)).toBeLessThanOrEqual(Number(second?.createdAt))
    }))

  it('shares the timeout with the wait, and starts nothing after it', () =>
    simulate({}, async (simulator) => {
      await runIn(simulator, LONG)
      const { verdict, errors } = await runIn(simulator, { 'if-running': 'wait', timeout: '1s' })
      expect(verdict.outcome).toBe('timed-out')
      expect(errors.join('\n')).toMatch(/Nothing was started/)
      expect(bodiesOf(simulator, 'RunTask')).toHaveLength(1)
    }))

  it.each(['start', 'wait', 'skip', 'fail'])('starts the task with %s where none runs', (ifRunning) =>
    simulate({}, async (simulator) => {
      await runIn(simulator)
      const { verdict } = await runIn(simulator, { 'if-running': ifRunning })
      expect(verdict.outcome).toBe('succeeded')
      expect(bodiesOf(simulator, 'ListTasks').length > 0).toBe(ifRunning !== 'start')
    }),
  )

  it('does not count tasks of services and of other families', () =>
    simulate({}, async (simulator) => {
      await runIn(simulator, { ...LONG, group: 'service:shop' })
      await runIn(simulator, { ...LONG, 'task-definition': 'nightly-etl' })
      expect((await runIn(simulator, { 'if-running': 'fail' })).verdict.outcome).toBe('succeeded')
    }))

  it.each(['wait', 'skip', 'fail'])(
    'starts nothing with %s where the tasks cannot be described',
    (ifRunning) =>
      simulate({}, async (simulator) => {
        await runIn(simulator, LONG)
        simulator.scenario = { faults: [{ operation: 'DescribeTasks', fault: 'access-denied' }] }
        const { verdict, errors } = await runIn(simulator, { 'if-running': ifRunning })
        expect(verdict.outcome).toBe('failed')
        expect(errors.join('\n')).toMatch(/ecs:DescribeTasks/)
        expect(bodiesOf(simulator, 'RunTask')).toHaveLength(1)
      }),
  )

  it('is reported by a dry run', () =>
    simulate({}, async (simulator) => {
      await runIn(simulator, LONG)
      const { verdict, lines } = await runIn(simulator, { 'if-running': 'skip', 'dry-run': 'true' })
      expect(verdict.outcome).toBe('planned')
      expect(lines.join('\n')).toMatch(/if-running: skip: 1 task of the same family runs: \w{8}…/)
    }))
})
