import { autoNeed } from './auto.js'
import { mergeSize, type EffectiveContainer, type Size } from './effective.js'
import { applyFactor } from './factor.js'
import { NEWEST_TIER_CPU, fargateTiers, type FargateTier } from './fargate-sizes.js'
import { describeProduct, settle, type OpenSize } from './open-size.js'
import { parseDefinedSize, quantity } from './quantity.js'
import type { Remarks } from './remarks.js'
import { settleOnFargate } from './settle-on-fargate.js'
import type { Given } from './situation.js'

/**
 * The least and the most CPU units of a task outside Fargate: `cpu` of RegisterTaskDefinition in the Amazon ECS API
 * Reference, https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export const LEAST_TASK_CPU = 128
export const MOST_TASK_CPU = 196_608

/** Merges the task's own sizes, and works out its factors and `auto`. */
export function resolveTaskSizes(
  given: Given,
  containers: readonly EffectiveContainer[],
  remarks: Remarks,
): { readonly cpu: Size; readonly memory: Size } {
  const cpu = openSize('cpu', given, containers, remarks)
  const memory = openSize('memory', given, containers, remarks)
  const tiers = fargateTiers(given.limits)
  const inTable = given.platform === 'fargate' && !isBeyond(tiers, cpu)
  if (inTable) return settleOnFargate(tiers, cpu, memory, remarks)
  return { cpu: settleExactly(cpu, remarks), memory: settleExactly(memory, remarks) }
}

/** A CPU that the table does not have, but that AWS may have added: nothing can be rounded beside it. */
function isBeyond(tiers: readonly FargateTier[], { effective = 0 }: Size): boolean {
  return effective >= NEWEST_TIER_CPU && !tiers.some(({ cpu }) => cpu === effective)
}

function openSize(
  dimension: 'cpu' | 'memory',
  { definition, wishes }: Given,
  containers: readonly EffectiveContainer[],
  remarks: Remarks,
): OpenSize {
  const wish = wishes[dimension]
  const readable = definition !== undefined
  const defined = parseDefinedSize(definition?.[dimension])
  const size = { ...mergeSize(wish, defined, readable), dimension }
  if (wish?.kind === 'factor') {
    const product = applyFactor(wish, dimension, 'the task', defined, readable)
    if (typeof product === 'number') return { ...size, open: { atLeast: product, factor: wish.factor } }
    remarks.findings.push(product)
  }
  if (wish?.kind === 'auto') {
    const atLeast = autoNeed(dimension, wish.where, readable, containers, remarks)
    if (atLeast !== undefined) return { ...size, open: { atLeast } }
  }
  return size
}

/** Outside Fargate there is nothing to round to, but ECS takes no task below 128 CPU units. */
function settleExactly(size: OpenSize, remarks: Remarks): Size {
  const { open, dimension } = size
  if (open === undefined) return size
  const { atLeast, factor } = open
  if (factor !== undefined) {
    remarks.notes.push(`${describeProduct(size, factor, atLeast)}.`)
    return settle(size, atLeast)
  }
  const value = dimension === 'cpu' ? Math.max(atLeast, LEAST_TASK_CPU) : atLeast
  const reason =
    value === atLeast
      ? 'the sum of what the containers ask for'
      : `the least that ECS takes; the containers ask for ${atLeast}`
  remarks.notes.push(`${dimension}: auto takes ${quantity(value, dimension)}, ${reason}.`)
  return settle(size, value)
}
