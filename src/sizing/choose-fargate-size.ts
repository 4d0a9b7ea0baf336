import type { Size } from './merge-sizes.js'
import { type FargateSize, cheapestFirst, sizesOf, type FargateTier } from './fargate.js'
import { quantity } from './quantity.js'
import type { Diagnostics } from './types.js'
import type { Finding } from '../findings.js'

/** One dimension of the task on its way to a number. */
export interface OpenSize extends Size {
  readonly dimension: 'cpu' | 'memory'
  /** There where a factor or, without one, `auto` leaves room: the number may be rounded up from `atLeast`, never down. */
  readonly open?: { readonly atLeast: number; readonly factor?: number }
}

/** The same size with its number. */
export function settle(size: OpenSize, value: number): OpenSize {
  return { ...size, effective: value, unknown: false }
}

/** `cpu: 1.5x of 1024 is 1536 CPU units`. */
export function describeProduct({ dimension, defined }: OpenSize, factor: number, product: number): string {
  return `${dimension}: ${factor}x of ${defined ?? 0} is ${quantity(product, dimension)}`
}

/** The least that this dimension may become. */
export function lowerBound(size: OpenSize): number {
  return size.open?.atLeast ?? size.effective ?? 0
}

/** Whether a size is at least as large in both dimensions. */
export function isHeldBy(size: FargateSize, cpu: OpenSize, memory: OpenSize): boolean {
  return size.cpu >= lowerBound(cpu) && size.memory >= lowerBound(memory)
}

/**
 * Takes the cheapest Fargate size that is at least as large as what factors and `auto` ask for, and exactly what is
 * fixed in the other dimension. Says in `remarks` what it took, or why there is none.
 */
export function chooseFargateSize(
  tiers: readonly FargateTier[],
  cpu: OpenSize,
  memory: OpenSize,
  remarks: Diagnostics,
): { readonly cpu: Size; readonly memory: Size } {
  const nothingOpen = cpu.open === undefined && memory.open === undefined
  if (nothingOpen || !isBounded(cpu) || !isBounded(memory)) return { cpu, memory }
  const sizes = sizesOf(tiers)
  const candidates = cheapestFirst(sizes).filter((size) => mayBe(cpu, size.cpu) && mayBe(memory, size.memory))
  const index = candidates.findIndex((size) => isHeldBy(size, cpu, memory))
  const chosen = candidates[index]
  if (chosen === undefined) {
    // A CPU that Fargate does not have is reported by the rule for it.
    const cpuExists = cpu.open !== undefined || sizes.some((size) => size.cpu === cpu.effective)
    if (cpuExists) remarks.findings.push(explainNoSize(sizes, cpu, memory))
    return { cpu, memory }
  }
  remarks.notes.push(...explainChoice(chosen, candidates[index - 1], cpu, memory))
  return {
    cpu: cpu.open === undefined ? cpu : settle(cpu, chosen.cpu),
    memory: memory.open === undefined ? memory : settle(memory, chosen.memory),
  }
}

/** Nothing can be chosen beside a size that is not known, or that nobody sets. */
function isBounded(size: OpenSize): boolean {
  return size.open !== undefined || size.effective !== undefined
}

function mayBe(size: OpenSize, value: number): boolean {
  return size.open !== undefined || size.effective === value
}

/** Why Fargate has no size for what is asked, and what would do. */
export function explainNoSize(sizes: readonly FargateSize[], cpu: OpenSize, memory: OpenSize): Finding {
  const wanted = [cpu, memory].map((size) => {
    const words = quantity(lowerBound(size), size.dimension)
    if (size.open !== undefined) return `at least ${words} (${origin(size)})`
    return `exactly ${words}${size.where === undefined ? ' (as defined)' : ''}`
  })
  const fixed = [cpu, memory].find(({ open }) => open === undefined)
  const way = cheapestFirst(sizes).find((size) => isHeldBy(size, cpu, memory))
  const largest = sizes.at(-1) ?? { cpu: 0, memory: 0 }
  return {
    severity: 'error',
    rule: 'fargate-size',
    where: [cpu, memory].find(({ open }) => open !== undefined)?.where ?? 'cpu',
    message: `Fargate has no size with ${wanted.join(' and ')}`,
    advice:
      way !== undefined && fixed !== undefined
        ? `Write ${fixed.dimension}: ${way[fixed.dimension]}.`
        : `Ask for less: the largest size here is ${quantity(largest.cpu, 'cpu')} with ${quantity(largest.memory, 'memory')}.`,
  }
}

/** What was taken for factors and `auto`, and why nothing cheaper would do. */
export function explainChoice(
  chosen: FargateSize,
  cheaper: FargateSize | undefined,
  cpu: OpenSize,
  memory: OpenSize,
): string[] {
  return [...explainFactors(chosen, cpu, memory), ...explainAuto(chosen, cheaper, cpu, memory)]
}

function explainFactors(chosen: FargateSize, cpu: OpenSize, memory: OpenSize): string[] {
  return [cpu, memory].flatMap((size) => {
    const { open, dimension } = size
    if (open?.factor === undefined) return []
    const product = describeProduct(size, open.factor, open.atLeast)
    const value = chosen[dimension]
    if (value === open.atLeast) return [`${product}.`]
    const beside = dimension === 'cpu' ? quantity(chosen.memory, 'memory') : quantity(chosen.cpu, 'cpu')
    return [`${product}, rounded up to ${value}: the next that Fargate has with ${beside}.`]
  })
}

function explainAuto(
  chosen: FargateSize,
  cheaper: FargateSize | undefined,
  cpu: OpenSize,
  memory: OpenSize,
): string[] {
  const automatic = [cpu, memory].filter(({ open }) => open !== undefined && open.factor === undefined)
  if (automatic.length === 0) return []
  const taken = automatic.map(({ dimension }) => quantity(chosen[dimension], dimension)).join(' and ')
  const asked = automatic.map((size) => quantity(lowerBound(size), size.dimension)).join(' and ')
  const names = automatic.map(({ dimension }) => dimension).join(' and ')
  return [
    `${names}: auto takes ${taken}; the containers ask for ${asked}. ${whyNotCheaper(cheaper, cpu, memory)}`,
  ]
}

function whyNotCheaper(cheaper: FargateSize | undefined, cpu: OpenSize, memory: OpenSize): string {
  if (cheaper === undefined) return 'There is no cheaper size to choose from.'
  const short = [cpu, memory]
    .filter((size) => cheaper[size.dimension] < lowerBound(size))
    .map((size) => quantity(lowerBound(size) - cheaper[size.dimension], size.dimension))
  return `The next cheaper size, ${quantity(cheaper.cpu, 'cpu')} with ${quantity(cheaper.memory, 'memory')}, is ${short.join(' and ')} too small.`
}

/** Where the least comes from. */
function origin({ open, defined }: OpenSize): string {
  return open?.factor === undefined ? 'what the containers ask for' : `${open.factor}x of ${defined ?? 0}`
}
