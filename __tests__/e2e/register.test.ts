import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, jest } from '@jest/globals'
import type { FaultRule } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, runPost, startAction } from '../../testing/runner/runner.ts'

jest.setTimeout(90_000)

const TEMPORARY = {
  ...INPUTS,
  register: 'temporary',
  containers: JSON.stringify({ app: { image: 'etl:2', command: ['true'] } }),
}
const KEEP = { ...TEMPORARY, register: 'keep' }
const LONG = {
  ...TEMPORARY,
  containers: JSON.stringify({
    app: { image: 'etl:2', command: ['sh', '-c', 'echo at work; exec sleep 600'] },
  }),
}

/** `family:revision` of what is ACTIVE. */
function activeRevisions({ account }: Simulator): string[] {
  return [...account.families.values()]
    .flat()
    .filter(({ definition }) => definition.status === 'ACTIVE')
    .map(({ definition: { family, revision } }) => `${family ?? ''}:${revision ?? ''}`)
}

function leftRunning({ tasks }: Simulator): number {
  return tasks.filter(({ desiredStatus }) => desiredStatus !== 'STOPPED').length
}

/** One call as it travels, past the SDK, which drops what it does not know. */
async function call(url: string, operation: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
    },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
}

describe('register: temporary', () => {
  it.concurrent('runs a copy with another image, in a family of its own, and deregisters it', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({ simulator, inputs: TEMPORARY })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' }, annotations: [] })
      const [body] = bodiesOf(simulator, 'RegisterTaskDefinition')
      expect(body).toMatchObject({ family: 'nightly-etl-temporary' })
      const arn = 'arn:aws:ecs:us-east-1:123456789012:task-definition/nightly-etl-temporary:1'
      expect(bodiesOf(simulator, 'RunTask')).toMatchObject([
        {
          taskDefinition: arn,
          group: 'family:nightly-etl',
          overrides: { containerOverrides: [{ name: 'app', command: ['true'] }] },
        },
      ])
      expect(JSON.stringify(bodiesOf(simulator, 'RunTask'))).not.toContain('image')
      expect(step.outputs['task-definition-arn']).toBe(arn)
      expect(JSON.parse(step.outputs['request'] ?? '')).toMatchObject({ taskDefinition: arn })
      expect(simulator.tasks[0]?.containers?.find(({ name }) => name === 'app')?.image).toBe('etl:2')
      expect(step.log).toMatch(/app +image \S+ → etl:2/)
      expect(activeRevisions(simulator)).toEqual(['nightly-etl:1'])
      const calls = simulator.calls.length
      await runPost({ simulator, inputs: TEMPORARY }, step)
      expect(simulator.calls).toHaveLength(calls)
    }),
  )

  it.concurrent('copies what ECS sent, unknown members and tags included', () =>
    simulate({}, async (simulator) => {
      const definition = {
        family: 'secret',
        requiresCompatibilities: ['FARGATE'],
        networkMode: 'awsvpc',
        cpu: '256',
        memory: '512',
        trustedExecutionConfiguration: { invented: ['x', 1, true] },
        containerDefinitions: [
          { name: 'app', image: 'app:1', cpu: 0, essential: true, inventedInContainer: { deep: { er: 1 } } },
        ],
      }
      await call(simulator.url, 'RegisterTaskDefinition', {
        ...definition,
        tags: [{ key: 'team', value: 'data' }],
      })
      const inputs = { ...TEMPORARY, 'task-definition': 'secret', containers: 'app: {image: "app:2"}' }
      const step = await runAction({ simulator, inputs })
      expect(step.outcome).toBe('success')
      const emptyLists = {
        portMappings: [],
        environment: [],
        mountPoints: [],
        volumesFrom: [],
        systemControls: [],
      }
      expect(bodiesOf(simulator, 'RegisterTaskDefinition')[1]).toEqual({
        ...definition,
        family: 'secret-temporary',
        volumes: [],
        placementConstraints: [],
        containerDefinitions: [{ ...emptyLists, ...definition.containerDefinitions[0], image: 'app:2' }],
        tags: [
          { key: 'team', value: 'data' },
          { key: 'ecs-run-task:run', value: 'octo-org/warehouse/4711/1' },
          { key: 'ecs-run-task:step', value: 'nightly/0/__self' },
          { key: 'ecs-run-task:copy', value: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        ],
      })
    }),
  )

  it.concurrent('is deregistered as soon as its tasks have started, where no retry can follow', () =>
    simulate({}, async (simulator) => {
      const running = startAction({ simulator, inputs: LONG })
      await running.waitForLine(/deregistered nightly-etl-temporary:1/)
      await running.waitForLine(/at work$/)
      expect(activeRevisions(simulator)).toEqual(['nightly-etl:1'])
      await running.cancel()
      expect(leftRunning(simulator)).toBe(0)
    }),
  )

  it.concurrent('serves all attempts of a retry, and is deregistered after the last', () =>
    simulate(
      { tasks: [{ happens: 'out-of-memory', container: 'app', belowMib: 4096 }] },
      async (simulator) => {
        const containers = JSON.stringify({ app: { image: 'etl:2', command: ['sleep', '1'] } })
        const inputs = { ...TEMPORARY, containers, 'retry-on': 'out-of-memory' }
        const step = await runAction({ simulator, inputs })
        expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        const arns = bodiesOf(simulator, 'RunTask').map(
          (body) => (body as { taskDefinition: string }).taskDefinition,
        )
        expect(arns.length).toBeGreaterThan(1)
        expect(new Set(arns).size).toBe(1)
        expect(bodiesOf(simulator, 'RegisterTaskDefinition')).toHaveLength(1)
        const order = simulator.calls.map(({ operation }) => operation)
        expect(order.indexOf('DeregisterTaskDefinition')).toBeGreaterThan(order.lastIndexOf('RunTask'))
        expect(activeRevisions(simulator)).toEqual(['nightly-etl:1'])
      },
    ),
  )

  it.concurrent.each<[string, Record<string, string>, object]>([
    ['the task fails', { containers: JSON.stringify({ app: { image: 'etl:2', command: ['false'] } }) }, {}],
    ['the time is up', { ...LONG, timeout: '2s' }, {}],
    ['the step does not wait', { 'wait-for': 'none' }, {}],
    ['25 tasks run in batches', { count: '25', logs: 'false' }, {}],
    [
      'ECS does not start the task',
      {},
      { faults: [{ operation: 'RunTask', fault: 'access-denied' }] satisfies FaultRule[] },
    ],
  ])('is not left ACTIVE when %s', (_what, inputs, scenario) =>
    simulate(scenario, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...TEMPORARY, ...inputs } })
      expect(step.outputs['outcome']).not.toBe('')
      expect(bodiesOf(simulator, 'RegisterTaskDefinition')).toHaveLength(1)
      expect(activeRevisions(simulator)).toEqual(['nightly-etl:1'])
    }),
  )

  it.concurrent('is deregistered by the post step when the step was killed while a retry could follow', () =>
    simulate({}, async (simulator) => {
      const request = { simulator, inputs: { ...LONG, 'retry-on': 'spot-interruption' } }
      const running = startAction(request)
      await running.waitForLine(/at work$/)
      running.send('SIGKILL')
      const step = await running.finished
      expect(activeRevisions(simulator)).toEqual(['nightly-etl:1', 'nightly-etl-temporary:1'])
      const post = await runPost(request, step)
      expect(post).toMatchObject({ outcome: 'success', annotations: [] })
      expect([activeRevisions(simulator), leftRunning(simulator)]).toEqual([['nightly-etl:1'], 0])
    }),
  )

  it.concurrent('is found by its tags where RegisterTaskDefinition was not answered', () =>
    simulate(
      { faults: [{ operation: 'RegisterTaskDefinition', fault: 'lost-answer', on: [1] }] },
      async (simulator) => {
        const step = await runAction({ simulator, inputs: TEMPORARY })
        expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        expect(bodiesOf(simulator, 'RegisterTaskDefinition')).toHaveLength(1)
        expect(activeRevisions(simulator)).toEqual(['nightly-etl:1'])
      },
    ),
  )

  it.concurrent('is found by its tags where the answer was cut off', () =>
    simulate(
      { faults: [{ operation: 'RegisterTaskDefinition', fault: 'cut-body', on: [1] }] },
      async (simulator) => {
        const step = await runAction({ simulator, inputs: TEMPORARY })
        expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        expect(bodiesOf(simulator, 'RegisterTaskDefinition')).toHaveLength(1)
        expect(activeRevisions(simulator)).toEqual(['nightly-etl:1'])
      },
    ),
  )

  it.concurrent('is found by the post step where the step was killed before the answer', () =>
    simulate(
      { faults: [{ operation: 'RegisterTaskDefinition', fault: 'late-answer', ms: 30_000 }] },
      async (simulator) => {
        const request = { simulator, inputs: TEMPORARY }
        const running = startAction(request)
        while (bodiesOf(simulator, 'RegisterTaskDefinition').length === 0)
          await new Promise((resolve) => setTimeout(resolve, 10))
        running.send('SIGKILL')
        const step = await running.finished
        expect(await runPost(request, step)).toMatchObject({ outcome: 'success', annotations: [] })
        expect(activeRevisions(simulator)).toEqual(['nightly-etl:1'])
      },
    ),
  )

  it.concurrent.each<[string, FaultRule]>([
    [
      'too many attempts at once',
      {
        operation: 'RegisterTaskDefinition',
        fault: 'error',
        type: 'ClientException',
        message: 'Too many concurrent attempts to create a new revision of the specified family.',
        times: 2,
      },
    ],
    ['throttling', { operation: 'RegisterTaskDefinition', fault: 'throttle', times: 2 }],
    ['throttling of its end', { operation: 'DeregisterTaskDefinition', fault: 'throttle', times: 2 }],
  ])('is repeated after %s', (_what, fault) =>
    simulate({ faults: [fault] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: TEMPORARY })
      expect(step).toMatchObject({ outcome: 'success', annotations: [] })
      expect(activeRevisions(simulator)).toEqual(['nightly-etl:1'])
    }),
  )

  it.concurrent('is registered again, once, where it became INACTIVE before the start', () =>
    simulate(
      {
        faults: [
          {
            operation: 'RunTask',
            fault: 'error',
            type: 'ClientException',
            message: 'TaskDefinition is inactive',
            on: [1],
          },
        ],
      },
      async (simulator) => {
        const step = await runAction({ simulator, inputs: TEMPORARY })
        expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        expect(bodiesOf(simulator, 'RegisterTaskDefinition')).toHaveLength(2)
        expect(activeRevisions(simulator)).toEqual(['nightly-etl:1'])
      },
    ),
  )

  it.concurrent('is named where it cannot be deregistered, and the step ends as the task did', () =>
    simulate(
      { faults: [{ operation: 'DeregisterTaskDefinition', fault: 'access-denied' }] },
      async (simulator) => {
        const step = await runAction({ simulator, inputs: TEMPORARY })
        expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        expect(step.annotations).toMatchObject([
          { level: 'warning', message: expect.stringContaining('task-definition/nightly-etl-temporary:1') },
        ])
        expect(step.annotations[0]?.message).toContain('lack the permission ecs:DeregisterTaskDefinition')
      },
    ),
  )

  it.concurrent('goes without the tags of the step where the 50 tags are full', () =>
    simulate({}, async (simulator) => {
      const tags = Array.from({ length: 49 }, (_, index) => ({ key: `k${index}`, value: '' }))
      await call(simulator.url, 'RegisterTaskDefinition', {
        family: 'full',
        requiresCompatibilities: ['FARGATE'],
        networkMode: 'awsvpc',
        cpu: '256',
        memory: '512',
        containerDefinitions: [{ name: 'app', image: 'app:1' }],
        tags,
      })
      const step = await runAction({ simulator, inputs: { ...TEMPORARY, 'task-definition': 'full' } })
      expect(step).toMatchObject({ outcome: 'success', annotations: [] })
      expect(bodiesOf(simulator, 'RegisterTaskDefinition')[1]).toMatchObject({ tags })
      expect(activeRevisions(simulator)).toEqual(['nightly-etl:1', 'full:1'])
    }),
  )
})

