import { cheapestFirst } from './cheapest.js'
import type { Finding } from './finding.js'
import type { FargateSize } from './fargate-sizes.js'
import { describeProduct, isHeldBy, least, type OpenSize } from './open-size.js'
import { quantity } from './quantity.js'

/** Why Fargate has no size for what is asked, and what would do. */
export function explainNoSize(sizes: readonly FargateSize[], cpu: OpenSize, memory: OpenSize): Finding {
  const wanted = [cpu, memory].map((size) => {
    const words = quantity(least(size), size.dimension)
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

/** Where the least comes from. */
function origin({ open, defined }: OpenSize): string {
  return open?.factor === undefined ? 'what the containers ask for' : `${open.factor}x of ${defined ?? 0}`
}
