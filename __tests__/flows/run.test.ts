import { describe, expect, it, jest } from '@jest/globals'
import type { FaultRule, ScenarioInput } from '../../simulator/scenario.ts'
import { run } from '../../src/flows/run.js'
import type { StepRuntime } from '../../src/runtime/runtime.js'
import { OUTPUT_NAMES } from '../../src/report/outputs.js'
import type { Clock } from '../../src/runtime/clock.js'
import { appRuns, bodiesOf, INPUTS, NETWORK, simulate, runtimeOf } from '../../testing/simulate.ts'
import { clockOf } from '../../testing/clocks.ts'
import { stepOf } from '../../testing/step.ts'
import { leftRunning, runIn, running, type Inputs } from './running.ts'

jest.setTimeout(30_000)

const DEFINITION = 'arn:aws:ecs:us-east-1:123456789012:task-definition/alone:1'

describe('a step that runs a task', () => {
  it('ends with every output, and its log whole', () =>
    running(
      { logs: { latenessMs: 2000 } },
      { containers: appRuns('for i in 1 2 3; do echo line $i; done') },
      ({ verdict, outputs, simulator, runtime, errors, warnings }) => {
        expect(verdict).toMatchObject({ outcome: 'succeeded', exitCode: 0, problems: [] })
        const arn = simulator.tasks[0]?.taskArn ?? ''
        const id = arn.slice(arn.lastIndexOf('/') + 1)
        expect(Object.keys(outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
        expect(outputs).toMatchObject({
          'task-arns': JSON.stringify([arn]),
          'task-arn': arn,
          'task-ids': JSON.stringify([id]),
          'cluster-arn': 'arn:aws:ecs:us-east-1:123456789012:cluster/default',
          'task-definition-arn': DEFINITION,
          cpu: '256',
          memory: '512',
          'exit-code': '0',
          'stop-code': 'EssentialContainerExited',
          outcome: 'succeeded',
        })
        expect(JSON.parse(outputs['tasks'] ?? '')).toMatchObject([
          { arn, id, status: 'STOPPED', containers: [{ name: 'app', exitCode: 0 }] },
        ])
        expect(runtime.console.texts('foreign')).toEqual(['line 1', 'line 2', 'line 3'])
        expect([...errors, ...warnings]).toEqual([])
      },
    ))

  it('shows the line that opens a shell in each container, once its task runs', () =>
    running(
      {},
      {
        containers: appRuns('sleep 4'),
        logs: 'false',
        'enable-execute-command': 'true',
        'task-role-arn': 'arn:aws:iam::123456789012:role/app',
      },
      ({ simulator, lines }) => {
        const id = simulator.tasks[0]?.taskArn?.split('/').at(-1) ?? ''
        const command = `  aws ecs execute-command --region us-east-1 --cluster default --task ${id} --container app --interactive --command /bin/sh`
        const at = lines.indexOf(command)
        expect(lines.slice(at - 2, at)).toEqual([
          expect.stringMatching(/RUNNING$/),
          'To open a shell while it runs:',
        ])
      },
    ))

  it.each<[string, string, Inputs, string, string]>([
    ['a failure', 'exit 3', {}, 'failed', '3'],
    ['a success of another code', 'exit 3', { 'success-exit-codes': '3' }, 'succeeded', '0'],
    ['a container by name', 'exit 3', { 'exit-code-from': 'app' }, 'failed', '3'],
  ])('tells %s', (_what, script, inputs, outcome, exitCode) =>
    running({}, { containers: appRuns(script), logs: 'false', ...inputs }, ({ outputs, errors }) => {
      expect(outputs).toMatchObject({ outcome, 'exit-code': exitCode })
      expect(errors).toHaveLength(outcome === 'failed' ? 1 : 0)
    }),
  )

  it.each([
    ['none', /^(PROVISIONING|PENDING|ACTIVATING|RUNNING)$/],
    ['running', /^RUNNING$/],
  ])('with wait-for: %s leaves it to itself', (waitFor, status) =>
    running(
      {},
      { 'wait-for': waitFor, containers: appRuns('exec sleep 600') },
      ({ outputs, simulator, verdict }) => {
        expect(outputs).toMatchObject({
          outcome: 'started',
          'exit-code': '',
          'task-arn': simulator.tasks[0]?.taskArn,
        })
        expect(verdict.outcome).toBe('started')
        expect(simulator.tasks[0]?.lastStatus).toMatch(status)
        expect(bodiesOf(simulator, 'StopTask')).toEqual([])
      },
    ),
  )

  it('with wait-for: running waits for no line that is not there yet', () =>
    running(
      { timeScale: 5, logs: { latenessMs: 4500 } },
      { 'wait-for': 'running', containers: appRuns('echo hello; exec sleep 600') },
      ({ outputs, runtime }) => {
        expect(outputs['outcome']).toBe('started')
        expect(runtime.console.texts('foreign')).toEqual([])
      },
    ))

  it.each([
    ['exit 7', 'failed', '7'],
    ['exit 0', 'succeeded', '0'],
  ])('with wait-for: running judges a task that has stopped already: %s', (script, outcome, exitCode) =>
    simulate({}, async (simulator) => {
      const clock = clockOf(simulator)
      const sleepToItsEnd: Clock['sleep'] = async (ms, signal) => {
        while (simulator.tasks[0]?.lastStatus !== 'STOPPED') await clock.sleep(ms, signal)
      }
      const { outputs } = await runIn(
        simulator,
        { 'wait-for': 'running', containers: appRuns(script), logs: 'false' },
        runtimeOf(simulator, { clock: { ...clock, sleep: sleepToItsEnd } }),
      )
      expect(outputs).toMatchObject({ outcome, 'exit-code': exitCode })
      expect(bodiesOf(simulator, 'DescribeTasks')).toHaveLength(1)
    }),
  )

  it('runs many, each with its label, and is as good as the worst', () =>
    running(
      { tasks: [{ happens: 'exit', container: 'app', exitCode: 9, on: [2] }] },
      { count: '12', containers: appRuns('echo here; sleep 2') },
      ({ outputs, errors, simulator, runtime }) => {
        expect(JSON.parse(outputs['task-arns'] ?? '')).toEqual(simulator.tasks.map(({ taskArn }) => taskArn))
        expect(outputs).toMatchObject({ outcome: 'failed', 'exit-code': '9' })
        expect(errors).toHaveLength(1)
        const printed = runtime.console.texts('foreign')
        expect(printed).toHaveLength(12)
        expect(printed.every((line) => /^[0-9a-f]{8} app \| here$/.test(line))).toBe(true)
      },
    ))

  it('waits for a task that ECS does not show for a while', () =>
    running({ missingForMs: 20_000 }, { logs: 'false' }, ({ outputs }) => {
      expect(outputs['outcome']).toBe('succeeded')
    }))

  it('warns where ECS starts its task with another size than was asked for', () =>
    simulate({}, async (simulator) => {
      const step = stepOf({ ...INPUTS, 'wait-for': 'none' })
      const runtime = runtimeOf(simulator)
      const setOutput: StepRuntime['setOutput'] = (name, value) => {
        const definition = simulator.account.families.get('alone')?.[0]?.definition
        if (name === 'request') Object.assign(definition ?? {}, { memory: '1024' })
        step.setOutput(name, value)
      }
      await run({ ...step, ...runtime, setOutput })
      expect(runtime.console.texts('warning')).toEqual([
        expect.stringMatching(/started the task with 1024 MiB, not with the 512 MiB/),
      ])
    }))

  it('tells its ARN before the task has ended', () =>
    simulate({}, async (simulator) => {
      const step = stepOf({ ...INPUTS, containers: appRuns('exec sleep 600') })
      const runtime = runtimeOf(simulator)
      const ended = run({ ...step, ...runtime })
      while (step.outputs['task-arn'] === undefined) await new Promise((resolve) => setTimeout(resolve, 5))
      expect(step.outputs).not.toHaveProperty('outcome')
      runtime.cancel.abort(new Error('enough'))
      await expect(ended).rejects.toThrow('enough')
    }))
})

describe('a step that starts nothing', () => {
  it('because it is a dry run shows the request and its outputs', () =>
    running({}, { 'dry-run': 'true', cpu: '512', memory: '1 GB' }, ({ outputs, simulator, lines }) => {
      expect(outputs).toMatchObject({ outcome: 'planned', 'exit-code': '' })
      expect(JSON.parse(outputs['request'] ?? '')).toMatchObject({
        overrides: { cpu: '512', memory: '1024' },
      })
      expect(lines.join('\n')).toContain('"cpu": "512"')
      expect(bodiesOf(simulator, 'RunTask')).toEqual([])
    }))

  it('because of its mistakes tells them all at once, inputs and sizes together', () =>
    running(
      {},
      {
        count: 'many',
        cpu: '512',
        memory: '9000',
        containers: 'app: {memoryReservaton: 5}\nnobody: {cpu: 1}',
      },
      ({ outputs, errors, simulator }) => {
        expect(outputs['outcome']).toBe('failed')
        expect(errors).toHaveLength(4)
        for (const words of [/count/, /memory.*9000/s, /memoryReservaton/, /nobody/])
          expect(errors.filter((error) => words.test(error))).toHaveLength(1)
        expect(bodiesOf(simulator, 'RunTask')).toEqual([])
      },
    ))

  it.each<[string, ScenarioInput, Inputs, RegExp]>([
    ['an unknown task definition', {}, { 'task-definition': 'nobody' }, /no active task definition/],
    [
      'an unknown service',
      {},
      { 'like-service': 'nobody' },
      /like-service: the cluster default has no active service "nobody"/,
    ],
    [
      'a service that may not be read',
      { faults: [{ operation: 'DescribeServices', fault: 'access-denied' }] },
      { 'like-service': 'web' },
      /like-service: .*ecs:DescribeServices/s,
    ],
    [
      'expired credentials',
      { faults: [{ operation: 'DescribeTaskDefinition', fault: 'expired-token' }] },
      {},
      /have expired/,
    ],
    ['a refused RunTask', { faults: [{ operation: 'RunTask', fault: 'access-denied' }] }, {}, /ecs:RunTask/],
    [
      'a refusal that nobody foresaw',
      {
        faults: [
          {
            operation: 'RunTask',
            fault: 'error',
            type: 'InvalidParameterException',
            message: "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
          },
        ],
      },
      {},
      /Network Configuration must be provided when networkMode 'awsvpc' is specified\. \(InvalidParameterException\)$/,
    ],
    [
      'no capacity',
      { placement: [{ reason: 'RESOURCE:MEMORY', detail: 'all full' }] },
      { 'capacity-timeout': '30s' },
      /RESOURCE:MEMORY, all full.*\n.*memory left/,
    ],
  ])('because of %s says so once', (_what, scenario, inputs, words) =>
    running(scenario, inputs, ({ outputs, errors, simulator }) => {
      expect(outputs).toMatchObject({ outcome: 'failed' })
      expect(errors).toEqual([expect.stringMatching(words)])
      expect(simulator.tasks).toEqual([])
    }),
  )
})

describe('a step without the permission to read the definition', () => {
  const blind: FaultRule = { operation: 'DescribeTaskDefinition', fault: 'access-denied' }

  it('goes on with a warning, and every container decides', () =>
    running({ faults: [blind] }, { 'task-definition': 'nightly-etl' }, ({ warnings, outputs, errors }) => {
      expect(warnings).toEqual([
        expect.stringMatching(
          /ecs:DescribeTaskDefinition.*are not checked.*every container of the task decides/s,
        ),
      ])
      expect(outputs).toMatchObject({ outcome: 'failed', 'exit-code': '143' })
      expect(errors).toEqual([expect.stringMatching(/log-router/)])
    }))

  it('is right with the containers that it names', () =>
    running(
      { faults: [blind] },
      { 'task-definition': 'nightly-etl', 'exit-code-from': 'app' },
      ({ warnings, outputs }) => {
        expect(warnings).toEqual([expect.not.stringMatching(/every container/)])
        expect(outputs).toMatchObject({ outcome: 'succeeded', 'exit-code': '0' })
      },
    ))
})

describe('a step like a service', () => {
  const web = {
    serviceName: 'web',
    taskDefinition: 'alone',
    capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 }],
    ...NETWORK,
  }

  it('runs where the service does', () =>
    running(
      { services: [web] },
      { 'launch-type': '', subnets: '', 'like-service': 'web' },
      ({ outputs, simulator }) => {
        expect(outputs['outcome']).toBe('succeeded')
        expect(bodiesOf(simulator, 'RunTask')).toMatchObject([
          {
            capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }],
            networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'] } },
          },
        ])
        expect(simulator.tasks[0]?.capacityProviderName).toBe('FARGATE_SPOT')
      },
    ))
})

