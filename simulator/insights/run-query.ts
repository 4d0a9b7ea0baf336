import { malformedQuery } from './malformed-query.ts'
import {
  expect,
  numberOf,
  readExpression,
  readList,
  tokenize,
  type Expression,
  type Fields,
  type Tokens,
  type Value,
} from './query-expressions.ts'

/** An event as a query sees it. */
export interface QueriedEvent {
  readonly timestamp: number
  readonly message: string
}

/** One row of a result, as GetQueryResults gives it: values are texts. */
export type ResultRow = readonly { readonly field: string; readonly value: string }[]

export interface Query {
  run(events: readonly QueriedEvent[]): ResultRow[]
}

interface Row {
  readonly fields: Map<string, Value>
  /** The names to show; undefined for time and message. */
  readonly shown: readonly string[]
}

type Stage = (rows: readonly Row[]) => readonly Row[]

const DEFAULT_LIMIT = 10_000

/** What the simulator reads of Logs Insights: `fields`, `display`, `filter`, `stats`, `sort` and `limit`. */
export function compileQuery(text: string): Query {
  const stages = splitCommands(text).map(compileCommand)
  return {
    run: (events) => {
      const rows = events.map(({ timestamp, message }): Row => ({
        fields: new Map<string, Value>([
          ['@timestamp', timestamp],
          ['@message', message],
          ...jsonFields(message),
        ]),
        shown: ['@timestamp', '@message'],
      }))
      return stages
        .reduce<readonly Row[]>((before, stage) => stage(before), rows)
        .slice(0, DEFAULT_LIMIT)
        .map(({ fields, shown }) =>
          shown.flatMap((field) => {
            const value = fields.get(field)
            return value === undefined ? [] : [{ field, value: String(value) }]
          }),
        )
    },
  }
}

