import { describe, expect, it, jest } from '@jest/globals'
import type { FaultRule } from '../../simulator/scenario.ts'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction } from '../../testing/runner/runner.ts'

/** Nothing here is about logs, and to read them to their end takes a while. */
const QUIET = { ...INPUTS, logs: 'false' }

const OPERATIONS = ['DescribeTaskDefinition', 'RunTask', 'DescribeTasks']
const PASSING_FAULTS: FaultRule['fault'][] = ['throttle', 'server-error', 'reset', 'lost-answer']

jest.setTimeout(60_000)

describe('a step whose calls go wrong', () => {
  it.concurrent.each(
    OPERATIONS.flatMap((operation) => PASSING_FAULTS.map((fault) => [operation, fault] as const)),
  )('%s: %s twice is overcome, and one task runs', (operation, fault) =>
    simulate({ faults: [{ operation, fault, times: 2 }] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: QUIET })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
      expect(simulator.tasks).toHaveLength(1)
      expect(simulator.calls.filter(({ outcome }) => outcome !== 200)).toHaveLength(2)
    }),
  )

  it.concurrent('access denied twice ends the wait and names the IAM action', () =>
    simulate({ faults: [{ operation: 'DescribeTasks', fault: 'access-denied' }] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: QUIET })
      expect(step.outcome).toBe('failure')
      expect(step.annotations.map(({ message }) => message).join('\n')).toMatch(/ecs:DescribeTasks/)
      expect(bodiesOf(simulator, 'DescribeTasks')).toHaveLength(2)
      expect(JSON.parse(step.outputs['task-arns'] ?? '')).toHaveLength(1)
    }),
  )

  it.concurrent('a task that is not known yet is waited for', () =>
    simulate({ missingForMs: 1500 }, async (simulator) => {
      const step = await runAction({ simulator, inputs: QUIET })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
    }),
  )

  it.concurrent('fewer tasks than asked end the step red, and the started one is followed', () =>
    simulate(
      { placement: [{ reason: 'RESOURCE:ENI', detail: 'no free address', starts: 1 }] },
      async (simulator) => {
        const step = await runAction({
          simulator,
          inputs: { ...QUIET, count: '2', 'capacity-timeout': '0' },
        })
        expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
        expect(JSON.parse(step.outputs['task-arns'] ?? '')).toHaveLength(1)
        expect(JSON.parse(step.outputs['tasks'] ?? '')).toMatchObject([{ status: 'STOPPED' }])
        expect(step.annotations.map(({ message }) => message).join('\n')).toMatch(
          /RESOURCE:ENI.*no free address/s,
        )
      },
    ),
  )

  it.concurrent('a timeout ends the step red and names the task', () =>
    simulate({}, async (simulator) => {
      const inputs = { ...QUIET, timeout: '3s', containers: appRuns('sleep 600') }
      const step = await runAction({ simulator, inputs })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'timed-out', 'exit-code': '' } })
      expect(step.annotations.map(({ message }) => message).join('\n')).toContain(simulator.tasks[0]?.taskArn)
      expect(step.durationMs).toBeGreaterThan(2900)
      expect(step.durationMs).toBeLessThan(9000)
    }),
  )
})

describe('a value of the environment', () => {
  const SECRET = 'correct-horse-battery-staple'

  it.concurrent.each<[string, Readonly<Record<string, string>>, FaultRule[]]>([
    ['a passing step', {}, []],
    ['a failing task', { 'exit-code-from': 'log-router' }, []],
    ['a dry run', { 'dry-run': 'true' }, []],
    ['a refused size', { cpu: '257' }, []],
    ['a denied launch', {}, [{ operation: 'RunTask', fault: 'access-denied' }]],
    ['a lost task', {}, [{ operation: 'DescribeTasks', fault: 'access-denied' }]],
    ['an unreadable map', { containers: `app: {environment: {KEY: ${SECRET}}` }, []],
    ['an unknown key', { containers: `app: {enviroment: {KEY: ${SECRET}}}` }, []],
  ])('never leaves %s, debug logging on', (_name, inputs, faults) =>
    simulate({ faults }, async (simulator) => {
      const containers = `app: {environment: {KEY: ${SECRET}}}`
      const step = await runAction({ simulator, debug: true, inputs: { ...QUIET, containers, ...inputs } })
      const withoutMasks = step.everything.replaceAll(`::add-mask::${SECRET}`, '')
      expect(withoutMasks).not.toContain(SECRET)
    }),
  )
})