describe('fewer tasks than asked', () => {
  it('make the step red, and those that started are followed to their end', () =>
    running(
      { placement: [{ reason: 'RESOURCE:ENI', detail: 'no free address', starts: 1 }] },
      { count: '3', 'capacity-timeout': '0' },
      ({ outputs, errors }) => {
        expect(outputs).toMatchObject({ outcome: 'failed', 'exit-code': '0' })
        expect(JSON.parse(outputs['tasks'] ?? '')).toMatchObject([{ status: 'STOPPED' }])
        expect(errors).toHaveLength(2)
        expect(errors[0]).toMatch(/started 1 of 3 tasks.*RESOURCE:ENI, no free address/s)
      },
    ))
})

describe('a step whose time is up', () => {
  const LONG = { timeout: '1s', containers: appRuns('exec sleep 600'), logs: 'false' }

  it.each<[string, Inputs, RegExp, number]>([
    ['stops its tasks', {}, /1 task stopped/, 0],
    ['leaves them where it is told to', { 'on-timeout': 'leave' }, /1 task left running/, 1],
  ])('%s', (_what, inputs, words, left) =>
    running({}, { ...LONG, ...inputs }, ({ outputs, errors, simulator }) => {
      expect(outputs).toMatchObject({ outcome: 'timed-out', 'exit-code': '' })
      expect(errors).toEqual([expect.stringMatching(words)])
      expect(leftRunning(simulator)).toHaveLength(left)
    }),
  )

  it('while it waits for capacity starts no more', () =>
    running(
      {
        placement: [{ reason: 'RESOURCE:CPU', starts: 1, on: [1] }, { reason: 'RESOURCE:CPU' }],
      },
      { ...LONG, count: '2', 'capacity-timeout': '1h' },
      ({ outputs, simulator, errors }) => {
        expect(outputs['outcome']).toBe('timed-out')
        expect(leftRunning(simulator)).toEqual([])
        expect(errors.join('\n')).toMatch(/RESOURCE:CPU/)
      },
    ))
})

