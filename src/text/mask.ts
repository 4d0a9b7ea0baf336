/** Masks secret values in a text from outside. */
export type Mask = (text: string) => string

const PLACEHOLDER = '***'
/** A text that AWS cut may end within a value. A beginning of this length differs from an ordinary word. */
const SHORTEST_CUT_CHARACTERS = 8
/** Shorter values occur in ordinary sentences: `on`, `a`, `prod`. */
const SHORTEST_UNQUOTED_CHARACTERS = 6

/** ARNs. They hold no secret, and a masked ARN is useless. */
const ARN = /\barn:aws[\w-]*:[a-z\d-]+:[a-z\d-]*:\d*:[\w+=,.@:/*-]+/g

/**
 * Masks these values in a text, in each spelling in which AWS and its agents quote a value: plain, JSON, JSON within
 * JSON, HTML, URL. ARNs and the words around a value are kept.
 */
export function createMask(values: readonly string[]): Mask {
  const spellings = [...new Set(values.flatMap(spellingsOf))]
    .filter((spelling) => spelling.trim() !== '')
    // The longest first: otherwise a part of a value that contains another one would remain.
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

/** A Region, an availability zone, or a code that AWS writes in capitals. */
const WORD_OF_AWS = /^(?:[a-z]{2,4}(?:-[a-z]+)+-\d[a-z]?|[A-Z][A-Z_]*(?::[A-Z_]+)*)$/

/**
 * The same for the response to a call that held the values. Some values may occur in it for another reason: a short one, a
 * Region, a code, and a name that `isNamed` knows. These are masked only where they are quoted alone.
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

/** From the first character to the one after the last. */
type Range = readonly [start: number, end: number]

function rangesOf(text: string, part: string): Range[] {
  const ranges: Range[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length))
    ranges.push([at, at + part.length])
  return ranges
}

/** The end of the text, if it is the beginning of a value. */
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
    // Ranges that overlap or touch are merged.
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
    // Go, and so the ECS agents, escape the markup characters of HTML in JSON.
    json.replaceAll(/[<>&]/g, (character) => `\\u00${hex(character)}`),
    json.replaceAll('/', '\\/'),
    json.replaceAll(/[^\n -~]/g, (character) => `\\u${hex(character).padStart(4, '0')}`),
    html,
    html.replaceAll('&#39;', '&apos;').replaceAll('&#34;', '&quot;'),
    value.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
    address,
    address.replaceAll('%20', '+'),
    address.replaceAll(/%[\dA-F]{2}/g, (escaped) => escaped.toLowerCase()),
    // On one line, as in a log.
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
  // A lone surrogate cannot be encoded.
  return encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '\uFFFD'))
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16)
}
