import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import { quantity, type Dimension, UNITS, multiplyUp } from './quantity.js'
import type { Diagnostics, Sized, RequestedContainer, RequestedSize } from './types.js'
import type { Finding } from '../findings.js'

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
  wish: RequestedSize | undefined,
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
  wishes: readonly RequestedContainer[],
  remarks: Diagnostics,
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
        nonZero(container[dimension]),
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
  wish: RequestedSize | undefined,
  defined: number | undefined,
  definitionReadable: boolean,
  remarks: Diagnostics,
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
function nonZero(value: number | undefined): number | undefined {
  return value || undefined
}

type FactorWish = Extract<RequestedSize, { kind: 'factor' }>

/** A factor of the definition's value, up to the next integer; a finding where there is nothing to multiply. */
export function applyFactor(
  wish: FactorWish,
  dimension: Dimension,
  owner: string,
  defined: number | undefined,
  definitionReadable: boolean,
): number | Finding {
  if (!definitionReadable) return definitionNeeded(wish.where, `${wish.factor}x`, `${dimension} of ${owner}`)
  if (defined !== undefined) return multiplyUp(defined, wish.factor)
  return {
    severity: 'error',
    rule: 'factor-of-nothing',
    where: wish.where,
    message: `${wish.factor}x has nothing to multiply\nThe task definition sets no ${dimension} for ${owner}.`,
    advice: `Write the size itself, in ${UNITS[dimension]}.`,
  }
}

/** The error for a size that cannot be worked out because the task definition may not be read. */
export function definitionNeeded(where: string, written: string, subject: string): Finding {
  return {
    severity: 'error',
    rule: 'definition-needed',
    where,
    message: `${written} needs the task definition, which could not be read\nWithout it nobody knows the ${subject}.`,
    advice: 'Allow ecs:DescribeTaskDefinition, or write the size itself.',
  }
}

/** `3072 MiB`, or `256 MiB (as defined)` where the user did not write it; without a unit the number alone. */
export function cite({ effective, where }: Size, unit?: string): string {
  return `${effective ?? 'none'}${unit === undefined ? '' : ` ${unit}`}${where === undefined ? ' (as defined)' : ''}`
}

/** Where the first of these sizes was written that the user wrote at all. */
export function whereWritten(sizes: readonly Size[], otherwise: string): string {
  return sizes.find(({ where }) => where !== undefined)?.where ?? otherwise
}