describe('a step that cannot follow its task any further', () => {
  it.each<[string, Inputs, number]>([
    ['stops it', {}, 0],
    ['leaves it where it is told to', { 'on-timeout': 'leave' }, 1],
  ])('%s, and says what it lacks', (_what, inputs, left) =>
    running(
      { faults: [{ operation: 'DescribeTasks', fault: 'access-denied' }] },
      { containers: appRuns('exec sleep 600'), ...inputs },
      ({ outputs, errors, simulator }) => {
        expect(outputs).toMatchObject({ outcome: 'failed', 'task-arn': simulator.tasks[0]?.taskArn })
        expect(errors).toEqual([expect.stringMatching(/ecs:DescribeTasks/)])
        expect(leftRunning(simulator)).toHaveLength(left)
      },
    ),
  )
})

describe('calls that fail in passing', () => {
  const OPERATIONS = ['DescribeTaskDefinition', 'RunTask', 'DescribeTasks', 'GetLogEvents']

  it.each<FaultRule['fault']>(['throttle', 'lost-answer'])(
    'by %s, each once, are overcome: one task, its whole log',
    (fault) =>
      running(
        { faults: OPERATIONS.map((operation) => ({ operation, fault, on: [1] })) },
        { containers: appRuns('echo one; echo two') },
        ({ outputs, simulator, runtime, errors }) => {
          expect(outputs['outcome']).toBe('succeeded')
          expect(simulator.tasks).toHaveLength(1)
          expect(runtime.console.texts('foreign')).toEqual(['one', 'two'])
          expect(errors).toEqual([])
        },
      ),
  )
})

describe('a definition of several containers', () => {
  it('has its log told apart, and ends with the app', () =>
    simulate({}, async (simulator) => {
      const containers = JSON.stringify({
        app: { command: ['sh', '-c', 'echo done; sleep 0.1'] },
        'log-router': { command: ['sh', '-c', 'echo routing; exec sleep 600'] },
      })
      const { outputs, runtime } = await runIn(simulator, { 'task-definition': 'nightly-etl', containers })
      expect(outputs).toMatchObject({ outcome: 'succeeded', 'exit-code': '0' })
      expect(runtime.console.texts('foreign').sort()).toEqual(['app        | done', 'log-router | routing'])
    }))
})
