import { invalidParameter } from '../service-error.ts'

/** Whether an event's message matches. */
export type Matcher = (message: string) => boolean

const TERM =
  /^\s*\(?\s*\$\.([\w.]+)\s*(=|!=|<=|>=|<|>)\s*(?:"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?)|([\w*-]+))\s*\)?\s*$/

/**
 * A filter pattern of CloudWatch Logs: JSON terms such as `{ $.TaskId = "7ac4" && $.Type = "Task" }`, or words that
 * must all be there. Throws InvalidParameterException for what the simulator cannot read.
 * Syntax: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compilePattern(pattern: string): Matcher {
  const text = pattern.trim()
  if (text === '') return () => true
  if (!text.startsWith('{')) return matchWords(text)
  if (!text.endsWith('}')) throw invalid()
  const alternatives = text
    .slice(1, -1)
    .split('||')
    .map((alternative) => alternative.split('&&').map(compileTerm))
  return (message) => {
    const event = parse(message)
    return alternatives.some((terms) => terms.every((matches) => matches(event)))
  }
}

function matchWords(text: string): Matcher {
  const words = (text.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'))
  return (message) => words.every((word) => message.includes(word))
}

function compileTerm(text: string): (event: unknown) => boolean {
  const match = TERM.exec(text)
  if (match === null) throw invalid()
  const [, path = '', operator = '', quoted, number, word] = match
  const expected = number === undefined ? (quoted?.replace(/\\(.)/g, '$1') ?? word ?? '') : Number(number)
  return (event) => compare(path.split('.').reduce(member, event), operator, expected)
}

function compare(actual: unknown, operator: string, expected: string | number): boolean {
  if (operator === '=') return equals(actual, expected)
  if (operator === '!=') return actual !== undefined && !equals(actual, expected)
  if (typeof actual !== 'number' || typeof expected !== 'number') return false
  if (operator === '<') return actual < expected
  if (operator === '<=') return actual <= expected
  return operator === '>' ? actual > expected : actual >= expected
}

function equals(actual: unknown, expected: string | number): boolean {
  if (typeof expected === 'number' || !expected.includes('*')) return actual === expected
  const [first = '', ...others] = expected.split('*')
  if (typeof actual !== 'string' || !actual.startsWith(first)) return false
  let position = first.length
  for (const part of others) {
    const found = actual.indexOf(part, position)
    if (found === -1) return false
    position = found + part.length
  }
  return expected.endsWith('*') || actual.endsWith(others.at(-1) ?? '')
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined
}

function parse(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}

function invalid(): Error {
  return invalidParameter('Invalid filter pattern')
}
