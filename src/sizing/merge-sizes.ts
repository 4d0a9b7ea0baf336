import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import { quantity, type Dimension, UNITS, multiplyUp } from './quantity.js'
import { observedContainerSize } from './observed.js'
import type { Diagnostics, RequestedSize, RequestedSizes, Size, SizedContainer } from './types.js'
import type { Finding } from '../findings.js'

/** The size that the user wrote, else the task definition's. A factor and `auto` are unknown until they are resolved. */
export function mergeSize(
  wish: RequestedSize | undefined,
  defined: number | undefined,
  definitionReadable: boolean,
): Size {
  const base = defined === undefined ? {} : { defined }
  if (wish?.kind === 'exact') return { ...base, effective: wish.value, where: wish.where }
  if (wish !== undefined) return { ...base, where: wish.where, unknown: true }
  if (defined === undefined) return definitionReadable ? {} : { unknown: true }
  return { defined, effective: defined }
}

/**
 * Merges the overrides into every container of the task definition, in its order. Without a task definition, the list holds
 * only the containers that the user named, and sizes that the user did not write are unknown.
 */
export function mergeContainers(
  definition: TaskDefinition | undefined,
  { containers: wishes, observed }: RequestedSizes,
  diagnostics: Diagnostics,
): readonly SizedContainer[] {
  const named = [...new Set(wishes.map(({ name }) => name))].map((name): ContainerDefinition => ({ name }))
  const defined = definition === undefined ? named : (definition.containerDefinitions ?? [])
  return defined.map((container) => {
    const name = container.name ?? ''
    const wish = wishes.find((candidate) => candidate.name === name)
    const merge = (dimension: Dimension, floor?: number): Size => {
      const requested = wish?.[dimension]
      const value = nonZero(container[dimension])
      const size = mergeSize(requested, value, definition !== undefined)
      if (requested?.kind === 'factor')
        return multiply(name, dimension, requested, definition !== undefined, size, diagnostics)
      if (requested?.kind !== 'observed' || dimension === 'memoryReservation') return size
      const use = observedContainerSize(name, dimension, requested.where, { observed, floor }, diagnostics)
      return use === undefined ? mergeSize(undefined, value, definition !== undefined) : settle(size, use)
    }
    const memoryReservation = merge('memoryReservation')
    return {
      name,
      essential: container.essential ?? true,
      cpu: merge('cpu'),
      memory: merge('memory', memoryReservation.effective),
      memoryReservation,
    }
  })
}

function multiply(
  name: string,
  dimension: Dimension,
  wish: FactorWish,
  definitionReadable: boolean,
  size: Size,
  diagnostics: Diagnostics,
): Size {
  const product = applyFactor(wish, dimension, `container ${name}`, size.defined, definitionReadable)
  if (typeof product !== 'number') {
    diagnostics.findings.push(product)
    return size
  }
  diagnostics.notes.push(
    `${name}: ${dimension} ${wish.factor}x of ${size.defined ?? 0} is ${quantity(product, dimension)}.`,
  )
  return settle(size, product)
}

/** The same size with its number. */
export function settle({ defined, where }: Size, effective: number): Size {
  return { ...(defined !== undefined && { defined }), effective, ...(where !== undefined && { where }) }
}

/** DescribeTaskDefinition returns 0 for the CPU of a container that requests none. */
function nonZero(value: number | undefined): number | undefined {
  return value || undefined
}

type FactorWish = Extract<RequestedSize, { kind: 'factor' }>

/** A factor of the task definition's value, rounded up; a finding where there is no value to multiply. */
export function applyFactor(
  wish: FactorWish,
  dimension: Dimension,
  owner: string,
  defined: number | undefined,
  definitionReadable: boolean,
): number | Finding {
  if (!definitionReadable) return definitionNeeded(wish.where, `${wish.factor}x`)
  if (defined !== undefined) return multiplyUp(defined, wish.factor)
  return {
    severity: 'error',
    rule: 'factor-of-nothing',
    where: wish.where,
    message: `${wish.factor}x needs a value in the task definition\nIt sets no ${dimension} for ${owner}.`,
    advice: `Write the size itself, in ${UNITS[dimension]}.`,
  }
}

/** The error for a size that cannot be resolved because the task definition may not be read. */
export function definitionNeeded(where: string, written: string): Finding {
  return {
    severity: 'error',
    rule: 'definition-needed',
    where,
    message: `${written} needs the task definition, which could not be read`,
    advice: 'Allow ecs:DescribeTaskDefinition, or write the size itself.',
  }
}

/** `3072 MiB`, or `256 MiB (as defined)` where the user did not write it; without a unit the number alone. */
export function cite({ effective, where }: Size, unit?: string): string {
  return `${effective ?? 'none'}${unit === undefined ? '' : ` ${unit}`}${where === undefined ? ' (as defined)' : ''}`
}

/** The position of the first of these sizes that the user wrote; `otherwise` where the user wrote none. */
export function whereWritten(sizes: readonly Size[], otherwise: string): string {
  return sizes.find(({ where }) => where !== undefined)?.where ?? otherwise
}
