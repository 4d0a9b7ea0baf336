import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs'
import { describe, expect, it, jest } from '@jest/globals'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { startSimulator, type Simulator } from '../../simulator/simulator.ts'
import { startGithubApi } from '../../testing/github-api.ts'
import { REPOSITORY } from '../../testing/runner/action-file.ts'
import { bodiesOf } from '../../testing/nightly-etl.ts'
import type { FinishedStep } from '../../testing/runner/runner.ts'
import { accountOf, REGION } from './recipes-account.ts'
import { parseWorkflow, type RunRequest, runWorkflow } from './workflow.ts'

const RECIPES = join(REPOSITORY, 'docs/recipes')

/** Needs a task that runs already. */
const STOP = 'stop-on-demand'

/** Register a revision: what they register and leave is asserted as well. */
const KEEP = 'migrate-before-deploy'
const TEMPORARY = 'migrate-with-a-temporary-copy'
const RENDERED = 'run-a-rendered-file'

/** Runs for two events. */
const CHECK = 'check-in-a-pull-request'

const IMAGE = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:3f2c1d9'
const FROM_SERVICE = {
  cluster: 'production',
  launchType: 'FARGATE',
  networkConfiguration: {
    awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] },
  },
  overrides: { containerOverrides: [{ name: 'app', command: ['bin/rails', 'db:migrate'] }] },
}

jest.setTimeout(60_000)

interface Case {
  readonly recipe: string
  /** What is otherwise than in the account of all recipes: what goes wrong, or takes long. */
  readonly scenario?: ScenarioInput
  /** The account that the recipe runs in, where that matters. */
  readonly accountId?: string
  readonly inputs?: Readonly<Record<string, string>>
  /** The output `outcome` of each step that uses this repository. */
  readonly outcomes: readonly string[]
  /** What ECS was asked for, call by call. */
  readonly asked: readonly object[]
}

const CASES: readonly Case[] = [
  {
    recipe: 'nightly-batch',
    outcomes: ['succeeded'],
    asked: [
      {
        overrides: { cpu: '4096', memory: '16384', containerOverrides: [{ cpu: 3072, memory: 14336 }] },
        tags: expect.arrayContaining([{ key: 'github:actor', value: 'octocat' }]),
      },
    ],
  },
  {
    recipe: 'saved-logs',
    outcomes: ['succeeded'],
    asked: [{ overrides: { containerOverrides: [{ command: ['python', '-m', 'etl', '--summary=json'] }] } }],
  },
  {
    recipe: 'matrix-over-tasks',
    outcomes: ['started', 'succeeded', 'succeeded', 'succeeded'],
    asked: [{ count: 3 }],
  },
  {
    recipe: 'start-now-collect-later',
    scenario: accountOf({ then: 'sleep 5' }),
    outcomes: ['started', 'succeeded'],
    asked: [{ count: 1 }],
  },
  {
    recipe: 'service-task',
    scenario: { tasks: [{ happens: 'health', container: 'app', afterMs: 300, status: 'HEALTHY' }] },
    outcomes: ['started', 'succeeded'],
    asked: [{ taskDefinition: 'search-api:1' }],
  },
  {
    recipe: 'spot-with-retry',
    scenario: { tasks: [{ happens: 'spot-interruption', times: 1 }] },
    outcomes: ['succeeded'],
    asked: Array(2).fill({ capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }] }),
  },
  {
    recipe: 'spot-first',
    outcomes: ['succeeded'],
    asked: [{ capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }] }],
  },
  {
    recipe: 'migrate-once',
    outcomes: ['succeeded'],
    asked: [{ startedBy: expect.stringMatching(/^github\/\d+\/1\/[0-9a-f]{16}$/) }],
  },
  { recipe: 'one-at-a-time', outcomes: ['succeeded'], asked: [{ taskDefinition: 'nightly-etl:1' }] },
  {
    recipe: 'out-of-memory-retry',
    scenario: { tasks: [{ happens: 'out-of-memory', container: 'app', belowMib: 2048 }] },
    outcomes: ['succeeded'],
    asked: [{}, { overrides: { memory: '2048', containerOverrides: [{ name: 'app', memory: 2048 }] } }],
  },
  {
    recipe: 'sized-by-its-containers',
    inputs: { memory: '12 GB' },
    outcomes: ['succeeded'],
    asked: [{ overrides: { cpu: '4096', memory: '13312' } }],
  },
  {
    recipe: 'many-tasks',
    inputs: { workers: '25' },
    outcomes: ['succeeded'],
    asked: [{ count: 10 }, { count: 10 }, { count: 5 }],
  },
  { recipe: 'longer-than-an-hour', outcomes: ['succeeded'], asked: [{ cluster: 'search' }] },
  {
    recipe: 'capacity-providers',
    outcomes: ['succeeded'],
    asked: [
      {
        count: 4,
        capacityProviderStrategy: [
          { capacityProvider: 'reserved', base: 1, weight: 3 },
          { capacityProvider: 'spot', weight: 1 },
        ],
        overrides: {
          containerOverrides: [{ memory: 4096, resourceRequirements: [{ type: 'GPU', value: '1' }] }],
        },
      },
    ],
  },
  {
    recipe: 'another-account',
    accountId: '444455556666',
    outcomes: ['succeeded'],
    asked: [{ taskDefinition: 'copy:1' }],
  },
]

