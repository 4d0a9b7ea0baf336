import type { Finding } from '../findings.js'
import { sizesOf, type FargateSize, type FargateTier } from './fargate.js'
import { cheapestFirst } from './fargate-prices.js'
import { settle } from './merge-sizes.js'
import { quantity } from './quantity.js'
import type { Diagnostics, Size } from './types.js'

/** One dimension of the task before its number is chosen. */
export interface OpenDimension {
  readonly dimension: 'cpu' | 'memory'
  readonly size: Size
  /** Set for a factor, `auto` or `observed`: the value may be rounded up from `atLeast`. */
  readonly open?: {
    readonly kind: 'factor' | 'auto' | 'observed'
    readonly atLeast: number
    /** `1.5x of 1024`: the origin of `atLeast`. */
    readonly source: string
    /** `cpu: 1.5x of 1024 is 1536 CPU units`; absent for `auto`, whose note covers both dimensions. */
    readonly note?: string
  }
}

/**
 * Chooses the cheapest Fargate size that is at least as large as factors, `auto` and `observed` require, and equal to any
 * fixed dimension. Adds the choice, or the reason why there is none, to `diagnostics`.
 */
export function chooseFargateSize(
  tiers: readonly FargateTier[],
  cpu: OpenDimension,
  memory: OpenDimension,
  diagnostics: Diagnostics,
): { readonly cpu: Size; readonly memory: Size } {
  const unchanged = { cpu: cpu.size, memory: memory.size }
  const nothingOpen = cpu.open === undefined && memory.open === undefined
  if (nothingOpen || !isBounded(cpu) || !isBounded(memory)) return unchanged
  const sizes = sizesOf(tiers)
  const candidates = cheapestFirst(sizes).filter((size) => mayBe(cpu, size.cpu) && mayBe(memory, size.memory))
  const index = candidates.findIndex((size) => isHeldBy(size, cpu, memory))
  const chosen = candidates[index]
  if (chosen === undefined) {
    // A CPU that Fargate does not have is reported by the rule for it.
    const cpuExists = cpu.open !== undefined || sizes.some((size) => size.cpu === cpu.size.effective)
    if (cpuExists) diagnostics.findings.push(explainNoSize(sizes, cpu, memory))
    return unchanged
  }
  diagnostics.notes.push(...explainChoice(chosen, candidates[index - 1], cpu, memory))
  return {
    cpu: cpu.open === undefined ? cpu.size : settle(cpu.size, chosen.cpu),
    memory: memory.open === undefined ? memory.size : settle(memory.size, chosen.memory),
  }
}

/** Without a known size in one dimension, the other cannot be chosen. */
function isBounded({ open, size }: OpenDimension): boolean {
  return open !== undefined || size.effective !== undefined
}

function mayBe({ open, size }: OpenDimension, value: number): boolean {
  return open !== undefined || size.effective === value
}

/** The smallest value that this dimension may get. */
function lowerBound({ open, size }: OpenDimension): number {
  return open?.atLeast ?? size.effective ?? 0
}

/** Whether a size is at least as large in both dimensions. */
function isHeldBy(size: FargateSize, cpu: OpenDimension, memory: OpenDimension): boolean {
  return size.cpu >= lowerBound(cpu) && size.memory >= lowerBound(memory)
}

/** Explains why Fargate has no such size, and which size would fit. */
function explainNoSize(sizes: readonly FargateSize[], cpu: OpenDimension, memory: OpenDimension): Finding {
  const wanted = [cpu, memory].map((wish) => {
    const words = quantity(lowerBound(wish), wish.dimension)
    if (wish.open !== undefined) return `at least ${words} (${wish.open.source})`
    return `exactly ${words}${wish.size.where === undefined ? ' (as defined)' : ''}`
  })
  const fixed = [cpu, memory].find(({ open }) => open === undefined)
  const way = cheapestFirst(sizes).find((size) => isHeldBy(size, cpu, memory))
  const largest = sizes.at(-1) ?? { cpu: 0, memory: 0 }
  return {
    severity: 'error',
    rule: 'fargate-size',
    where: [cpu, memory].find(({ open }) => open !== undefined)?.size.where ?? 'cpu',
    message: `Fargate has no size with ${wanted.join(' and ')}`,
    advice:
      way !== undefined && fixed !== undefined
        ? `Write ${fixed.dimension}: ${way[fixed.dimension]}.`
        : `Ask for less: the largest size here is ${quantity(largest.cpu, 'cpu')} with ${quantity(largest.memory, 'memory')}.`,
  }
}

/** Explains the sizes chosen for factors and `auto`, and why no cheaper size fits. */
function explainChoice(
  chosen: FargateSize,
  cheaper: FargateSize | undefined,
  cpu: OpenDimension,
  memory: OpenDimension,
): string[] {
  return [...explainNotes(chosen, cpu, memory), ...explainAuto(chosen, cheaper, cpu, memory)]
}

function explainNotes(chosen: FargateSize, cpu: OpenDimension, memory: OpenDimension): string[] {
  return [cpu, memory].flatMap(({ open, dimension }) => {
    if (open?.note === undefined) return []
    const value = chosen[dimension]
    if (value === open.atLeast) return [`${open.note}.`]
    const beside = dimension === 'cpu' ? quantity(chosen.memory, 'memory') : quantity(chosen.cpu, 'cpu')
    return [`${open.note}, rounded up to ${value}: the next that Fargate has with ${beside}.`]
  })
}

function explainAuto(
  chosen: FargateSize,
  cheaper: FargateSize | undefined,
  cpu: OpenDimension,
  memory: OpenDimension,
): string[] {
  const automatic = [cpu, memory].filter(({ open }) => open !== undefined && open.note === undefined)
  if (automatic.length === 0) return []
  const taken = automatic.map(({ dimension }) => quantity(chosen[dimension], dimension)).join(' and ')
  const asked = automatic.map((size) => quantity(lowerBound(size), size.dimension)).join(' and ')
  const names = automatic.map(({ dimension }) => dimension).join(' and ')
  return [
    `${names}: auto takes ${taken}; the containers ask for ${asked}. ${whyNotCheaper(cheaper, cpu, memory)}`,
  ]
}

function whyNotCheaper(cheaper: FargateSize | undefined, cpu: OpenDimension, memory: OpenDimension): string {
  if (cheaper === undefined) return 'There is no cheaper size to choose from.'
  const short = [cpu, memory]
    .filter((size) => cheaper[size.dimension] < lowerBound(size))
    .map((size) => quantity(lowerBound(size) - cheaper[size.dimension], size.dimension))
  return `The next cheaper size, ${quantity(cheaper.cpu, 'cpu')} with ${quantity(cheaper.memory, 'memory')}, is ${short.join(' and ')} too small.`
}
