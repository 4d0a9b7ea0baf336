import { describe, expect, it, jest } from '@jest/globals'
import type { FaultRule } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, runPost, type FinishedStep } from '../../testing/runner/runner.ts'

jest.setTimeout(120_000)

const QUIET = { ...INPUTS, logs: 'false' }
const LONG = { ...QUIET, containers: appRuns('exec sleep 600') }

type Breakage = Omit<FaultRule, 'operation'>

/** Answers that break after the work is done, each in the way its name says. */
const BREAKAGES: readonly (readonly [string, Breakage])[] = [
  ['a connection that breaks inside the body', { fault: 'cut-body' }],
  ['a body that stops half-way and then silence', { fault: 'stalled-body' }],
  ['truncated JSON', { fault: 'truncated' }],
  ['an empty body', { fault: 'empty' }],
  ['{}', { fault: 'empty', body: '{}' }],
  ['null', { fault: 'empty', body: 'null' }],
  ['a list', { fault: 'empty', body: '[]' }],
  ['a text', { fault: 'empty', body: '"yes"' }],
  ['no content', { fault: 'no-content' }],
  ['members of another type', { fault: 'wrong-type' }],
  ['HTML with status 200', { fault: 'html' }],
  ['HTML with status 403', { fault: 'html', status: 403 }],
  ['HTML with status 404', { fault: 'html', status: 404 }],
  ['HTML with status 408', { fault: 'html', status: 408 }],
  ['HTML with status 429', { fault: 'html', status: 429 }],
  ['HTML with status 502', { fault: 'html', status: 502 }],
  ['a refusal without a body', { fault: 'empty', status: 400 }],
  ['a redirect', { fault: 'redirect' }],
  ['a temporary redirect', { fault: 'redirect', status: 307 }],
  ['gzip', { fault: 'gzip' }],
]

/** The first of each kind. */
const ONE_OF_EACH = BREAKAGES.filter(
  ([, { fault }], index) => BREAKAGES.findIndex(([, other]) => other.fault === fault) === index,
)

function messagesOf(step: FinishedStep | undefined): string {
  return (step?.annotations ?? []).map(({ message }) => message).join('\n')
}

function runningTasks({ tasks }: Simulator): string[] {
  return tasks.flatMap(({ desiredStatus, taskArn }) =>
    desiredStatus === 'STOPPED' || taskArn === undefined ? [] : [taskArn],
  )
}

describe('an answer that breaks after ECS did the work', () => {
  const READS = ['DescribeTasks', 'DescribeTaskDefinition', 'DescribeServices']

  it.concurrent.each([
    ...BREAKAGES.map(([name, breakage]) => ['RunTask', name, breakage] as const),
    ...READS.flatMap((operation) =>
      ONE_OF_EACH.map(([name, breakage]) => [operation, name, breakage] as const),
    ),
  ])('%s answered with %s is called again, and one task runs to its end', (operation, _name, breakage) =>
    simulate({ services: [SERVICE], faults: [{ operation, ...breakage, times: 1 }] }, async (simulator) => {
      const like = operation === 'DescribeServices' ? { 'like-service': 'web' } : {}
      const step = await runAction({ simulator, inputs: { ...QUIET, ...like } })
      expect(step).toMatchObject({ outcome: 'success', annotations: [], outputs: { outcome: 'succeeded' } })
      expect(simulator.tasks).toHaveLength(1)
      expect(bodiesOf(simulator, 'StopTask')).toEqual([])
    }),
  )

  it.concurrent.each(ONE_OF_EACH)('StopTask answered with %s is called again', (_name, breakage) =>
    simulate({ faults: [{ operation: 'StopTask', ...breakage, times: 1 }] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...LONG, timeout: '2s' } })
      expect(step.outputs['outcome']).toBe('timed-out')
      expect(messagesOf(step)).toMatch(/RUNNING, stopped/)
      expect(bodiesOf(simulator, 'StopTask').length).toBeGreaterThan(1)
      expect(runningTasks(simulator)).toEqual([])
    }),
  )

  it.concurrent.each(BREAKAGES.filter(([, { fault }]) => ['cut-body', 'gzip'].includes(fault)))(
    'RunTask answered with %s every time is left to the post step, which finds the task',
    (_name, breakage) =>
      simulate({ faults: [{ operation: 'RunTask', ...breakage }] }, async (simulator) => {
        const request = { simulator, inputs: LONG }
        const step = await runAction({ ...request, longestMs: 80_000 })
        expect(step.outcome).toBe('failure')
        expect(simulator.tasks).toHaveLength(1)
        simulator.scenario = { ...simulator.scenario, faults: [] }
        expect(await runPost(request, step)).toMatchObject({ outcome: 'success', annotations: [] })
        expect(runningTasks(simulator)).toEqual([])
      }),
  )
})

const SERVICE = {
  serviceName: 'web',
  taskDefinition: 'nightly-etl',
  launchType: 'FARGATE',
  networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'] } },
}
