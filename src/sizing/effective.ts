import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import { applyFactor } from './factor.js'
import { quantity, type Dimension } from './quantity.js'
import type { Remarks } from './remarks.js'
import type { Sized } from './size-plan.js'
import type { ContainerSizeWishes, SizeWish } from './wish.js'

/** One size on its way through the rules. */
export interface Size extends Sized {
  /** Where the user wrote it; absent where the task definition's value holds. */
  readonly where?: string
  /** It may well be set, but cannot be told: a rule that needs it stays silent. */
  readonly unknown: boolean
}

/** What is known of a container once the overrides are merged into its definition. */
export interface EffectiveContainer {
  readonly name: string
  readonly essential: boolean
  readonly cpu: Size
  readonly memory: Size
  readonly memoryReservation: Size
}

/** What the user wrote as it stands, else what the definition says. A factor and `auto` are unknown until worked out. */
export function mergeSize(
  wish: SizeWish | undefined,
  defined: number | undefined,
  definitionReadable: boolean,
): Size {
  const base = defined === undefined ? {} : { defined }
  if (wish?.kind === 'exact') return { ...base, effective: wish.value, where: wish.where, unknown: false }
  if (wish !== undefined) return { ...base, where: wish.where, unknown: true }
  return defined === undefined
    ? { unknown: !definitionReadable }
    : { defined, effective: defined, unknown: false }
}

/**
 * Merges the overrides into every container of the definition, in its order. Without a definition only the containers
 * that the user named are there, and what was not written of them is unknown.
 */
export function mergeContainers(
  definition: TaskDefinition | undefined,
  wishes: readonly ContainerSizeWishes[],
  remarks: Remarks,
): readonly EffectiveContainer[] {
  const named = [...new Set(wishes.map(({ name }) => name))].map((name): ContainerDefinition => ({ name }))
  const defined = definition === undefined ? named : (definition.containerDefinitions ?? [])
  return defined.map((container) => {
    const name = container.name ?? ''
    const wish = wishes.find((candidate) => candidate.name === name)
    const merge = (dimension: Dimension): Size =>
      mergeContainerSize(
        name,
        dimension,
        wish?.[dimension],
        setValue(container[dimension]),
        definition !== undefined,
        remarks,
      )
    return {
      name,
      essential: container.essential ?? true,
      cpu: merge('cpu'),
      memory: merge('memory'),
      memoryReservation: merge('memoryReservation'),
    }
  })
}

function mergeContainerSize(
  name: string,
  dimension: Dimension,
  wish: SizeWish | undefined,
  defined: number | undefined,
  definitionReadable: boolean,
  remarks: Remarks,
): Size {
  const size = mergeSize(wish, defined, definitionReadable)
  if (wish?.kind !== 'factor') return size
  const product = applyFactor(wish, dimension, `container ${name}`, defined, definitionReadable)
  if (typeof product !== 'number') {
    remarks.findings.push(product)
    return size
  }
  remarks.notes.push(
    `${name}: ${dimension} ${wish.factor}x of ${defined} is ${quantity(product, dimension)}.`,
  )
  return { ...size, effective: product, unknown: false }
}

/** DescribeTaskDefinition gives 0 for the CPU of a container that does not ask for any. */
function setValue(value: number | undefined): number | undefined {
  return value || undefined
}
