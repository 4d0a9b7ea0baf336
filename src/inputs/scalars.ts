import type { Finding } from '../findings.js'
import { didYouMean } from '../text/did-you-mean.js'

/** One value as the user wrote it. */
export interface InputValue {
  readonly text: string
  /** The name of the value in messages: `count`, `cpu of container app`. */
  readonly what: string
  /** The position, as in a finding: `count`, `containers:4:5`. */
  readonly where: string
  /** Shown in messages instead of the text, where the text may hold a secret. */
  readonly placeholder?: string
}

/** A finding without a severity is an error. */
export type Mistake = Omit<Finding, 'severity'> & Partial<Pick<Finding, 'severity'>>

/** Receives a mistake. Reading continues, so that all mistakes of a step are reported together. */
export type Report = (mistake: Mistake) => void

/** Reads one value. Undefined where it is invalid, which is then reported. */
export type Parser<T> = (written: InputValue, report: Report) => T | undefined

const LONGEST_QUOTE_CHARACTERS = 80

/** Quotes user text for a message: on one line, control characters escaped, cut to the maximum length. */
export function quote(text: string): string {
  const short = text.length > LONGEST_QUOTE_CHARACTERS ? `${text.slice(0, LONGEST_QUOTE_CHARACTERS)}…` : text
  return JSON.stringify(short).replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
}

/**
 * Quotes a map key only if it looks like a name. Any other key is hidden, as in `PASSWORD=secret:` or `secret B: c`: if the
 * value of a variable became part of a key, all of the key may be secret. The position identifies the key.
 */
export function quoteKey(key: string): string {
  return /^[\w.-]*$/.test(key) ? quote(key) : '(hidden)'
}

interface Refusal {
  readonly rule: string
  /** What the field accepts, with an example where it helps. */
  readonly takes: string
  readonly advice?: string | undefined
}

/** Returns the value that was read. If there is none, reports what was written and what the field accepts. */
export function expect<T>(
  value: T | undefined,
  written: InputValue,
  report: Report,
  refusal: Refusal,
): T | undefined {
  const { rule, takes, advice } = refusal
  if (value === undefined) {
    const message = `${written.what} is ${written.placeholder ?? quote(written.text)}; it takes ${takes}`
    report({ rule, where: written.where, message, ...(advice !== undefined && { advice }) })
  }
  return value
}

/** `a, b or c`. */
export function listAlternatives(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
}

/** The text, unchanged. */
export const text: Parser<string> = (written, report) =>
  expect(written.text || undefined, written, report, { rule: 'empty-value', takes: 'some text' })

/** Undefined where the text is not a boolean of the YAML 1.2 core schema, which `core.getBooleanInput` uses. */
export function parseBoolean(text: string): boolean | undefined {
  return /^(?:true|True|TRUE)$/.test(text) ? true : /^(?:false|False|FALSE)$/.test(text) ? false : undefined
}

export const boolean: Parser<boolean> = (written, report) =>
  expect(parseBoolean(written.text), written, report, { rule: 'boolean', takes: 'true or false' })

/** A whole number within bounds, both included. */
export function integer({ min, max, takes }: { min: number; max: number; takes: string }): Parser<number> {
  return (written, report) => {
    const number = /^-?\d+$/.test(written.text) ? Number(written.text) : NaN
    const value = number >= min && number <= max ? number : undefined
    return expect(value, written, report, { rule: 'whole-number', takes })
  }
}

/** One of a few words, in the same case as in ECS. */
export function oneOf<const T extends string>(
  words: readonly T[],
  advise: (text: string) => string | undefined = () => undefined,
): Parser<T> {
  return (written, report) => {
    const word = words.find((known) => known === written.text)
    const advice = advise(written.text) ?? didYouMean(written.text, words)
    return expect(word, written, report, { rule: 'choice', takes: listAlternatives(words), advice })
  }
}

/** Text that matches a pattern. `advise` returns what was probably meant by other text. */
export function matching(
  form: RegExp,
  takes: string,
  advise: (text: string) => string | undefined = () => undefined,
): Parser<string> {
  return (written, report) => {
    const value = form.test(written.text) ? written.text : undefined
    return expect(value, written, report, { rule: 'form', takes, advice: advise(written.text) })
  }
}
