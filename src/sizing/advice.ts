import { cheapestFirst } from './cheapest.js'
import { FARGATE_TIERS, describeMemory, fargateSizes, type FargateSize } from './fargate-sizes.js'
import { needsOf } from './needs.js'
import { limitsOf } from './platform.js'
import type { Situation } from './situation.js'
import { LEAST_TASK_CPU } from './task-size.js'

/**
 * What to write for the task's size so that it holds its containers and is one that ECS takes. Where it is open where
 * the task runs, a size of Fargate is right everywhere.
 */
export function adviseTaskSize(situation: Situation, dimension: 'cpu' | 'memory'): string {
  const inTable = situation.platform === 'fargate' || situation.platform === 'undecided'
  const ways = inTable
    ? fargateWays(situation)
    : [`${dimension}: ${leastOutsideFargate(situation, dimension)}`]
  if (ways.length === 0) return 'No size of Fargate holds these containers: give them less.'
  return `Write ${[...ways, ...autoWay(situation, dimension, ways)].join(', or ')}.`
}

function leastOutsideFargate({ containers }: Situation, dimension: 'cpu' | 'memory'): number {
  const need = needsOf(containers)[dimension]
  return dimension === 'cpu' ? Math.max(need, LEAST_TASK_CPU) : need
}

/** The nearest memory beside the CPU as it is, and the nearest CPU beside the memory as it is; else a new pair. */
function fargateWays(situation: Situation): string[] {
  const { cpu, memory } = needsOf(situation.containers)
  const holding = fargateSizes(
    limitsOf(situation.operatingSystemFamily, situation.target.platformVersion),
  ).filter((size) => size.cpu >= cpu && size.memory >= memory)
  const given = { cpu: situation.cpu.effective, memory: situation.memory.effective }
  const byMemory = nearest(holding, 'memory', given)
  const byCpu = nearest(holding, 'cpu', given)
  const ways = [
    ...(byMemory === undefined ? [] : [`memory: ${byMemory.memory}`]),
    ...(byCpu === undefined ? [] : [`cpu: ${byCpu.cpu} (${describeTier(byCpu.cpu)})`]),
  ]
  if (ways.length > 0) return ways
  const pairs = cheapestFirst(holding)
  const pair =
    pairs.find((size) => size.cpu >= (given.cpu ?? 0) && size.memory >= (given.memory ?? 0)) ?? pairs.at(0)
  return pair === undefined ? [] : [`cpu: ${pair.cpu} and memory: ${pair.memory}`]
}

/** Of the sizes that keep the other dimension, the one that changes this dimension least. */
function nearest(
  sizes: readonly FargateSize[],
  dimension: 'cpu' | 'memory',
  given: { readonly cpu: number | undefined; readonly memory: number | undefined },
): FargateSize | undefined {
  const other = dimension === 'cpu' ? 'memory' : 'cpu'
  const from = given[dimension]
  if (from === undefined) return undefined
  const distance = (size: FargateSize): number => Math.abs(size[dimension] - from)
  return sizes
    .filter((size) => size[other] === given[other])
    .toSorted((a, b) => distance(a) - distance(b))
    .at(0)
}

function describeTier(cpu: number): string {
  const tier = FARGATE_TIERS.find((candidate) => candidate.cpu === cpu)
  return tier === undefined ? '' : `takes ${describeMemory(tier)}`
}

/** `auto` stands beside advice for its own dimension only, and knows memory only where a container names some. */
function autoWay(
  { definition, containers }: Situation,
  dimension: 'cpu' | 'memory',
  ways: readonly string[],
): string[] {
  const knowable = definition !== undefined && (dimension === 'cpu' || needsOf(containers).memory > 0)
  return knowable && ways.some((way) => way.startsWith(`${dimension}: `) && !way.includes(' and '))
    ? [`${dimension}: auto`]
    : []
}
