import {
  mergeSize,
  type EffectiveContainer,
  type Size,
  applyFactor,
  definitionNeeded,
} from './merge-sizes.js'
import { NEWEST_TIER_CPU, fargateTiers, type FargateTier } from './fargate.js'
import { describeProduct, settle, type OpenSize, chooseFargateSize } from './choose-fargate-size.js'
import { parseDefinedSize, quantity } from './quantity.js'
import type { Diagnostics } from './types.js'
import type { PlanInput } from './rule-context.js'
import { memoryNeed, containerTotals } from './container-totals.js'
import { listWords } from '../text/words.js'

/**
 * The least and the most CPU units of a task outside Fargate: `cpu` of RegisterTaskDefinition in the Amazon ECS API
 * Reference, https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export const LEAST_TASK_CPU = 128
export const MOST_TASK_CPU = 196_608

/** Merges the task's own sizes, and works out its factors and `auto`. */
export function resolveTaskSizes(
  given: PlanInput,
  containers: readonly EffectiveContainer[],
  remarks: Diagnostics,
): { readonly cpu: Size; readonly memory: Size } {
  const cpu = openSize('cpu', given, containers, remarks)
  const memory = openSize('memory', given, containers, remarks)
  const tiers = fargateTiers(given.limits)
  const inTable = given.platform === 'fargate' && !isBeyond(tiers, cpu)
  if (inTable) return chooseFargateSize(tiers, cpu, memory, remarks)
  return { cpu: settleExactly(cpu, remarks), memory: settleExactly(memory, remarks) }
}

/** A CPU that the table does not have, but that AWS may have added: nothing can be rounded beside it. */
function isBeyond(tiers: readonly FargateTier[], { effective = 0 }: Size): boolean {
  return effective >= NEWEST_TIER_CPU && !tiers.some(({ cpu }) => cpu === effective)
}

function openSize(
  dimension: 'cpu' | 'memory',
  { definition, requested }: PlanInput,
  containers: readonly EffectiveContainer[],
  remarks: Diagnostics,
): OpenSize {
  const wish = requested[dimension]
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
function settleExactly(size: OpenSize, remarks: Diagnostics): Size {
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

/**
 * The least CPU units or MiB that `auto` may choose for the task; `undefined` where that cannot be told, with a finding
 * unless the reason has been reported already.
 */
export function autoNeed(
  dimension: 'cpu' | 'memory',
  where: string,
  definitionReadable: boolean,
  containers: readonly EffectiveContainer[],
  remarks: Diagnostics,
): number | undefined {
  if (!definitionReadable) {
    remarks.findings.push(definitionNeeded(where, 'auto', `${dimension} that all its containers ask for`))
    return undefined
  }
  if (dimension === 'cpu') {
    return containers.some(({ cpu }) => cpu.unknown) ? undefined : containerTotals(containers).cpu
  }
  if (containers.some(({ memory, memoryReservation }) => memory.unknown || memoryReservation.unknown))
    return undefined
  const silent = containers.filter((container) => memoryNeed(container) === undefined).map(({ name }) => name)
  if (silent.length === containers.length) {
    remarks.findings.push({
      severity: 'error',
      rule: 'auto-memory-unknown',
      where,
      message: `auto cannot size the memory: no container says what it needs\n${listWords(silent, 'and')} ${silent.length === 1 ? 'names' : 'name'} neither memory nor memoryReservation.`,
      advice: `Write memory for ${silent.length === 1 ? 'it' : 'them'} under containers, or the memory of the task itself.`,
    })
    return undefined
  }
  if (silent.length > 0) {
    remarks.findings.push({
      severity: 'warning',
      rule: 'auto-memory-incomplete',
      where,
      message: `auto counts no memory for ${listWords(silent, 'and')}\nOnly what the other containers ask for is sure to be there.`,
      advice: `Write memory or memoryReservation for ${listWords(silent, 'and')} under containers.`,
    })
  }
  return containerTotals(containers).memory
}
