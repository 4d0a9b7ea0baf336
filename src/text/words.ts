/** `512, 1024 or 2048`. */
export function listWords(values: readonly (number | string)[], conjunction: 'or' | 'and' = 'or'): string {
  if (values.length < 2) return values.join('')
  return `${values.slice(0, -1).join(', ')} ${conjunction} ${values.at(-1) ?? ''}`
}

/** `1 task`, `3 tasks`; `nouns` is an irregular plural. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`
}

/** The message of a thrown value. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
