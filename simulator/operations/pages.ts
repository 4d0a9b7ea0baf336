const LISTED_MAX = 100

interface Page<Item> {
  readonly items: readonly Item[]
  /** The answer's `nextToken`, absent on the last page. */
  readonly next: { readonly nextToken?: string }
}

/** One page of a list operation, at most a hundred items. The token is the index of the page's first item. */
export function readPageOf<Item>(
  items: readonly Item[],
  nextToken: string | undefined,
  maxResults = LISTED_MAX,
): Page<Item> {
  const first = nextToken === undefined ? 0 : Number(nextToken)
  const last = first + Math.min(maxResults, LISTED_MAX)
  return { items: items.slice(first, last), next: last < items.length ? { nextToken: String(last) } : {} }
}
