import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { autoNeed } from './auto-size.js'
import { chooseFargateSize, type OpenDimension } from './choose-fargate-size.js'
import { fargateTiers, NEWEST_TIER_CPU, type FargateLimits, type FargateTier } from './fargate.js'
import { applyFactor, mergeSize, settle } from './merge-sizes.js'
import { observedTaskNeed } from './observed.js'
import { parseDefinedSize, quantity } from './quantity.js'
import type { Diagnostics, Platform, RequestedSizes, Size, SizedContainer } from './types.js'

/**
 * The smallest and largest CPU units of a task outside Fargate: `cpu` of RegisterTaskDefinition in the Amazon ECS API
 * Reference, https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export const LEAST_TASK_CPU = 128
export const MOST_TASK_CPU = 196_608

export interface TaskSizeOptions {
  readonly definition: TaskDefinition | undefined
  readonly requested: RequestedSizes
  readonly platform: Platform
  readonly limits: FargateLimits
}

/** Merges the task's own sizes, and resolves its factors, `auto` and `observed`. */
export function resolveTaskSizes(
  options: TaskSizeOptions,
  containers: readonly SizedContainer[],
  diagnostics: Diagnostics,
): { readonly cpu: Size; readonly memory: Size } {
  const cpu = openDimension('cpu', options, containers, diagnostics)
  const memory = openDimension('memory', options, containers, diagnostics)
  const tiers = fargateTiers(options.limits)
  const inTable = options.platform === 'fargate' && !isBeyond(tiers, cpu.size)
  if (inTable) return chooseFargateSize(tiers, cpu, memory, diagnostics)
  return { cpu: settleExactly(cpu, diagnostics), memory: settleExactly(memory, diagnostics) }
}

/** Whether the CPU is above the table. AWS may have added it, so memory beside it cannot be rounded. */
function isBeyond(tiers: readonly FargateTier[], { effective = 0 }: Size): boolean {
  return effective >= NEWEST_TIER_CPU && !tiers.some(({ cpu }) => cpu === effective)
}

function openDimension(
  dimension: 'cpu' | 'memory',
  { definition, requested }: TaskSizeOptions,
  containers: readonly SizedContainer[],
  diagnostics: Diagnostics,
): OpenDimension {
  const wish = requested[dimension]
  const readable = definition !== undefined
  const defined = parseDefinedSize(definition?.[dimension])
  const size = mergeSize(wish, defined, readable)
  if (wish?.kind === 'factor') {
    const product = applyFactor(wish, dimension, 'the task', defined, readable)
    if (typeof product !== 'number') {
      diagnostics.findings.push(product)
      return { dimension, size }
    }
    const source = `${wish.factor}x of ${defined ?? 0}`
    const note = `${dimension}: ${source} is ${quantity(product, dimension)}`
    return { dimension, size, open: { kind: 'factor', atLeast: product, source, note } }
  }
  if (wish?.kind === 'auto') {
    const atLeast = autoNeed(dimension, wish.where, readable, containers, diagnostics)
    const source = 'what the containers ask for'
    if (atLeast !== undefined) return { dimension, size, open: { kind: 'auto', atLeast, source } }
  }
  if (wish?.kind === 'observed') {
    const need = observedTaskNeed(dimension, requested, containers, diagnostics)
    if (need === undefined) return { dimension, size: mergeSize(undefined, defined, readable) }
    return { dimension, size, open: { kind: 'observed', ...need, source: 'observed use' } }
  }
  return { dimension, size }
}

/** Outside Fargate nothing is rounded, but ECS accepts no task below 128 CPU units. */
function settleExactly({ dimension, size, open }: OpenDimension, diagnostics: Diagnostics): Size {
  if (open === undefined) return size
  const { kind, atLeast, note } = open
  // A factor is the user's own number: if it gives too little, a rule reports it.
  const value = dimension === 'cpu' && kind !== 'factor' ? Math.max(atLeast, LEAST_TASK_CPU) : atLeast
  const raised = value === atLeast ? undefined : 'the least that ECS takes'
  if (note !== undefined) {
    diagnostics.notes.push(raised === undefined ? `${note}.` : `${note}, raised to ${value}: ${raised}.`)
  } else {
    const reason =
      raised === undefined
        ? 'the sum of what the containers ask for'
        : `${raised}; the containers ask for ${atLeast}`
    diagnostics.notes.push(`${dimension}: auto takes ${quantity(value, dimension)}, ${reason}.`)
  }
  return settle(size, value)
}