describe('register: keep', () => {
  it.concurrent('runs a new revision of the same family and leaves it, with no tag of the step', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({ simulator, inputs: KEEP })
      expect(step).toMatchObject({ outcome: 'success', annotations: [] })
      const arn = 'arn:aws:ecs:us-east-1:123456789012:task-definition/nightly-etl:2'
      expect(step.outputs['task-definition-arn']).toBe(arn)
      const [body] = bodiesOf(simulator, 'RegisterTaskDefinition')
      expect(body).toMatchObject({ family: 'nightly-etl' })
      expect(body).not.toHaveProperty('tags')
      const [request] = bodiesOf(simulator, 'RunTask')
      expect(request).toMatchObject({ taskDefinition: arn })
      expect(request).not.toHaveProperty('group')
      expect(bodiesOf(simulator, 'DeregisterTaskDefinition')).toEqual([])
      expect(activeRevisions(simulator)).toEqual(['nightly-etl:1', 'nightly-etl:2'])
      expect(step.log).toMatch(/registered nightly-etl:2 .*latest revision/)
      expect(step.summary).toContain('nightly-etl:2')
    }),
  )

  it.concurrent('gives two steps with the same content the same revision', () =>
    simulate({}, async (simulator) => {
      const inputs = { ...KEEP, 'task-definition': 'nightly-etl:1' }
      const first = await runAction({ simulator, inputs })
      const second = await runAction({ simulator, inputs })
      expect(second.outputs['task-definition-arn']).toBe(first.outputs['task-definition-arn'])
      expect(bodiesOf(simulator, 'RegisterTaskDefinition')).toHaveLength(1)
      const third = await runAction({ simulator, inputs: { ...KEEP, containers: 'app: {image: "etl:3"}' } })
      expect(third.outputs['task-definition-arn']).toMatch(/nightly-etl:3$/)
    }),
  )

  it.concurrent('gives it to two steps at once, where ECS makes one of them wait', () =>
    simulate({ registrationMs: 300 }, async (simulator) => {
      const steps = await Promise.all([
        runAction({ simulator, inputs: KEEP }),
        runAction({ simulator, inputs: KEEP }),
      ])
      const arns = steps.map(({ outputs }) => outputs['task-definition-arn'])
      expect(steps.map(({ outcome }) => outcome)).toEqual(['success', 'success'])
      expect(new Set(arns).size).toBeLessThanOrEqual(2)
    }),
  )
})