/** Commands are separated by `|` outside of texts. */
function splitCommands(text: string): string[] {
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'))
  const commands = lines.join('\n').match(/(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^|"'])+/g) ?? []
  return commands.map((command) => command.trim()).filter((command) => command !== '')
}

function compileCommand(command: string): Stage {
  const tokens = tokenize(command)
  const { text: name } = tokens.next()
  const stage = readCommand(name.toLowerCase(), tokens)
  const rest = tokens.peek()
  if (rest !== undefined) throw malformedQuery(`unexpected symbol found ${rest.text}`)
  return stage
}

function readCommand(name: string, tokens: Tokens): Stage {
  switch (name) {
    case 'fields':
    case 'display':
      return readFields(tokens)
    case 'filter':
      return readFilter(tokens)
    case 'stats':
      return readStats(tokens)
    case 'sort':
      return readSort(tokens)
    case 'limit': {
      const count = Number(tokens.next().text)
      if (!Number.isInteger(count) || count < 1 || count > DEFAULT_LIMIT)
        throw malformedQuery(`limit must be between 1 and ${DEFAULT_LIMIT}`)
      return (rows) => rows.slice(0, count)
    }
    default:
      throw malformedQuery(`the simulator does not know the command ${name}`)
  }
}

function readFields(tokens: Tokens): Stage {
  const items = readList(tokens, () => readNamed(tokens, readExpression))
  return (rows) =>
    rows.map(({ fields }) => {
      const extended = new Map(fields)
      for (const { name, value } of items) {
        const result = value(extended)
        if (result !== undefined) extended.set(name, result)
      }
      return { fields: extended, shown: items.map(({ name }) => name) }
    })
}

function readFilter(tokens: Tokens): Stage {
  const condition = readExpression(tokens)
  return (rows) => rows.filter(({ fields }) => condition(fields) === true)
}

type Aggregate = (rows: readonly Fields[]) => Value

function readStats(tokens: Tokens): Stage {
  const aggregates = readList(tokens, () => readNamed(tokens, readAggregate))
  const by = tokens.take('by') ? readList(tokens, () => tokens.next().text) : []
  return (rows) => {
    const groups = new Map<string, Fields[]>()
    for (const { fields } of rows) {
      const key = JSON.stringify(by.map((name) => fields.get(name) ?? null))
      const group = groups.get(key) ?? []
      group.push(fields)
      groups.set(key, group)
    }
    return [...groups.values()].map((group) => {
      const keys = by.map((name): [string, Value] => [name, group[0]?.get(name)])
      const values = aggregates.map(({ name, value }): [string, Value] => [name, value(group)])
      return { fields: new Map([...keys, ...values]), shown: [...by, ...aggregates.map(({ name }) => name)] }
    })
  }
}

function readAggregate(tokens: Tokens): Aggregate {
  const { text: name } = tokens.next()
  expect(tokens, '(')
  if (name === 'count' && tokens.take('*')) {
    expect(tokens, ')')
    return (rows) => rows.length
  }
  const [subject, parameter] = readList(tokens, () => readExpression(tokens))
  expect(tokens, ')')
  if (subject === undefined) throw malformedQuery(`${name} needs a field`)
  const numbers = (rows: readonly Fields[]): number[] => rows.flatMap((row) => numberOf(subject(row)) ?? [])
  switch (name) {
    case 'count':
      return (rows) => rows.filter((row) => subject(row) !== undefined).length
    case 'max':
      return (rows) => extreme(numbers(rows), (one, other) => Math.max(one, other))
    case 'min':
      return (rows) => extreme(numbers(rows), (one, other) => Math.min(one, other))
    case 'sum':
      return (rows) => numbers(rows).reduce((total, value) => total + value, 0)
    case 'avg':
      return (rows) => {
        const all = numbers(rows)
        return all.length === 0 ? undefined : all.reduce((total, value) => total + value, 0) / all.length
      }
    case 'latest':
      return (rows) => byTime(rows, subject).at(-1)
    case 'earliest':
      return (rows) => byTime(rows, subject).at(0)
    case 'pct':
      return (rows) => percentile(numbers(rows), numberOf(parameter?.(new Map())) ?? 50)
    default:
      throw malformedQuery(`the simulator does not know the function ${name}`)
  }
}

function readSort(tokens: Tokens): Stage {
  const by = readExpression(tokens)
  const sign = tokens.take('desc') ? -1 : 1
  tokens.take('asc')
  return (rows) =>
    rows.toSorted((one, other) => {
      const [left, right] = [by(one.fields) ?? '', by(other.fields) ?? '']
      return left === right ? 0 : (left < right ? -1 : 1) * sign
    })
}

/** `expression as name`; without a name it is called as it is written. */
function readNamed<Kind>(
  tokens: Tokens,
  read: (tokens: Tokens) => Kind,
): { readonly name: string; readonly value: Kind } {
  const first = tokens.peek()?.text ?? ''
  const value = read(tokens)
  return { name: tokens.take('as') ? tokens.next().text : first, value }
}

function extreme(values: readonly number[], choose: (one: number, other: number) => number): Value {
  const [first, ...others] = values
  return first === undefined ? undefined : others.reduce(choose, first)
}

function byTime(rows: readonly Fields[], subject: Expression): Value[] {
  return rows
    .toSorted((one, other) => Number(one.get('@timestamp')) - Number(other.get('@timestamp')))
    .flatMap((row) => subject(row) ?? [])
}

function percentile(values: readonly number[], percent: number): Value {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(Math.ceil((sorted.length * percent) / 100) - 1, 0)]
}

/** The fields that Logs Insights discovers in a JSON event: here those of the first level. */
function jsonFields(message: string): [string, Value][] {
  try {
    const event: unknown = JSON.parse(message)
    if (typeof event !== 'object' || event === null) return []
    return Object.entries(event).filter((entry): entry is [string, Value] =>
      ['string', 'number', 'boolean'].includes(typeof entry[1]),
    )
  } catch {
    return []
  }
}
