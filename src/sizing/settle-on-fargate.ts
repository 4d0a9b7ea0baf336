import { cheapestFirst } from './cheapest.js'
import type { Size } from './effective.js'
import type { Finding } from './finding.js'
import { fargateSizes, type FargateSize } from './fargate-sizes.js'
import { describeProduct, settle, type OpenSize } from './open-size.js'
import { quantity } from './quantity.js'
import type { Remarks } from './remarks.js'
import { limitsOf } from './platform.js'
import type { Given } from './situation.js'

/**
 * Takes the cheapest Fargate size that is at least as large as what factors and `auto` ask for, and exactly what is
 * fixed in the other dimension. Says in `remarks` what it took, or why there is none.
 */
export function settleOnFargate(
  given: Given,
  cpu: OpenSize,
  memory: OpenSize,
  remarks: Remarks,
): { readonly cpu: Size; readonly memory: Size } {
  const nothingOpen = cpu.open === undefined && memory.open === undefined
  if (nothingOpen || !isBounded(cpu) || !isBounded(memory)) return { cpu, memory }
  const sizes = fargateSizes(limitsOf(given.operatingSystemFamily, given.target.platformVersion))
  const candidates = cheapestFirst(sizes).filter((size) => mayBe(cpu, size.cpu) && mayBe(memory, size.memory))
  const index = candidates.findIndex((size) => holds(size, cpu, memory))
  const chosen = candidates[index]
  if (chosen === undefined) {
    remarks.findings.push(noSize(sizes, cpu, memory))
    return { cpu, memory }
  }
  remarks.notes.push(
    ...describeFactors(chosen, cpu, memory),
    ...describeAuto(chosen, candidates[index - 1], cpu, memory),
  )
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

function least(size: OpenSize): number {
  return size.open?.atLeast ?? size.effective ?? 0
}

function holds(size: FargateSize, cpu: OpenSize, memory: OpenSize): boolean {
  return size.cpu >= least(cpu) && size.memory >= least(memory)
}

function noSize(sizes: readonly FargateSize[], cpu: OpenSize, memory: OpenSize): Finding {
  const wanted = [cpu, memory].map((size) => {
    const words = quantity(least(size), size.dimension)
    return size.open === undefined
      ? `exactly ${words}${size.where === undefined ? ' (as defined)' : ''}`
      : `at least ${words}`
  })
  const fixed = [cpu, memory].find(({ open }) => open === undefined)
  const way = cheapestFirst(sizes).find((size) => holds(size, cpu, memory))
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

function describeFactors(chosen: FargateSize, cpu: OpenSize, memory: OpenSize): string[] {
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

function describeAuto(
  chosen: FargateSize,
  cheaper: FargateSize | undefined,
  cpu: OpenSize,
  memory: OpenSize,
): string[] {
  const automatic = [cpu, memory].filter(({ open }) => open !== undefined && open.factor === undefined)
  if (automatic.length === 0) return []
  const taken = automatic.map(({ dimension }) => quantity(chosen[dimension], dimension)).join(' and ')
  const asked = automatic.map((size) => quantity(least(size), size.dimension)).join(' and ')
  const names = automatic.map(({ dimension }) => dimension).join(' and ')
  return [
    `${names}: auto takes ${taken}; the containers ask for ${asked}. ${whyNotCheaper(cheaper, cpu, memory)}`,
  ]
}

function whyNotCheaper(cheaper: FargateSize | undefined, cpu: OpenSize, memory: OpenSize): string {
  if (cheaper === undefined) return 'There is no cheaper size to choose from.'
  const short = [cpu, memory]
    .filter((size) => cheaper[size.dimension] < least(size))
    .map((size) => quantity(least(size) - cheaper[size.dimension], size.dimension))
  return `The next cheaper size, ${quantity(cheaper.cpu, 'cpu')} with ${quantity(cheaper.memory, 'memory')}, is ${short.join(' and ')} too small.`
}
