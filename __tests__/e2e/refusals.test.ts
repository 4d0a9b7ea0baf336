import { describe, expect, it, jest } from '@jest/globals'
import { bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, type FinishedStep } from '../../testing/runner/runner.ts'

function errorsOf({ annotations }: FinishedStep): string[] {
  return annotations.filter(({ level }) => level === 'error').map(({ message }) => message)
}

jest.setTimeout(60_000)

describe('a step that cannot work', () => {
  it.concurrent('shows all its mistakes at once, with their numbers, and starts nothing', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({
        simulator,
        inputs: {
          ...INPUTS,
          cpu: '2048',
          memory: '9000',
          count: 'many',
          'assign-public-ip': 'perhaps',
          containers: 'app:\n  cpu: 3072\n  memoryReservaton: 512\nlog-ruoter:\n  cpu: 128\n',
        },
      })

      expect(step).toMatchObject({ outcome: 'failure', exitCode: 1, outputs: { outcome: 'failed' } })
      const errors = errorsOf(step)
      for (const mistake of [
        /3072.*256.*3328.*2048/s,
        /9000 MiB.*9216/s,
        /count.*many/s,
        /assign-public-ip.*perhaps/s,
        /containers:3:3.*memoryReservaton.*memoryReservation/s,
        /containers:4:1.*log-ruoter.*log-router/s,
      ]) {
        expect(errors.filter((error) => mistake.test(error))).toHaveLength(1)
      }
      expect(errors).toHaveLength(6)
      expect(bodiesOf(simulator, 'RunTask')).toEqual([])
    }),
  )

  it.concurrent('reads its definition once, even where inputs are wrong', () =>
    simulate({}, async (simulator) => {
      await runAction({ simulator, inputs: { ...INPUTS, count: '0' } })
      expect(simulator.calls.map(({ operation }) => operation)).toEqual(['DescribeTaskDefinition'])
    }),
  )

  it.concurrent('says what is missing where nothing is given', async () => {
    const step = await runAction({})
    expect(step).toMatchObject({ outcome: 'failure', exitCode: 1 })
    expect(errorsOf(step).join('\n')).toMatch(/task-definition/)
    expect(step.log).not.toMatch(/\bat .*\.js:\d+/)
  })

  it.concurrent('says where to look when ECS knows no such task definition', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...INPUTS, 'task-definition': 'nightly-elt' } })
      expect(step.outcome).toBe('failure')
      expect(errorsOf(step).join('\n')).toMatch(
        /^task-definition: .*no active task definition.*Check task-definition and aws-region/s,
      )
      expect(bodiesOf(simulator, 'RunTask')).toEqual([])
    }),
  )
})
