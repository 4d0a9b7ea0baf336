import { FARGATE_TIERS, NEWEST_TIER_CPU, describeMemory, fargateSizes, type FargateSize } from './fargate.js'
import { cheapestFirst } from './fargate-prices.js'
import type { Finding } from '../findings.js'
import { containerTotals } from './container-totals.js'
import type { RuleContext } from './rule-context.js'
import { LEAST_TASK_CPU } from './task-size.js'

/** New numbers for one or both dimensions. */
type Way = Partial<FargateSize>

/**
 * Advises a task size that holds the containers and that ECS accepts. If the platform is undecided, the advice is a Fargate
 * size, which is valid on every platform.
 */
export function adviseTaskSize(
  context: RuleContext,
  dimension: 'cpu' | 'memory',
): Pick<Finding, 'advice' | 'paste'> {
  const inTable = hasTable(context) ? fargateWays(context) : []
  if (inTable.length === 0 && hasTable(context) && context.platform === 'fargate') {
    return { advice: 'No size of Fargate holds these containers: give them less.' }
  }
  const ways = inTable.length > 0 ? inTable : [{ [dimension]: leastOutsideFargate(context, dimension) }]
  const auto = autoHelps(context, dimension, ways) ? [`${dimension}: auto`] : []
  const words = ways.map((way) => describeWay(way, inTable.length > 0))
  return {
    advice: `Write ${[...words, ...auto].join(', or ')}.`,
    ...(ways[0] && { paste: asYaml(ways[0]) }),
  }
}

function asYaml(way: Way): string {
  return (['cpu', 'memory'] as const)
    .flatMap((key) => (way[key] === undefined ? [] : `${key}: ${way[key]}`))
    .join('\n')
}

/** Above the largest documented CPU the sizes are unknown. */
function hasTable({ platform, cpu }: RuleContext): boolean {
  return (platform === 'fargate' || platform === 'undecided') && (cpu.effective ?? 0) <= NEWEST_TIER_CPU
}

function leastOutsideFargate({ containers }: RuleContext, dimension: 'cpu' | 'memory'): number {
  const need = containerTotals(containers)[dimension]
  return dimension === 'cpu' ? Math.max(need, LEAST_TASK_CPU) : need
}

/**
 * The nearest memory for the same CPU, and the nearest CPU for the same memory. If both give less than requested, or
 * neither exists: a pair that gives at least as much, else any valid pair.
 */
function fargateWays(context: RuleContext): Way[] {
  const needs = containerTotals(context.containers)
  const holding = fargateSizes(context.limits).filter(
    (size) => size.cpu >= needs.cpu && size.memory >= needs.memory,
  )
  const given = { cpu: context.cpu.effective, memory: context.memory.effective }
  const byMemory = nearest(holding, 'memory', given)
  const byCpu = nearest(holding, 'cpu', given)
  const givesAll = (size: FargateSize): boolean =>
    size.cpu >= (given.cpu ?? 0) && size.memory >= (given.memory ?? 0)
  const single = [byMemory, byCpu].filter((size) => size !== undefined)
  const pairs = cheapestFirst(holding)
  const pair = single.some(givesAll)
    ? undefined
    : (pairs.find(givesAll) ?? (single.length === 0 ? pairs.at(0) : undefined))
  return [
    ...(byMemory ? [{ memory: byMemory.memory }] : []),
    ...(byCpu ? [{ cpu: byCpu.cpu }] : []),
    ...(pair ? [pair.cpu === given.cpu ? { memory: pair.memory } : pair] : []),
  ]
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

function describeWay({ cpu, memory }: Way, onFargate: boolean): string {
  if (cpu !== undefined && memory !== undefined) return `cpu: ${cpu} and memory: ${memory}`
  if (cpu === undefined) return `memory: ${memory ?? 0}`
  const tier = onFargate ? FARGATE_TIERS.find((candidate) => candidate.cpu === cpu) : undefined
  return tier === undefined ? `cpu: ${cpu}` : `cpu: ${cpu} (on Fargate with ${describeMemory(tier)})`
}

/**
 * `auto` helps where a change of this dimension alone helps and the needs of the containers are known. Not above the table:
 * `auto` would choose a size inside the table, which has none for them.
 */
function autoHelps(context: RuleContext, dimension: 'cpu' | 'memory', ways: readonly Way[]): boolean {
  const { definition, containers, platform } = context
  const knowable = definition !== undefined && (dimension === 'cpu' || containerTotals(containers).memory > 0)
  const leadsBack = platform === 'fargate' && dimension === 'cpu' && !hasTable(context)
  const helpsAlone = ways.some((way) => way[dimension] !== undefined && Object.keys(way).length === 1)
  return knowable && helpsAlone && !leadsBack
}
