import { distance } from 'fastest-levenshtein'
import type { Finding } from '../sizing/finding.js'

/** One value as the user wrote it. */
export interface Written {
  readonly text: string
  /** What the value is for, as a message calls it: `count`, `cpu of container app`. */
  readonly what: string
  /** As in a finding: `count`, `containers:4:5`. */
  readonly where: string
  /** What a message says in place of the text, where that may hold a secret. */
  readonly standIn?: string
}

export type Mistake = Omit<Finding, 'severity'>

/** Takes what is wrong; reading goes on, so that every mistake of a step comes out at once. */
export type Report = (mistake: Mistake) => void

/** Reads one value. Undefined where it cannot be read, which has been reported then. */
export type Read<T> = (written: Written, report: Report) => T | undefined

const LONGEST_QUOTE_CHARACTERS = 80

/** Text of a user in a message: on one line, with nothing a terminal or a runner could obey, and not too long. */
export function quote(text: string): string {
  const short = text.length > LONGEST_QUOTE_CHARACTERS ? `${text.slice(0, LONGEST_QUOTE_CHARACTERS)}…` : text
  return JSON.stringify(short).replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}

/**
 * A key of a map, where it reads as a name. Nothing of any other, as in `PASSWORD=secret:` or `secret B: c`: where the
 * value of a variable has slipped into a key, all of it may be secret. The place says which key it is.
 */
export function quoteKey(key: string): string {
  return /^[\w.-]*$/.test(key) ? quote(key) : '"…" (not a name, so not shown)'
}

interface Refusal {
  readonly rule: string
  /** What the field takes, with an example where that helps. */
  readonly takes: string
  readonly advice?: string | undefined
}

/** Passes on what was read; where that is nothing, reports what was written and what the field takes. */
export function orRefuse<T>(
  value: T | undefined,
  written: Written,
  report: Report,
  refusal: Refusal,
): T | undefined {
  const { rule, takes, advice } = refusal
  if (value === undefined) {
    const message = `${written.what} is ${written.standIn ?? quote(written.text)}; it takes ${takes}`
    report({ rule, where: written.where, message, ...(advice !== undefined && { advice }) })
  }
  return value
}

/** "Did you mean ...?", where one of the known words is near enough to be what was meant. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const given = word.toLowerCase()
  const nearest = known.toSorted(
    (a, b) => distance(given, a.toLowerCase()) - distance(given, b.toLowerCase()),
  )[0]
  const farthest = Math.max(1, Math.floor(word.length / 3))
  const isNear = nearest !== undefined && distance(given, nearest.toLowerCase()) <= farthest
  return isNear ? `Did you mean ${nearest}?` : undefined
}

/** `a, b or c`. */
export function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
}
