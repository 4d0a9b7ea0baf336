/** Takes secret values out of a text that came from outside. */
export type Mask = (text: string) => string

const PLACEHOLDER = '***'
/** A text that AWS cut may end within a value: so much of it is told from an ordinary word. */
const SHORTEST_CUT_CHARACTERS = 8
/** Shorter values stand in any sentence: `on`, `a`, `prod`. */
const SHORTEST_UNQUOTED_CHARACTERS = 6

/** What AWS names things by. It is no place for a secret, and of no use once it is cut. */
const ARN = /\barn:aws[\w-]*:[a-z\d-]+:[a-z\d-]*:\d*:[\w+=,.@:/*-]+/g

/**
 * Masks these values in a text, in each spelling that AWS and the programs behind it give a value that they quote: as it is, as in
 * JSON, twice as in JSON, as in HTML, as in an address. ARNs stay whole, as do the words around.
 */
export function createMask(values: readonly string[]): Mask {
  const spellings = [...new Set(values.flatMap(spellingsOf))]
    .filter((spelling) => spelling.trim() !== '')
    // The longest first, so that nothing remains of a value that holds another.
    .sort((a, b) => b.length - a.length)
  if (spellings.length === 0) return (text) => text
  return (text) => {
    const secret = [
      ...spellings.flatMap((spelling) => rangesOf(text, spelling)),
      ...cutAtTheEnd(text, spellings),
    ]
    if (secret.length === 0) return text
    const arns = Array.from(
      text.matchAll(ARN),
      ({ index, 0: { length } }) => [index, index + length] as const,
    )
    return replaceRanges(
      text,
      secret.filter(([start, end]) => !arns.some(([from, to]) => from <= start && end <= to)),
    )
  }
}

/** A Region, an availability zone, or one of the codes that AWS writes in capitals. */
const WORD_OF_AWS = /^(?:[a-z]{2,4}(?:-[a-z]+)+-\d[a-z]?|[A-Z][A-Z_]*(?::[A-Z_]+)*)$/

/**
 * The same for the answer to a call that carried the values. A value that AWS may say for another reason is masked where it is
 * quoted alone: a short one, a Region, a code, and what `isNamed` knows from elsewhere.
 */
export function createEchoMask(
  values: readonly string[],
  isNamed: (value: string) => boolean = () => false,
): Mask {
  const isOrdinary = (value: string): boolean =>
    value.length < SHORTEST_UNQUOTED_CHARACTERS || WORD_OF_AWS.test(value) || isNamed(value)
  return createMask(
    values.filter(Boolean).flatMap((value) => (isOrdinary(value) ? [`'${value}'`, `"${value}"`] : [value])),
  )
}

/** From its first character to the one behind its last. */
type Range = readonly [start: number, end: number]

function rangesOf(text: string, part: string): Range[] {
  const ranges: Range[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length))
    ranges.push([at, at + part.length])
  return ranges
}

/** What the text ends with, where that is the beginning of a value. */
function cutAtTheEnd(text: string, spellings: readonly string[]): Range[] {
  const end = text.replace(/(?:\.{3}|…)$/, '').length
  return spellings.flatMap((spelling) => {
    const beginning = spelling.slice(0, SHORTEST_CUT_CHARACTERS)
    if (beginning.length < SHORTEST_CUT_CHARACTERS) return []
    const from = Math.max(end - spelling.length + 1, 0)
    for (let at = text.indexOf(beginning, from); at >= 0; at = text.indexOf(beginning, at + 1))
      if (spelling.startsWith(text.slice(at, end))) return [[at, end] as const]
    return []
  })
}

function replaceRanges(text: string, ranges: readonly Range[]): string {
  const parts: string[] = []
  let position = 0
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (end <= position) continue
    // Two that overlap or touch become one.
    if (start > position || position === 0) parts.push(text.slice(position, start), PLACEHOLDER)
    position = end
  }
  return [...parts, text.slice(position)].join('')
}

function spellingsOf(value: string): string[] {
  const json = asInJson(value)
  const html = value.replaceAll(/[&<>"']/g, (character) => HTML[character] ?? character)
  const address = percentEncoded(value)
  return [
    value,
    json,
    asInJson(json),
    // Go escapes what HTML would take for markup, as the agents of ECS do.
    json.replaceAll(/[<>&]/g, (character) => `\\u00${hex(character)}`),
    json.replaceAll('/', '\\/'),
    json.replaceAll(/[^\n -~]/g, (character) => `\\u${hex(character).padStart(4, '0')}`),
    html,
    html.replaceAll('&#39;', '&apos;').replaceAll('&#34;', '&quot;'),
    value.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
    address,
    address.replaceAll('%20', '+'),
    address.replaceAll(/%[\dA-F]{2}/g, (escaped) => escaped.toLowerCase()),
    // On one line, as a log has it.
    value.replaceAll(/[\r\n]+/g, ' '),
    ...(value.includes("'") ? [value.replaceAll("'", "\\'")] : []),
  ]
}

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function asInJson(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}

function percentEncoded(value: string): string {
  // Half a character has no such form.
  return encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '\uFFFD'))
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16)
}