describe('a recipe', () => {
  it.concurrent.each(CASES)(
    '$recipe does what it says',
    ({ recipe, scenario, accountId, inputs, outcomes, asked }) =>
      inAccount(
        scenario,
        async (simulator) => {
          const steps = await follow(recipe, simulator, inputs)
          expect(steps.flatMap(errorsOf)).toEqual([])
          expect(steps.map(({ outputs }) => outputs['outcome'])).toEqual(outcomes)
          expect(steps.map(({ outcome }) => outcome)).toEqual(outcomes.map(() => 'success'))
          expect(bodiesOf(simulator, 'RunTask')).toMatchObject(asked)
        },
        accountId,
      ),
  )

  it.concurrent(`${STOP} stops what runs, and says who wanted it`, () =>
    inAccount(accountOf({ then: 'exec sleep 600' }), async (simulator) => {
      const [started] = await follow('start-now-collect-later', simulator, {}, ['start'])
      const [stop] = await follow(STOP, simulator, { 'task-arns': started?.outputs['task-arns'] ?? '' })
      expect(stop).toMatchObject({ outcome: 'success', annotations: [] })
      expect(simulator.tasks).toMatchObject([
        { desiredStatus: 'STOPPED', stoppedReason: 'Stopped on demand by octocat' },
      ])
    }),
  )

  it.concurrent(`${KEEP} migrates with the image just built, and deploys the same revision`, () =>
    inAccount({}, async (simulator) => {
      const steps = { build: { outputs: { image: IMAGE } } }
      const [migrate] = await follow(KEEP, simulator, {}, undefined, { contexts: { steps } })
      expect(migrate).toMatchObject({ outcome: 'success', annotations: [] })
      const revision = migrate?.outputs['task-definition-arn'] ?? ''
      expect(revision).toMatch(/task-definition\/shop:2$/)
      expect(imagesOf(simulator)).toEqual([IMAGE])
      expect(bodiesOf(simulator, 'RunTask')).toMatchObject([{ ...FROM_SERVICE, taskDefinition: revision }])
      expect(await deploy(simulator, revision)).toBe(revision)
    }),
  )

  it.concurrent(`${TEMPORARY} migrates with an image, and leaves no revision`, () =>
    inAccount({}, async (simulator) => {
      const [migrate] = await follow(TEMPORARY, simulator, { image: IMAGE })
      expect(migrate).toMatchObject({ outcome: 'success', annotations: [] })
      expect(imagesOf(simulator)).toEqual([IMAGE])
      expect(bodiesOf(simulator, 'RunTask')).toMatchObject([{ ...FROM_SERVICE, group: 'family:shop' }])
      const copies = simulator.account.families.get('shop-temporary') ?? []
      expect(copies.map(({ definition }) => definition.status)).toEqual(['INACTIVE'])
      expect(simulator.account.families.get('shop')).toHaveLength(1)
    }),
  )

  it.concurrent(`${RENDERED} registers and runs the file of the official render step`, () =>
    inAccount({}, async (simulator) => {
      const folder = mkdtempSync(join(tmpdir(), 'rendered-'))
      try {
        const path = join(folder, 'task-definition-1.json')
        const [definition] = accountOf({}).taskDefinitions ?? []
        writeFileSync(path, JSON.stringify(definition, null, 2))
        const steps = { render: { outputs: { 'task-definition': path } } }
        const options = { contexts: { steps }, env: { RUNNER_TEMP: folder } }
        const [migrate] = await follow(RENDERED, simulator, {}, undefined, options)
        expect(migrate).toMatchObject({ outcome: 'success', annotations: [] })
        const revision = migrate?.outputs['task-definition-arn'] ?? ''
        expect(bodiesOf(simulator, 'RunTask')).toMatchObject([{ ...FROM_SERVICE, taskDefinition: revision }])
        expect(await deploy(simulator, revision)).toBe(revision)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }),
  )

  it.concurrent(`${CHECK} plans and comments in a pull request, and runs the same task at night`, () =>
    inAccount({}, async (simulator) => {
      const api = await startGithubApi()
      const folder = mkdtempSync(join(tmpdir(), 'event-'))
      try {
        const path = join(folder, 'event.json')
        const head = { repo: { full_name: 'octo-org/warehouse' } }
        writeFileSync(path, JSON.stringify({ pull_request: { number: 7, head } }))
        const on = async (event: string, env: RunRequest['env']) =>
          follow(CHECK, simulator, {}, undefined, {
            contexts: { github: { event_name: event } },
            env: {
              ...env,
              GITHUB_API_URL: api.url,
              GITHUB_EVENT_NAME: event,
              'INPUT_GITHUB-TOKEN': 'a-token',
            },
          })
        const [planned] = await on('pull_request', { GITHUB_EVENT_PATH: path })
        expect(planned).toMatchObject({ outcome: 'success', outputs: { outcome: 'planned' } })
        expect(bodiesOf(simulator, 'RunTask')).toEqual([])
        expect(api.comments.map(({ body }) => body)).toEqual([
          expect.stringMatching(/would run; nothing was started[^]*\*\*4\*\*/),
        ])
        const [ran] = await on('schedule', {})
        expect(ran).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        expect(bodiesOf(simulator, 'RunTask')).toMatchObject([
          { overrides: { cpu: '4096', memory: '16384', containerOverrides: [{ cpu: 3072, memory: 14336 }] } },
        ])
        expect(api.comments).toHaveLength(1)
      } finally {
        rmSync(folder, { recursive: true, force: true })
        await api.stop()
      }
    }),
  )

  it('is tried here, whichever it is', () => {
    const files = readdirSync(RECIPES).map((file) => file.replace(/\.yml$/, ''))
    expect([STOP, KEEP, TEMPORARY, RENDERED, CHECK, ...CASES.map(({ recipe }) => recipe)].sort()).toEqual(
      files.sort(),
    )
  })
})

async function inAccount(
  scenario: ScenarioInput | undefined,
  test: (simulator: Simulator) => Promise<void>,
  accountId?: string,
): Promise<void> {
  const simulator = await startSimulator({
    region: REGION,
    ...(accountId !== undefined && { accountId }),
    scenario: { ...accountOf({}), ...scenario },
  })
  try {
    await test(simulator)
  } finally {
    await simulator.stop()
  }
}

/** Runs the workflow of a recipe, or some of its jobs. */
async function follow(
  recipe: string,
  simulator: Simulator,
  inputs: Readonly<Record<string, string>> = {},
  jobs?: readonly string[],
  { contexts, env }: Partial<RunRequest> = {},
): Promise<FinishedStep[]> {
  const workflow = parseWorkflow(readFileSync(join(RECIPES, `${recipe}.yml`), 'utf8'))
  const wanted = Object.entries(workflow.jobs).filter(([name]) => jobs?.includes(name) ?? true)
  return runWorkflow(
    { ...workflow, jobs: Object.fromEntries(wanted) },
    {
      simulator,
      env: { ...simulator.environment, ...env },
      contexts: { inputs, github: { actor: 'octocat' }, ...contexts },
    },
  )
}

/** What the deploy step of a recipe does. Returns the revision of the service's PRIMARY deployment. */
async function deploy({ url }: Simulator, taskDefinition: string): Promise<string | undefined> {
  const ecs = new ECSClient({
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: 'simulator', secretAccessKey: 'simulator' },
  })
  const request = { cluster: 'production', service: 'shop', taskDefinition }
  const { service } = await ecs.send(new UpdateServiceCommand(request))
  ecs.destroy()
  return service?.deployments?.find(({ status }) => status === 'PRIMARY')?.taskDefinition
}

/** The image that each task's app ran. */
function imagesOf({ tasks }: Simulator): (string | undefined)[] {
  return tasks.map(({ containers }) => containers?.find(({ name }) => name === 'app')?.image)
}

function errorsOf({ annotations }: FinishedStep): string[] {
  return annotations.filter(({ level }) => level === 'error').map(({ message }) => message)
}
