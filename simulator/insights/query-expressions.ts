import { malformedQuery } from './malformed-query.ts'

/** A field's value; undefined where the event has none. */
export type Value = string | number | boolean | undefined
/** The fields of one event, or of one row. */
export type Fields = ReadonlyMap<string, Value>
export type Expression = (fields: Fields) => Value

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(\d+(?:\.\d+)?)|(`[^`]+`|[@A-Za-z_][\w.@]*)|(!=|<=|>=|[-+*/=<>(),[\]]))/y

/** A name followed by its words, a number, a text or a sign. */
interface Token {
  readonly kind: 'text' | 'number' | 'name' | 'sign'
  readonly text: string
}

/** Reads tokens one after the other. */
export interface Tokens {
  /** The next one, without taking it. */
  peek(): Token | undefined
  /** Takes the next one where it is this word or sign. */
  take(text: string): boolean
  /** Takes the next one. Throws MalformedQueryException at the end. */
  next(): Token
}

export function tokenize(text: string): Tokens {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex
    const [, quoted, number, name, sign] = TOKEN.exec(text) ?? []
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.slice(1, -1).replace(/\\(.)/g, '$1') })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name.replaceAll('`', '') })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
    else throw malformedQuery(`unexpected symbol found at "${text.slice(at, at + 20)}"`)
  }
  let position = 0
  const matches = (wanted: string): boolean => {
    const token = tokens[position]
    return token !== undefined && token.kind !== 'text' && token.text.toLowerCase() === wanted
  }
  return {
    peek: () => tokens[position],
    take: (wanted) => {
      const found = matches(wanted)
      if (found) position += 1
      return found
    },
    next: () => {
      const token = tokens[position]
      if (token === undefined) throw malformedQuery('unexpected end of the query')
      position += 1
      return token
    },
  }
}

/** `a, b, c`, read by `item`. */
export function readList<Item>(tokens: Tokens, item: () => Item): Item[] {
  const items = [item()]
  while (tokens.take(',')) items.push(item())
  return items
}

export function expect(tokens: Tokens, text: string): void {
  if (!tokens.take(text)) throw malformedQuery(`expected ${text} at "${tokens.peek()?.text ?? 'the end'}"`)
}

/** What the simulator reads of the expressions of Logs Insights: comparison, logic, arithmetic and some functions. */
export function readExpression(tokens: Tokens): Expression {
  return readOr(tokens)
}

function readOr(tokens: Tokens): Expression {
  const parts = [readAnd(tokens)]
  while (tokens.take('or')) parts.push(readAnd(tokens))
  return parts.length === 1 ? onlyOf(parts) : (fields) => parts.some((part) => part(fields) === true)
}

function readAnd(tokens: Tokens): Expression {
  const parts = [readNot(tokens)]
  while (tokens.take('and')) parts.push(readNot(tokens))
  return parts.length === 1 ? onlyOf(parts) : (fields) => parts.every((part) => part(fields) === true)
}

function readNot(tokens: Tokens): Expression {
  if (!tokens.take('not')) return readComparison(tokens)
  const inner = readNot(tokens)
  return (fields) => inner(fields) !== true
}

function readComparison(tokens: Tokens): Expression {
  const left = readSum(tokens)
  if (tokens.take('in')) {
    expect(tokens, '[')
    const values = readList(tokens, () => readSum(tokens))
    expect(tokens, ']')
    return (fields) => values.some((value) => compare(left(fields), '=', value(fields)))
  }
  if (tokens.take('like')) {
    const part = readSum(tokens)
    return (fields) => String(left(fields) ?? '').includes(String(part(fields) ?? ''))
  }
  const operator = ['!=', '<=', '>=', '=', '<', '>'].find((sign) => tokens.take(sign))
  if (operator === undefined) return left
  const right = readSum(tokens)
  return (fields) => compare(left(fields), operator, right(fields))
}

function readSum(tokens: Tokens): Expression {
  let left = readProduct(tokens)
  for (;;) {
    const sign = ['+', '-'].find((candidate) => tokens.take(candidate))
    if (sign === undefined) return left
    left = arithmetic(left, sign, readProduct(tokens))
  }
}

function readProduct(tokens: Tokens): Expression {
  let left = readPrimary(tokens)
  for (;;) {
    const sign = ['*', '/'].find((candidate) => tokens.take(candidate))
    if (sign === undefined) return left
    left = arithmetic(left, sign, readPrimary(tokens))
  }
}

function readPrimary(tokens: Tokens): Expression {
  if (tokens.take('(')) {
    const inner = readExpression(tokens)
    expect(tokens, ')')
    return inner
  }
  const { kind, text } = tokens.next()
  if (kind === 'text') return () => text
  if (kind === 'number') return () => Number(text)
  if (kind === 'sign') throw malformedQuery(`unexpected symbol found ${text}`)
  if (!tokens.take('(')) return (fields) => fields.get(text)
  const parameters = readList(tokens, () => readExpression(tokens))
  expect(tokens, ')')
  if (text === 'ispresent') return (fields) => parameters.every((each) => each(fields) !== undefined)
  if (text === 'coalesce') {
    return (fields) => parameters.map((each) => each(fields)).find((value) => value !== undefined)
  }
  throw malformedQuery(`the simulator does not know the function ${text}`)
}

function arithmetic(left: Expression, sign: string, right: Expression): Expression {
  return (fields) => {
    const [one, other] = [numberOf(left(fields)), numberOf(right(fields))]
    if (one === undefined || other === undefined) return undefined
    if (sign === '+') return one + other
    if (sign === '-') return one - other
    return sign === '*' ? one * other : one / other
  }
}

function compare(left: Value, operator: string, right: Value): boolean {
  if (left === undefined || right === undefined) return operator === '!=' && left !== right
  const [one, other] = [numberOf(left) ?? left, numberOf(right) ?? right]
  if (operator === '=') return one === other
  if (operator === '!=') return one !== other
  if (operator === '<') return one < other
  if (operator === '<=') return one <= other
  return operator === '>' ? one > other : one >= other
}

/** A number, or a text that is one, as Logs Insights reads JSON fields. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN
  return Number.isFinite(number) ? number : undefined
}

function onlyOf(parts: readonly Expression[]): Expression {
  return parts[0] ?? (() => undefined)
}