describe('what RunTask cannot override', () => {
  it.concurrent('is an error without register, which names it and the permission', () =>
    simulate({}, async (simulator) => {
      const inputs = { ...INPUTS, containers: 'app: {image: "etl:2", entryPoint: [x]}' }
      const step = await runAction({ simulator, inputs })
      expect(step.outcome).toBe('failure')
      expect(step.annotations.map(({ message }) => message)).toEqual([
        expect.stringMatching(/containers:1:7: .*image.*\n.*register: temporary.*ecs:RegisterTaskDefinition/),
        expect.stringMatching(/containers:1:23: .*entryPoint.*\n.*register: temporary/),
      ])
      expect(bodiesOf(simulator, 'RunTask')).toEqual([])
    }),
  )

  it.concurrent.each([
    ['app: {image: null}', /containers:1:14: image of container app is blank/],
    ['app: {image: "", user: ~}', /image of container app is blank/],
    ['app: {user: ~}', /user of container app is null/],
    ['app: {essential: maybe}', /essential of container app .*true or false/],
    ['app: {entryPoint: {a: 1}}', /entryPoint of container app must be a list/],
    ['app: {stopTimeout: soon}', /stopTimeout of container app .*whole number/],
    ['app: {secrets: [{name: A}]}', /needs valueFrom/],
    ['app: {logConfiguration: {driver: x}}', /unknown key "driver"/],
    ['app: {Image: "x:1"}', /Did you mean image\?/],
  ])('is checked by the types of the API: %s', (containers, message) =>
    simulate({}, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...TEMPORARY, containers } })
      expect(step.outcome).toBe('failure')
      expect(step.annotations.map((annotation) => annotation.message).join('\n')).toMatch(message)
      expect(bodiesOf(simulator, 'RegisterTaskDefinition')).toEqual([])
    }),
  )

  it.concurrent('is shown by a dry run, which registers nothing', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...TEMPORARY, 'dry-run': 'true' } })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'planned' } })
      expect(step.log).toMatch(/app +image \S+ → etl:2/)
      expect(step.log).toContain('nightly-etl-temporary')
      expect(bodiesOf(simulator, 'RegisterTaskDefinition')).toEqual([])
    }),
  )
})

