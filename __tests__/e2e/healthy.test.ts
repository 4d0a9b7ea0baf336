import { describe, expect, it, jest } from '@jest/globals'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, startAction } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

const logConfiguration = {
  logDriver: 'awslogs',
  options: { 'awslogs-group': '/ecs/web', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'ecs' },
}

/** A web server and its proxy, both with a health check, beside a sidecar without one. */
function service(
  script = 'echo listening; exec sleep 600',
  healthCheck: object | null = { command: ['CMD', 'true'] },
): ScenarioInput {
  const container = (name: string, changes: object): object => ({
    name,
    image: `${name}:1`,
    command: ['sh', '-c', script],
    logConfiguration,
    stopTimeout: 2,
    ...changes,
  })
  return {
    taskDefinitions: [
      {
        family: 'web',
        requiresCompatibilities: ['FARGATE'],
        networkMode: 'awsvpc',
        cpu: '256',
        memory: '512',
        executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
        containerDefinitions: [
          container('app', { ...(healthCheck && { healthCheck }) }),
          container('proxy', { ...(healthCheck && { healthCheck }), command: ['sleep', '600'] }),
          container('sidecar', { essential: false, command: ['sleep', '600'] }),
        ],
      },
    ],
  }
}

const health = (container: string, afterMs: number, status: 'HEALTHY' | 'UNHEALTHY' = 'HEALTHY') => ({
  happens: 'health' as const,
  container,
  afterMs,
  status,
})

const WEB = { ...INPUTS, 'task-definition': 'web', 'wait-for': 'healthy' }

describe('wait-for: healthy', () => {
  it.concurrent('is green once one answer shows all of them HEALTHY, and the task runs on', () =>
    simulate({ ...service(), tasks: [health('app', 200), health('proxy', 1500)] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: WEB })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'started' }, annotations: [] })
      expect(step.lines).toContainEqual(expect.stringMatching(/app +\| .*listening$/))
      const [task] = JSON.parse(step.outputs['tasks'] ?? '[]') as {
        containers: { name: string; healthStatus?: string; image?: string }[]
      }[]
      expect(task?.containers).toMatchObject([
        { name: 'app', healthStatus: 'HEALTHY', image: 'app:1' },
        { name: 'proxy', healthStatus: 'HEALTHY' },
        { name: 'sidecar', healthStatus: 'UNKNOWN' },
      ])
      expect(simulator.tasks).toMatchObject([{ desiredStatus: 'RUNNING', healthStatus: 'HEALTHY' }])
    }),
  )

  it.concurrent('is red at a container that is UNHEALTHY, and stops the task', () =>
    simulate(
      { ...service(), tasks: [health('app', 100), health('proxy', 500, 'UNHEALTHY')] },
      async (simulator) => {
        const step = await runAction({ simulator, inputs: WEB })
        expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
        expect(step.annotations).toMatchObject([{ level: 'error' }])
        expect(step.annotations[0]?.message).toMatch(/proxy is UNHEALTHY/)
        expect(simulator.tasks).toMatchObject([{ desiredStatus: 'STOPPED' }])
      },
    ),
  )

  it.concurrent('leaves the unhealthy task running with on-timeout: leave', () =>
    simulate({ ...service(), tasks: [health('app', 100, 'UNHEALTHY')] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...WEB, 'on-timeout': 'leave' } })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
      expect(simulator.tasks).toMatchObject([{ desiredStatus: 'RUNNING' }])
    }),
  )

  it.concurrent.each([
    ['exit 0', 0],
    ['exit 7', 7],
  ])('is red where the task ends before, by %s', (end, code) =>
    simulate(
      { ...service(`echo bye; sleep 0.5; ${end}`), tasks: [health('app', 60_000), health('proxy', 60_000)] },
      async (simulator) => {
        const step = await runAction({ simulator, inputs: WEB })
        expect(step).toMatchObject({
          outcome: 'failure',
          outputs: { outcome: 'failed', 'exit-code': `${code}` },
        })
        expect(step.annotations[0]?.message).toMatch(/app/)
      },
    ),
  )

  it.concurrent('is red for all tasks once one of them ends, and stops the others', () =>
    simulate(
      {
        ...service(),
        tasks: [
          { happens: 'exit', container: 'app', afterMs: 1000, exitCode: 0, times: 1 },
          health('app', 100),
          health('proxy', 60_000),
        ],
      },
      async (simulator) => {
        const step = await runAction({ simulator, inputs: { ...WEB, count: '2' } })
        expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed', 'exit-code': '0' } })
        expect(step.annotations[0]?.message).toMatch(/app ended with exit code 0 before the task was healthy/)
        expect(simulator.tasks.map(({ desiredStatus }) => desiredStatus)).toEqual(['STOPPED', 'STOPPED'])
      },
    ),
  )

  it.concurrent(
    'is red where a container that was HEALTHY becomes UNHEALTHY while another is waited for',
    () =>
      simulate(
        {
          ...service(),
          tasks: [health('app', 100), health('app', 2500, 'UNHEALTHY'), health('proxy', 60_000)],
        },
        async (simulator) => {
          const step = await runAction({ simulator, inputs: WEB })
          expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
          expect(step.annotations[0]?.message).toMatch(/app is UNHEALTHY/)
        },
      ),
  )

  it.concurrent('times out as a task that runs on does', () =>
    simulate({ ...service(), tasks: [health('app', 100), health('proxy', 60_000)] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...WEB, timeout: '3s' } })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'timed-out' } })
      expect(step.annotations[0]?.message).toMatch(/proxy/)
      expect(simulator.tasks).toMatchObject([{ desiredStatus: 'STOPPED' }])
    }),
  )

  it.concurrent.each([['run'], ['wait']])(
    'is an error of the %s action before anything is waited for where no health check is defined',
    (action) =>
      simulate({ ...service(undefined, null) }, async (simulator) => {
        if (action === 'run') {
          const step = await runAction({ simulator, inputs: WEB })
          expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
          expect(step.annotations[0]?.message).toMatch(/wait-for[^]*health check/)
          expect(simulator.tasks).toEqual([])
        } else {
          const started = await runAction({ simulator, inputs: { ...WEB, 'wait-for': 'none' } })
          const inputs = { 'task-arns': started.outputs['task-arns'] ?? '', 'wait-for': 'healthy' }
          const step = await runAction({ action: 'wait', simulator, inputs })
          expect(step).toMatchObject({ outcome: 'failure' })
          expect(step.annotations[0]?.message).toMatch(/wait-for[^]*health check/)
        }
      }),
  )

  it.concurrent('is the same of the wait action, which leaves an unhealthy task alone', () =>
    simulate(
      { ...service(), tasks: [health('app', 500), health('proxy', 900, 'UNHEALTHY')] },
      async (simulator) => {
        const started = await runAction({ simulator, inputs: { ...WEB, 'wait-for': 'none' } })
        const inputs = { 'task-arns': started.outputs['task-arns'] ?? '', 'wait-for': 'healthy' }
        const step = await runAction({ action: 'wait', simulator, inputs })
        expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
        expect(simulator.tasks).toMatchObject([{ desiredStatus: 'RUNNING' }])
      },
    ),
  )

  it.concurrent('warns of inputs that have no meaning then', () =>
    simulate({ ...service(), tasks: [health('app', 100), health('proxy', 100)] }, async (simulator) => {
      const more = {
        'result-from': 'app',
        'exit-code-from': 'app',
        'success-exit-codes': '0, 3',
        usage: 'true',
      }
      const step = await runAction({ simulator, inputs: { ...WEB, ...more } })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'started', result: '' } })
      const warnings = step.annotations.map(({ level, message }) => `${level} ${message}`)
      for (const name of Object.keys(more))
        expect(warnings).toContainEqual(expect.stringMatching(new RegExp(`^warning .*${name}`)))
    }),
  )
})

