import type { Finding } from '../findings.js'
import { didYouMean } from '../text/did-you-mean.js'

/** One value as the user wrote it. */
export interface InputValue {
  readonly text: string
  /** What the value is for, as a message calls it: `count`, `cpu of container app`. */
  readonly what: string
  /** As in a finding: `count`, `containers:4:5`. */
  readonly where: string
  /** What a message says in place of the text, where that may hold a secret. */
  readonly placeholder?: string
}

/** An error unless it says otherwise. */
export type Mistake = Omit<Finding, 'severity'> & Partial<Pick<Finding, 'severity'>>

/** Takes what is wrong; reading goes on, so that every mistake of a step comes out at once. */
export type Report = (mistake: Mistake) => void

/** Reads one value. Undefined where it cannot be read, which has been reported then. */
export type Parser<T> = (written: InputValue, report: Report) => T | undefined

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
  return /^[\w.-]*$/.test(key) ? quote(key) : '(hidden)'
}

interface Refusal {
  readonly rule: string
  /** What the field takes, with an example where that helps. */
  readonly takes: string
  readonly advice?: string | undefined
}

/** Passes on what was read; where that is nothing, reports what was written and what the field takes. */
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

/** Text as it stands. */
export const text: Parser<string> = (written, report) =>
  expect(written.text || undefined, written, report, { rule: 'empty-value', takes: 'some text' })

/** Undefined where the text is none of the booleans of the YAML 1.2 core schema, which `core.getBooleanInput` takes. */
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

/** One of a few words, in the very case that ECS has them. */
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

/** Text of a known form. `advise` knows what was probably meant by another. */
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