describe('a file', () => {
  const FILE = {
    family: 'filed',
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: 256,
    memory: '0.5 GB',
    invented: { from: 'file' },
    containerDefinitions: [{ name: 'app', image: 'app:7', command: ['true'] }],
  }

  async function withFiles(
    test: (folder: { workspace: string; temp: string; outside: string }) => Promise<void>,
  ) {
    const root = mkdtempSync(join(tmpdir(), 'files-'))
    const folders = {
      workspace: join(root, 'work'),
      temp: join(root, 'temp'),
      outside: join(root, 'outside'),
    }
    for (const folder of Object.values(folders)) mkdirSync(folder)
    try {
      await test(folders)
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  }

  it.concurrent('is registered from RUNNER_TEMP, as the official render step writes it', () =>
    withFiles(async ({ workspace, temp }) =>
      simulate({}, async (simulator) => {
        const path = join(temp, 'task-definition-x1.json')
        writeFileSync(path, JSON.stringify(FILE, null, 2))
        const inputs = { ...INPUTS, 'task-definition': path, register: 'keep' }
        const env = { GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temp }
        const step = await runAction({ simulator, inputs, env })
        expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        expect(bodiesOf(simulator, 'RegisterTaskDefinition')).toEqual([{ ...FILE, cpu: '256' }])
        expect(step.outputs['task-definition-arn']).toMatch(/task-definition\/filed:1$/)
        const again = await runAction({ simulator, inputs, env })
        expect(again.outputs['task-definition-arn']).toMatch(/task-definition\/filed:1$/)
      }),
    ),
  )

  it.concurrent('may be YAML in the workspace, and the answer of DescribeTaskDefinition', () =>
    withFiles(async ({ workspace, temp }) =>
      simulate({}, async (simulator) => {
        writeFileSync(
          join(workspace, 'task.yml'),
          'taskDefinition:\n  family: filed\n  revision: 3\n  status: ACTIVE\n  networkMode: awsvpc\n  requiresCompatibilities: [FARGATE]\n  cpu: 256\n  memory: 512\n  containerDefinitions:\n    - {name: app, image: "app:7", command: ["true"]}\ntags:\n  - {key: team, value: data}\n',
        )
        const inputs = { ...INPUTS, 'task-definition': 'task.yml', register: 'temporary' }
        const step = await runAction({
          simulator,
          inputs,
          env: { GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temp },
        })
        expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        expect(bodiesOf(simulator, 'RegisterTaskDefinition')[0]).toMatchObject({
          family: 'filed-temporary',
          cpu: '256',
          tags: [{ key: 'team', value: 'data' }, {}, {}, {}],
        })
        expect(bodiesOf(simulator, 'RegisterTaskDefinition')[0]).not.toHaveProperty('revision')
        expect(activeRevisions(simulator)).toEqual(['nightly-etl:1'])
      }),
    ),
  )

  it.concurrent(
    'is refused outside of the workspace and RUNNER_TEMP, and behind a link that leads there',
    () =>
      withFiles(async ({ workspace, temp, outside }) =>
        simulate({}, async (simulator) => {
          writeFileSync(join(outside, 'x.json'), JSON.stringify(FILE))
          symlinkSync(join(outside, 'x.json'), join(workspace, 'link.json'))
          const env = { GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temp }
          for (const path of [join(outside, 'x.json'), '../outside/x.json', 'link.json']) {
            const step = await runAction({
              simulator,
              inputs: { ...INPUTS, 'task-definition': path, register: 'keep' },
              env,
            })
            expect(step.outcome).toBe('failure')
            expect(step.annotations[0]?.message).toMatch(/outside of the workspace and of RUNNER_TEMP/)
          }
          expect(bodiesOf(simulator, 'RegisterTaskDefinition')).toEqual([])
        }),
      ),
  )

  it.concurrent('is checked with the place of each mistake, and needs register', () =>
    withFiles(async ({ workspace }) =>
      simulate({}, async (simulator) => {
        const text =
          '{\n "family": "filed",\n "containerDefinitions": [\n  {"name": "app", "image": "a", "memory": "much"}\n ]\n}'
        writeFileSync(join(workspace, 'x.json'), text)
        const env = { GITHUB_WORKSPACE: workspace }
        const inputs = { ...INPUTS, 'task-definition': 'x.json' }
        const wrong = await runAction({ simulator, inputs: { ...inputs, register: 'keep' }, env })
        expect(wrong.annotations[0]?.message).toMatch(/x\.json:4:43: memory of/)
        const unregistered = await runAction({ simulator, inputs, env })
        expect(unregistered.annotations[0]?.message).toMatch(/file.*\n.*register: temporary/)
        const missing = await runAction({ simulator, inputs: { ...KEEP, 'task-definition': 'y.json' }, env })
        expect(missing.annotations[0]?.message).toMatch(/y\.json.*no such file/)
      }),
    ),
  )
})

describe('like-service alone', () => {
  const SERVICE = {
    serviceName: 'etl',
    taskDefinition: 'nightly-etl',
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'] } },
  }
  const inputs = { 'like-service': 'etl', containers: appRuns('true') }

  it.concurrent('runs the revision of the PRIMARY deployment', () =>
    simulate({ services: [SERVICE] }, async (simulator) => {
      const step = await runAction({ simulator, inputs })
      expect(step).toMatchObject({ outcome: 'success', annotations: [] })
      expect(bodiesOf(simulator, 'RunTask')).toMatchObject([
        {
          taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/nightly-etl:1',
          launchType: 'FARGATE',
        },
      ])
      expect(step.log).toMatch(/like service +etl: .*task definition nightly-etl:1.*subnet-0a1b2c3d/)
    }),
  )

  it.concurrent('says during a roll-out which of two it took', () =>
    simulate({ services: [SERVICE], deploymentMs: 600_000 }, async (simulator) => {
      await runAction({ simulator, inputs: KEEP })
      await call(simulator.url, 'UpdateService', { service: 'etl', taskDefinition: 'nightly-etl:2' })
      const step = await runAction({ simulator, inputs })
      expect(step.outcome).toBe('success')
      expect(step.annotations).toMatchObject([
        { level: 'warning', message: expect.stringMatching(/IN_PROGRESS.*nightly-etl:2.*nightly-etl:1/) },
      ])
    }),
  )

  it.concurrent('runs the revision of the PRIMARY task set with CODE_DEPLOY', () =>
    simulate(
      { services: [{ ...SERVICE, deploymentController: { type: 'CODE_DEPLOY' } }] },
      async (simulator) => {
        const step = await runAction({ simulator, inputs })
        expect(step).toMatchObject({ outcome: 'success', annotations: [] })
      },
    ),
  )
})
