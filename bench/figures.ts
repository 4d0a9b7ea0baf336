/** A measured figure: several runs, or one where every run gives the same. */
export interface Figure {
  readonly what: string
  readonly unit: string
  readonly median: number
  readonly min: number
  readonly max: number
  readonly runs: number
  readonly goal?: Goal
}

export interface Goal {
  readonly atMost?: number
  readonly atLeast?: number
  /** What the goal is for; the median unless it says otherwise. */
  readonly of?: 'median' | 'worst'
}

export interface Measurement {
  readonly name: string
  readonly measure: () => Promise<readonly Figure[]>
}

export function figure(what: string, unit: string, values: readonly number[], goal?: Goal): Figure {
  const sorted = [...values].sort((a, b) => a - b)
  return {
    what,
    unit,
    median: quantile(sorted, 0.5),
    min: sorted[0] ?? NaN,
    max: sorted.at(-1) ?? NaN,
    runs: values.length,
    ...(goal && { goal }),
  }
}

/** @param sorted ascending */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

/** Undefined where there is no goal. */
export function isReached({ goal, median, min, max }: Figure): boolean | undefined {
  if (goal === undefined) return undefined
  const { atMost = Infinity, atLeast = -Infinity, of = 'median' } = goal
  const [low, high] = of === 'worst' ? [min, max] : [median, median]
  return high <= atMost && low >= atLeast
}

/** As rows of a Markdown table. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((each) => [
    each.what,
    each.unit,
    ...[each.median, each.min, each.max].map(rounded),
    String(each.runs),
    goalText(each),
  ])
  const head = ['figure', 'unit', 'median', 'min', 'max', 'runs', 'goal']
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function goalText(each: Figure): string {
  const { atMost, atLeast, of = 'median' } = each.goal ?? {}
  if (each.goal === undefined) return ''
  const bounds = [
    ...(atMost === undefined ? [] : [`≤ ${rounded(atMost)}`]),
    ...(atLeast === undefined ? [] : [`≥ ${rounded(atLeast)}`]),
  ]
  return `${bounds.join(', ')} (${of}): ${isReached(each) === true ? 'yes' : '**no**'}`
}

function rounded(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 })
}
