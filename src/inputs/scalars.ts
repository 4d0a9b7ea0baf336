import { didYouMean, listWords, orRefuse, type Read } from './written.js'

/** Text as it stands. */
export const text: Read<string> = (written, report) =>
  orRefuse(written.text || undefined, written, report, { rule: 'empty-value', takes: 'some text' })

/** Undefined where the text is none of the booleans of the YAML 1.2 core schema, which `core.getBooleanInput` takes. */
export function parseBoolean(text: string): boolean | undefined {
  return /^(?:true|True|TRUE)$/.test(text) ? true : /^(?:false|False|FALSE)$/.test(text) ? false : undefined
}

export const boolean: Read<boolean> = (written, report) =>
  orRefuse(parseBoolean(written.text), written, report, { rule: 'boolean', takes: 'true or false' })

/** A whole number within bounds, both included. */
export function integer({ min, max, takes }: { min: number; max: number; takes: string }): Read<number> {
  return (written, report) => {
    const number = /^-?\d+$/.test(written.text) ? Number(written.text) : NaN
    const value = number >= min && number <= max ? number : undefined
    return orRefuse(value, written, report, { rule: 'whole-number', takes })
  }
}

/** One of a few words, in the very case that ECS has them. */
export function oneOf<const T extends string>(words: readonly T[]): Read<T> {
  return (written, report) => {
    const word = words.find((known) => known === written.text)
    const advice = didYouMean(written.text, words)
    return orRefuse(word, written, report, { rule: 'choice', takes: listWords(words), advice })
  }
}

/** Text of a known form. */
export function matching(form: RegExp, takes: string): Read<string> {
  return (written, report) => {
    const value = form.test(written.text) ? written.text : undefined
    return orRefuse(value, written, report, { rule: 'form', takes })
  }
}
