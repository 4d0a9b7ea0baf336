import { describe, expect, it, jest } from '@jest/globals'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction } from '../../testing/runner/runner.ts'

const ARN = /^arn:aws:ecs:us-east-1:123456789012:task\/default\/([0-9a-f]{32})$/

jest.setTimeout(60_000)

describe('a step that runs a task', () => {
  it.concurrent('ends green with every output when the app ends well', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({
        simulator,
        inputs: {
          ...INPUTS,
          'security-groups': 'sg-0a1b2c3d',
          cpu: '4096',
          memory: '13 GB',
          containers: `
            app:
              cpu: 3 vCPU
              memory: 12 GB
              command: [sh, -c, 'echo "reading $DAY"']
              environment: {DAY: 2026-11-22, RATIO: 1.10}`,
        },
      })

      expect(step).toMatchObject({ outcome: 'success', exitCode: 0, annotations: [] })
      const [task] = simulator.tasks
      const arn = task?.taskArn ?? ''
      const id = ARN.exec(arn)?.[1] ?? 'no id'
      expect(step.outputs).toMatchObject({
        'task-arns': JSON.stringify([arn]),
        'task-arn': arn,
        'task-ids': JSON.stringify([id]),
        'cluster-arn': 'arn:aws:ecs:us-east-1:123456789012:cluster/default',
        'task-definition-arn': 'arn:aws:ecs:us-east-1:123456789012:task-definition/nightly-etl:1',
        cpu: '4096',
        memory: '13312',
        'exit-code': '0',
        'stop-code': 'EssentialContainerExited',
        'stopped-reason': 'Essential container in task exited',
        outcome: 'succeeded',
      })
      expect(step.outputs['console-url']).toBe(
        `https://us-east-1.console.aws.amazon.com/ecs/v2/clusters/default/tasks/${id}/configuration?region=us-east-1`,
      )
      expect(JSON.parse(step.outputs['tasks'] ?? '')).toMatchObject([
        {
          arn,
          id,
          status: 'STOPPED',
          stopCode: 'EssentialContainerExited',
          containers: [{ name: 'app', exitCode: 0 }, { name: 'log-router' }],
        },
      ])
      expect(Object.keys(step.outputs)).toHaveLength(18)
    }),
  )

  it.concurrent('asks ECS for exactly what was written', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({
        simulator,
        inputs: {
          ...INPUTS,
          cpu: '2048',
          memory: '4096',
          'unused-resources': 'ignore',
          containers: 'app: {cpu: 1024, environment: {VERSION: 1.10, MODE: 0755, ON: yes}}',
          tags: 'team: data',
        },
      })

      const request = {
        cluster: 'default',
        taskDefinition: 'nightly-etl:1',
        count: 1,
        launchType: 'FARGATE',
        networkConfiguration: {
          awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'], assignPublicIp: 'DISABLED' },
        },
        overrides: {
          cpu: '2048',
          memory: '4096',
          containerOverrides: [
            {
              name: 'app',
              cpu: 1024,
              environment: [
                { name: 'VERSION', value: '1.10' },
                { name: 'MODE', value: '0755' },
                { name: 'ON', value: 'yes' },
              ],
            },
          ],
        },
        startedBy: 'github/4711/1',
        tags: [{ key: 'team', value: 'data' }],
      }
      expect(bodiesOf(simulator, 'RunTask')).toEqual([{ ...request, clientToken: expect.any(String) }])
      expect(JSON.parse(step.outputs['request'] ?? '')).toMatchObject({
        overrides: {
          containerOverrides: [{ environment: [{ name: 'VERSION' }, { name: 'MODE' }, { name: 'ON' }] }],
        },
      })
    }),
  )

  it.concurrent('hands over the ARNs of all its tasks', () =>
    simulate({}, async (simulator) => {
      const { outcome, outputs } = await runAction({ simulator, inputs: { ...INPUTS, count: '3' } })
      expect(outcome).toBe('success')
      expect(JSON.parse(outputs['task-arns'] ?? '')).toEqual(simulator.tasks.map(({ taskArn }) => taskArn))
      expect(simulator.tasks).toHaveLength(3)
    }),
  )

  it.concurrent('prints each change of state once', () =>
    simulate({}, async (simulator) => {
      const { lines } = await runAction({ simulator, inputs: { ...INPUTS, containers: appRuns('sleep 3') } })
      expect(lines.filter((line) => /RUNNING$/.test(line))).toHaveLength(1)
      expect(lines.filter((line) => /→ STOPPED\b/.test(line))).toHaveLength(1)
    }),
  )

  it.concurrent('ends red with the code of the container that decides', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...INPUTS, containers: appRuns('exit 3') } })
      expect(step).toMatchObject({
        outcome: 'failure',
        exitCode: 1,
        outputs: { outcome: 'failed', 'exit-code': '3', 'stop-code': 'EssentialContainerExited' },
      })
      expect(step.annotations).toHaveLength(1)
      expect(step.annotations[0]?.message).toMatch(/app ended with exit code 3/)
      expect(step.annotations[0]?.message).toMatch(/Essential container in task exited/)
    }),
  )

  it.concurrent.each([
    ['success-exit-codes', '0, 3'],
    ['exit-code-from', 'log-router'],
  ])('takes exit code 3 of the app for a success when %s says so', (name, value) =>
    simulate({}, async (simulator) => {
      const containers = JSON.stringify({
        app: { command: ['sh', '-c', 'sleep 1; exit 3'] },
        'log-router': { command: ['true'] },
      })
      const step = await runAction({ simulator, inputs: { ...INPUTS, containers, [name]: value } })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded', 'exit-code': '0' } })
    }),
  )

  it.concurrent('ends red when the container that decides has no exit code', () =>
    simulate({ tasks: [{ happens: 'pull-error', container: 'app' }] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: INPUTS })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed', 'exit-code': '' } })
      expect(step.outputs['stop-code']).toBe('TaskFailedToStart')
      expect(step.annotations[0]?.message).toMatch(/app never started/)
      expect(step.annotations[0]?.message).toMatch(/CannotPullContainerError/)
    }),
  )

  it.concurrent.each([
    ['running', 'RUNNING'],
    ['none', 'PROVISIONING'],
  ])('with wait-for: %s it leaves the task to itself', (waitFor, status) =>
    simulate({ pace: { provisioning: 1000 } }, async (simulator) => {
      const inputs = { ...INPUTS, 'wait-for': waitFor, containers: appRuns('sleep 600') }
      const step = await runAction({ simulator, inputs })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'started', 'exit-code': '' } })
      expect(simulator.tasks).toMatchObject([{ lastStatus: status, desiredStatus: 'RUNNING' }])
    }),
  )

  it.concurrent('runs nothing in a dry run, and shows the request', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({
        simulator,
        inputs: { ...INPUTS, 'dry-run': 'true', cpu: '2048', memory: '4 GB' },
      })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'planned' } })
      expect(JSON.parse(step.outputs['request'] ?? '')).toMatchObject({
        overrides: { cpu: '2048', memory: '4096' },
      })
      expect(step.log).toContain('"cpu": "2048"')
      expect(bodiesOf(simulator, 'RunTask')).toEqual([])
    }),
  )
})
