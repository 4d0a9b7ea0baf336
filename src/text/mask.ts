const PLACEHOLDER = '***'

/**
 * Takes these values out of a text, also where they stand in JSON. The longest first, so that nothing remains of a
 * value that holds another.
 */
export function createMask(values: readonly string[]): (text: string) => string {
  const spellings = new Set(values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]))
  spellings.delete('')
  const longestFirst = [...spellings].sort((a, b) => b.length - a.length)
  return (text) => longestFirst.reduce((rest, value) => rest.replaceAll(value, PLACEHOLDER), text)
}

/** Shorter values stand in any sentence: `on`, `a`, `prod`. */
const SHORTEST_UNQUOTED_CHARACTERS = 6

/** The same for the words of somebody who may repeat what was asked: a short value is taken out where it is quoted. */
export function echoConcealer(values: readonly string[]): (text: string) => string {
  return createMask(
    values.flatMap((value) =>
      value.length >= SHORTEST_UNQUOTED_CHARACTERS ? [value] : [`'${value}'`, `"${value}"`],
    ),
  )
}
