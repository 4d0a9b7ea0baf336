import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, jest } from '@jest/globals'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { startSimulator, type Simulator } from '../../simulator/simulator.ts'
import { REPOSITORY } from '../../testing/runner/action-file.ts'
import { bodiesOf } from '../../testing/nightly-etl.ts'
import type { FinishedStep } from '../../testing/runner/runner.ts'
import { accountOf, REGION } from './recipes-account.ts'
import { parseWorkflow, runWorkflow } from './workflow.ts'

const RECIPES = join(REPOSITORY, 'docs/recipes')

/** Needs a task that runs already. */
const STOP = 'stop-on-demand'

jest.setTimeout(60_000)

interface Case {
  readonly recipe: string
  /** What is otherwise than in the account of all recipes: what goes wrong, or takes long. */
  readonly scenario?: ScenarioInput
  readonly inputs?: Readonly<Record<string, string>>
  /** The output `outcome` of each step that uses this repository. */
  readonly outcomes: readonly string[]
  /** What ECS was asked for, call by call. */
  readonly asked: readonly object[]
}

const CASES: readonly Case[] = [
  {
    recipe: 'migrate-before-deploy',
    outcomes: ['succeeded'],
    asked: [
      {
        cluster: 'production',
        launchType: 'FARGATE',
        networkConfiguration: {
          awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] },
        },
        overrides: { containerOverrides: [{ name: 'app', command: ['bin/rails', 'db:migrate'] }] },
      },
    ],
  },
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
  { recipe: 'another-account', outcomes: ['succeeded'], asked: [{ taskDefinition: 'copy:1' }] },
  { recipe: 'check-in-a-pull-request', outcomes: ['planned'], asked: [] },
]

describe('a recipe', () => {
  it.concurrent.each(CASES)('$recipe does what it says', ({ recipe, scenario, inputs, outcomes, asked }) =>
    inAccount(scenario, async (simulator) => {
      const steps = await follow(recipe, simulator, inputs)
      expect(steps.flatMap(errorsOf)).toEqual([])
      expect(steps.map(({ outputs }) => outputs['outcome'])).toEqual(outcomes)
      expect(steps.map(({ outcome }) => outcome)).toEqual(outcomes.map(() => 'success'))
      expect(bodiesOf(simulator, 'RunTask')).toMatchObject(asked)
    }),
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

  it('is tried here, whichever it is', () => {
    const files = readdirSync(RECIPES).map((file) => file.replace(/\.yml$/, ''))
    expect([STOP, ...CASES.map(({ recipe }) => recipe)].sort()).toEqual(files.sort())
  })
})

async function inAccount(
  scenario: ScenarioInput | undefined,
  test: (simulator: Simulator) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator({ region: REGION, scenario: { ...accountOf({}), ...scenario } })
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
): Promise<FinishedStep[]> {
  const workflow = parseWorkflow(readFileSync(join(RECIPES, `${recipe}.yml`), 'utf8'))
  const wanted = Object.entries(workflow.jobs).filter(([name]) => jobs?.includes(name) ?? true)
  return runWorkflow(
    { ...workflow, jobs: Object.fromEntries(wanted) },
    {
      simulator,
      env: { ...simulator.environment },
      contexts: { inputs, github: { actor: 'octocat' } },
    },
  )
}

function errorsOf({ annotations }: FinishedStep): string[] {
  return annotations.filter(({ level }) => level === 'error').map(({ message }) => message)
}
