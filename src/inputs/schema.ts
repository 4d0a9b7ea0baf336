import { didYouMean } from '../text/did-you-mean.js'
import { type InputValue, quoteKey, type Parser, type Report } from './scalars.js'
import { omitUndefined } from '../text/omit-undefined.js'

/**
 * YAML or JSON from a user, with the position of each part. Scalars stay text exactly as written (`1.10`, `0755`, `yes`):
 * only the field that they belong to defines their meaning. Aliases and merge keys are resolved.
 */
export type YamlNode = YamlScalar | YamlList | YamlMap

export interface YamlScalar {
  readonly kind: 'scalar'
  readonly text: string
  /** Written without quotes: only then are `null` and `~` blank. */
  readonly plain: boolean
  readonly oneLine: boolean
  readonly where: string
  /** What YAML dropped from an unquoted value without an error: all of it, or the text after a blank and `#`. */
  readonly lost?: 'anchor' | 'comment' | 'tag'
}

export interface YamlList {
  readonly kind: 'list'
  readonly items: readonly YamlNode[]
  readonly where: string
}

export interface YamlMap {
  readonly kind: 'map'
  /** In the order written; keys are unique. */
  readonly entries: readonly YamlEntry[]
  readonly where: string
}

export interface YamlEntry {
  readonly key: string
  /** The position of the key. */
  readonly where: string
  readonly value: YamlNode
}

/** Whether the value is empty or YAML's null: both mean an absent value. */
export function isBlank(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.plain && /^(|~|null|Null|NULL)$/.test(node.text)
}

/** Describes a value in a message without its content, which may be secret. */
export function describeNode(node: YamlNode): string {
  if (node.kind === 'scalar') return node.oneLine ? 'a single value' : 'a text of several lines'
  return node.kind === 'list' ? 'a list' : 'a map'
}

/** The scalar as an input value, for the parsers of plain inputs. */
export function inputValue(node: YamlScalar, what: string): InputValue {
  const value = { text: node.text, what, where: node.where }
  // A line of the environment with too much indentation becomes a part of the value above it.
  return node.oneLine ? value : { ...value, placeholder: describeNode(node) }
}

/**
 * Reads one part of a YAML input. `what` is its name in messages. Undefined where it is invalid, which is then reported.
 */
export type Shape<T> = (node: YamlNode, what: string, report: Report) => T | undefined

/** A single value, read as in a plain input. */
export function single<T>(read: Parser<T>): Shape<T> {
  return (node, what, report) => {
    if (node.kind === 'scalar') return read(inputValue(node, what), report)
    refuseKind(node, what, 'a single value', report)
    return undefined
  }
}

/** A list of at most `most` items of one shape. */
export function listOf<T>(item: Shape<T>, most = Infinity): Shape<T[]> {
  return (node, what, report) => {
    if (node.kind !== 'list') {
      refuseKind(node, what, 'a list', report)
      return undefined
    }
    if (node.items.length > most) {
      const message = `${what} has ${node.items.length} items; ECS takes ${most} at most`
      report({ rule: 'too-many', where: node.where, message })
    }
    return node.items.flatMap((each) => item(each, `an item of ${what}`, report) ?? [])
  }
}

/**
 * The shape of every key that a map may have. The type demands one for each key of `T`, so that ECS's types keep it
 * complete.
 */
export type Fields<T> = { readonly [K in keyof T]-?: Shape<Exclude<T[K], undefined>> }

export interface MapRules<T> {
  readonly required?: readonly (keyof T & string)[]
  /** Keys that users write and ECS does not accept here: the message and the advice. */
  readonly refused?: (
    key: string,
    what: string,
  ) => { readonly message: string; readonly advice: string } | undefined
}

/** A map with known keys. Undefined where a required key is missing or invalid; any other invalid key is left out. */
export function mapOf<T extends object>(
  fields: Fields<T>,
  { required = [], refused }: MapRules<T> = {},
): Shape<T> {
  const shapes = new Map(Object.entries<Shape<unknown>>(fields))

  return (node, what, report) => {
    if (node.kind !== 'map') {
      const isBlankMissing = node.kind === 'scalar' && /^\s*[\w-]+:\S/.test(node.text)
      const advice = isBlankMissing ? 'A blank is missing behind the colon. Write  key: value' : undefined
      refuseKind(node, what, 'a map', report, advice)
      return undefined
    }
    const read = new Map<string, unknown>()
    const places = new Map<string, string>()
    for (const { key: writtenKey, where, value } of node.entries) {
      // CloudFormation and some SDKs write the API's keys in PascalCase.
      const key = shapes.has(writtenKey) ? writtenKey : lowerFirst(writtenKey)
      const shape = shapes.get(key)
      const first = places.get(key)
      places.set(key, where)
      if (shape && first !== undefined) {
        const message = `duplicate key ${quoteKey(writtenKey)}, first at ${first}`
        report({ rule: 'duplicate-key', where, message, advice: 'Keep one of them.' })
      } else if (!shape) {
        const unknown = {
          message: `unknown key ${quoteKey(writtenKey)} for ${what}`,
          advice: adviseKey(writtenKey, [...shapes.keys()]),
        }
        report({ rule: 'unknown-key', where, ...(refused?.(writtenKey, what) ?? unknown) })
      } else if (!isBlank(value)) {
        read.set(key, shape(value, `${key} of ${what}`, report))
      }
    }
    for (const key of required) {
      if (!read.has(key)) report({ rule: 'missing-key', where: node.where, message: `${what} needs ${key}` })
    }
    if (required.some((key) => read.get(key) === undefined)) return undefined
    return omitUndefined(Object.fromEntries(read)) as T
  }
}

export function lowerFirst(key: string): string {
  return key.charAt(0).toLowerCase() + key.slice(1)
}

/** Advice for an unknown key. */
export function adviseKey(key: string, known: readonly string[]): string {
  return didYouMean(key, known) ?? `It takes ${known.join(', ')}.`
}

/** Reports a node of the wrong kind, without its content. */
export function refuseKind(
  node: YamlNode,
  what: string,
  takes: string,
  report: Report,
  advice?: string,
): void {
  report({
    rule: 'wrong-type',
    where: node.where,
    message: `${what} must be ${takes}; this is ${describeNode(node)}`,
    ...(advice !== undefined && { advice }),
  })
}
