import type { RunTaskRequest, TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { DEFAULT_CLUSTER, validateRunTask } from '../../simulator/rules/run-task.ts'
import type { LaunchTarget, SizePlan, RequestedSizes } from '../../src/sizing/types.js'
import { planSizes } from '../../src/sizing/plan-sizes.js'
import { present, situations } from './arbitraries.js'
import { exact, withOverrides } from './written.js'

/** What the simulator, which shares no code with these rules, says where one of them is broken. */
const REFUSALS: readonly (readonly [text: RegExp, rules: readonly string[]])[] = [
  [/^Specifying both a launch type and capacity provider strategy/, ['launch-type-and-strategy']],
  [/^The platform version must be null/, ['platform-version-place']],
  [/does not support launch_type FARGATE/, ['definition-support']],
  [/is not a container in the TaskDefinition/, ['container-unknown']],
  [/is specified more than once/, ['container-repeated']],
  [/^Tasks using the Fargate launch type do not support GPU/, ['fargate-gpu']],
  [/^Invalid 'cpu' setting for task/, ['task-cpu-range', 'fargate-size', 'fargate-windows-size']],
  [/^Fargate requires that/, ['fargate-size-missing']],
  [/^No Fargate configuration exists/, ['fargate-size', 'fargate-windows-size']],
  [/must be greater than 0|^Invalid 'memory' setting for task/, ['container-memory-zero']],
  [/At least one of 'memory' or 'memoryReservation'/, ['container-memory-missing']],
  [/must be greater than or equal to 'memoryReservation'/, ['container-memory-below-reservation']],
  [/'memory' setting for container .* is greater than for task/, ['container-memory-above-task']],
  [/sum of all container 'cpu'/, ['container-cpu-sum']],
  [/sum of all container 'memoryReservation'/, ['container-reservation-sum']],
  [/^Tasks using the EC2 launch type do not support EphemeralStorage/, ['ephemeral-storage-place']],
  [/^EphemeralStorage size should be/, ['ephemeral-storage-range']],
  [/platform version does not satisfy/, ['platform-version-size', 'ephemeral-storage-platform-version']],
]

/** Warnings where the simulator decides for one of two sides. */
const DOUBTS = ['fargate-size-new', 'fargate-spot-windows', 'ephemeral-storage-windows']

interface Run {
  readonly definition: TaskDefinition
  readonly wishes: RequestedSizes
  readonly target: LaunchTarget
}

/** Beside sizes: storage in the definition, GPUs, and names that are wrong. */
const runs: fc.Arbitrary<Run> = fc
  .record({
    situation: situations,
    storage: fc.constantFrom(undefined, undefined, undefined, { sizeInGiB: 50 }),
    slip: fc.constantFrom('none', 'none', 'none', 'none', 'unknown', 'twice', 'gpu', 'zero'),
  })
  .map(({ situation: { definition, wishes, target }, storage, slip }) => {
    const named = wishes.containers.map(({ name }) => name)
    const first = definition.containerDefinitions?.[0]?.name ?? ''
    const extra = {
      none: [],
      unknown: [{ name: 'nobody', where: 'nobody' }],
      twice: [
        { name: first, where: 'one' },
        ...(named.includes(first) ? [] : [{ name: first, where: 'two' }]),
      ],
      gpu: named.includes(first)
        ? []
        : [{ name: first, where: 'gpu', resourceRequirements: [{ type: 'GPU' }] }],
      zero: named.includes(first) ? [] : [{ name: first, where: 'zero', memory: exact(0, 'zero') }],
    }[slip]
    return {
      definition: { ...definition, networkMode: 'awsvpc', ...present({ ephemeralStorage: storage }) },
      wishes: { ...wishes, containers: [...wishes.containers, ...extra] },
      target,
    }
  })

function requestOf({ wishes, target }: Run, sizes: SizePlan): RunTaskRequest {
  const plan = withOverrides(sizes)
  return {
    taskDefinition: 'any',
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    ...present({ launchType: target.launchType, platformVersion: target.platformVersion }),
    capacityProviderStrategy: target.capacityProviders.map((capacityProvider) => ({
      capacityProvider,
      weight: 1,
    })),
    overrides: {
      ...present({ cpu: plan.taskOverride.cpu?.toString(), memory: plan.taskOverride.memory?.toString() }),
      ...(wishes.ephemeralStorageGiB !== undefined && {
        ephemeralStorage: { sizeInGiB: wishes.ephemeralStorageGiB },
      }),
      containerOverrides: wishes.containers.map(({ name, resourceRequirements }) => ({
        name,
        ...plan.containerOverrides.get(name),
        ...(resourceRequirements && { resourceRequirements: [{ type: 'GPU' as const, value: '1' }] }),
      })),
    },
  }
}

/** A factor or `auto` without an outcome is refused before there is a request to compare. */
function isWorkedOut({ wishes }: Run, sizes: SizePlan): boolean {
  const plan = withOverrides(sizes)
  const task = (['cpu', 'memory'] as const).every(
    (dimension) => wishes[dimension] === undefined || plan.taskOverride[dimension] !== undefined,
  )
  return task && !plan.findings.some(({ rule }) => rule === 'factor-of-nothing')
}

describe('the rules and the simulator', () => {
  it('accept and refuse the same, for the same reason', () => {
    const verdicts = { accepted: 0, refused: 0 }
    fc.assert(
      fc.property(runs, (run) => {
        const plan = planSizes(run.definition, run.wishes, run.target)
        // Where the cluster decides, the rules refuse nothing on the account of Fargate.
        const isOpen =
          plan.platform === 'undecided' || plan.findings.some(({ rule }) => DOUBTS.includes(rule))
        fc.pre(!isOpen && isWorkedOut(run, plan))
        const cluster = {
          ...DEFAULT_CLUSTER,
          defaultStrategy: plan.platform === 'fargate' ? DEFAULT_CLUSTER.defaultStrategy : [],
        }
        const refusal = validateRunTask(run.definition as never, requestOf(run, plan), cluster)
        const errors = plan.findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)
        if (refusal === undefined) {
          expect(errors).toEqual([])
          verdicts.accepted += 1
          return
        }
        const [, rules = []] = REFUSALS.find(([text]) => text.test(refusal.message)) ?? []
        expect({ refusal: refusal.message, isFound: errors.some((rule) => rules.includes(rule)) }).toEqual({
          refusal: refusal.message,
          isFound: true,
        })
        verdicts.refused += 1
      }),
      { numRuns: 3000 },
    )
    expect(verdicts.accepted).toBeGreaterThan(100)
    expect(verdicts.refused).toBeGreaterThan(100)
  })
})
