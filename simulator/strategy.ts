import type { StrategyItem } from './model.ts'

/** Which provider each of `count` tasks goes to: the base first, then by weight. */
export function allotProviders(strategy: readonly StrategyItem[], count: number): string[] {
  const based = strategy.flatMap(({ capacityProvider, base = 0 }) =>
    Array.from({ length: Math.min(base, count) }, () => capacityProvider),
  )
  const weighted = strategy.filter(({ weight = 0 }) => weight > 0)
  const given = new Map<string, number>()
  const load = ({ capacityProvider, weight = 1 }: StrategyItem): number =>
    ((given.get(capacityProvider) ?? 0) + 1) / weight
  const allotted = based.slice(0, count)
  while (allotted.length < count) {
    const next = weighted.toSorted((a, b) => load(a) - load(b))[0] ?? strategy[0]
    if (next === undefined) return allotted
    given.set(next.capacityProvider, (given.get(next.capacityProvider) ?? 0) + 1)
    allotted.push(next.capacityProvider)
  }
  return allotted
}