describe('the output private-ips', () => {
  it.concurrent('is set as soon as ECS shows the addresses, in the order of task-arns', () =>
    simulate(service(), async (simulator) => {
      const inputs = { ...WEB, count: '2', 'wait-for': 'running' }
      const step = await runAction({ simulator, inputs })
      expect(JSON.parse(step.outputs['private-ips'] ?? '')).toEqual(['10.0.0.4', '10.0.0.5'])
      const tasks = JSON.parse(step.outputs['tasks'] ?? '[]') as object[]
      expect(tasks).toMatchObject([
        { privateIps: ['10.0.0.4'], networkInterfaceId: expect.stringMatching(/^eni-/) },
        { privateIps: ['10.0.0.5'], networkInterfaceId: expect.stringMatching(/^eni-/) },
      ])
    }),
  )

  it.concurrent('can be read by a later step though the step was cut off', () =>
    simulate(service(), async (simulator) => {
      const step = startAction({ simulator, inputs: { ...WEB, 'wait-for': 'stopped' } })
      await step.waitForLine(/app +\| .*listening$/)
      const { outputs } = await step.cancel()
      expect(outputs['private-ips']).toBe('["10.0.0.4"]')
    }),
  )

  it.concurrent('is a blank for a task without a network interface of its own', () => {
    const taskDefinitions = [
      {
        family: 'bridged',
        containerDefinitions: [{ name: 'app', image: 'app:1', memory: 128, command: ['true'] }],
      },
    ]
    return simulate({ taskDefinitions }, async (simulator) => {
      const step = await runAction({
        simulator,
        inputs: { 'task-definition': 'bridged', 'launch-type': 'EC2' },
      })
      expect(step.outputs['private-ips']).toBe('[""]')
      expect(JSON.parse(step.outputs['tasks'] ?? '[]')).toMatchObject([{ privateIps: [] }])
    })
  })
})
