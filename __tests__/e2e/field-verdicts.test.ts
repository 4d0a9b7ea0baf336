import { describe, expect, it, jest } from '@jest/globals'
import { INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

const EC2 = { 'launch-type': 'EC2', logs: 'false' }

/** Container definitions of 128 MiB that run shell commands. */
function containers(...list: { name: string; script: string; essential?: boolean; dependsOn?: object[] }[]) {
  return list.map(({ name, script, ...rest }) => ({
    name,
    image: `${name}:1`,
    memory: 128,
    command: ['sh', '-c', script],
    ...rest,
  }))
}

describe('judgeTask', () => {
  it.concurrent(
    'fails the step where the app never started, whatever success-exit-codes says of its exit code',
    () => {
      const definition = {
        family: 'migrated',
        containerDefinitions: containers(
          { name: 'migrate', script: 'exit 1', essential: false },
          { name: 'app', script: 'echo up', dependsOn: [{ containerName: 'migrate', condition: 'SUCCESS' }] },
        ),
      }
      return simulate({ taskDefinitions: [definition] }, async (simulator) => {
        const inputs = { ...EC2, 'task-definition': 'migrated', 'success-exit-codes': '0, 143' }
        const step = await runAction({ simulator, inputs })
        expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed', 'exit-code': '' } })
        expect(step.annotations[0]?.message).toMatch(/app never started/)
        expect(step.annotations[0]?.message).toMatch(/app depends on migrate, which ended with exit code 1/)
      })
    },
  )

  it.concurrent(
    'judges a task whose containers have all ended, though it is still DEPROVISIONING at the deadline',
    () => {
      const definition = {
        family: 'slow',
        containerDefinitions: containers({ name: 'app', script: 'exit 0' }),
      }
      const pace = {
        provisioning: 20,
        pending: 20,
        activating: 20,
        deactivating: 10,
        stopping: 10,
        deprovisioning: 30_000,
      }
      return simulate({ taskDefinitions: [definition], pace }, async (simulator) => {
        const step = await runAction({
          simulator,
          inputs: { ...EC2, 'task-definition': 'slow', timeout: '6s' },
        })
        expect(step).toMatchObject({
          outcome: 'success',
          outputs: { outcome: 'succeeded', 'exit-code': '0' },
        })
      })
    },
  )

  it.concurrent(
    'advises exit-code-from for a container that the step overrides, where another essential one ended with any code',
    () => {
      const definition = {
        family: 'agent',
        containerDefinitions: containers(
          { name: 'app', script: 'exit 0' },
          { name: 'cloudwatch-agent', script: 'trap "exit 2" TERM; sleep 600 & wait' },
        ),
      }
      return simulate({ taskDefinitions: [definition] }, async (simulator) => {
        const inputs = { ...EC2, 'task-definition': 'agent', containers: 'app: {command: [sleep, "1"]}' }
        const step = await runAction({ simulator, inputs })
        expect(step).toMatchObject({ outcome: 'failure', outputs: { 'exit-code': '2' } })
        expect(step.annotations[0]?.message).toMatch(/exit-code-from: app/)
      })
    },
  )

  it.concurrent(
    'names the essential container that ended with an error where the app was killed with it',
    () => {
      const definition = {
        family: 'routed',
        containerDefinitions: containers(
          { name: 'app', script: 'exec sleep 600' },
          { name: 'log_router', script: 'sleep 1; exit 1' },
        ),
      }
      return simulate({ taskDefinitions: [definition] }, async (simulator) => {
        const inputs = { ...EC2, 'task-definition': 'routed', 'exit-code-from': 'app' }
        const step = await runAction({ simulator, inputs })
        expect(step.outcome).toBe('failure')
        expect(step.annotations[0]?.message).toMatch(/log_router ended with exit code 1/)
        expect(step.annotations[0]?.message).not.toMatch(/memory/)
      })
    },
  )

  it.concurrent('never advises a container that the step does not override beside one that it does', () => {
    const definition = {
      family: 'limited',
      containerDefinitions: containers(
        { name: 'app', script: 'exec sleep 600' },
        { name: 'lifespan', script: 'sleep 1' },
      ),
    }
    return simulate({ taskDefinitions: [definition] }, async (simulator) => {
      const inputs = { ...EC2, 'task-definition': 'limited', containers: 'app: {command: [sleep, "600"]}' }
      const step = await runAction({ simulator, inputs })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { 'exit-code': '143' } })
      expect(step.annotations[0]?.message).not.toMatch(/exit-code-from: lifespan/)
    })
  })
})

describe('explainStop', () => {
  it.concurrent.each([
    [
      'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: failed to create shim: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "etl": executable file not found in $PATH',
      /first word of command/,
    ],
    [
      'ResourceInitializationError: failed to download env files: service call has been retried 1 time(s): operation error S3: HeadObject, StatusCode: 403, api error Forbidden: Forbidden.',
      /s3:GetObject/,
    ],
    [
      "CannotPullContainerError: pull image manifest has been retried 5 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'",
      /runtimePlatform/,
    ],
  ])('explains a start failure on Fargate: %s', (reason, advice) =>
    simulate({ tasks: [{ happens: 'start-failure', reason }] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...INPUTS, logs: 'false' } })
      expect(step.annotations[0]?.message).toMatch(advice)
      expect(step.annotations[0]?.message).toContain(reason.slice(0, 60))
    }),
  )
})

describe('retryDecision', () => {
  it.concurrent.each([
    'ResourceInitializationError: failed to download env files: file download command: RequestCanceled: request context canceled caused by: context deadline exceeded',
    'CannotPullContainerError: toomanyrequests: You have reached your pull rate limit.',
    'CannotInspectContainerError: Could not transition to inspecting; timed out after waiting 30s',
    'InternalError: an internal error occurred',
  ])('runs a task again after a start failure that may pass: %s', (reason) =>
    simulate({ tasks: [{ happens: 'start-failure', reason, on: [1] }] }, async (simulator) => {
      const step = await runAction({
        simulator,
        inputs: { ...INPUTS, logs: 'false', 'retry-on': 'start-failure' },
      })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
      expect(simulator.tasks).toHaveLength(2)
    }),
  )

  it.concurrent('says why a start failure is not run again', () =>
    simulate(
      {
        tasks: [
          {
            happens: 'start-failure',
            reason: 'CannotPullContainerError: failed to resolve ref etl:7: not found',
          },
        ],
      },
      async (simulator) => {
        const step = await runAction({
          simulator,
          inputs: { ...INPUTS, logs: 'false', 'retry-on': 'start-failure' },
        })
        expect(step.outcome).toBe('failure')
        expect(step.log).toMatch(/Not retried: .*start-failure/)
        expect(simulator.tasks).toHaveLength(1)
      },
    ),
  )
})
