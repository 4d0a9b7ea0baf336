import { present } from './present.js'
import { describe, isBlank, written, type YamlNode } from './yaml-node.js'
import { didYouMean, quoteKey, type Read, type Report } from './written.js'

/** Reads one part of a YAML input. `what` is how messages call it. Undefined where it was wrong, and reported. */
export type Shape<T> = (node: YamlNode, what: string, report: Report) => T | undefined

/** A single value, read as the same value is in a plain input. */
export function single<T>(read: Read<T>): Shape<T> {
  return (node, what, report) => {
    if (node.kind === 'scalar') return read(written(node, what), report)
    refuseKind(node, what, 'a single value', report)
    return undefined
  }
}

/** A list with up to `most` items of one shape. */
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

/** The shape of every key that a map may have. One for each key of `T`, so that ECS's own types keep it complete. */
export type Fields<T> = { readonly [K in keyof T]-?: Shape<Exclude<T[K], undefined>> }

export interface MapRules<T> {
  readonly required?: readonly (keyof T & string)[]
  /** Keys that people write and ECS does not take here: what to say and to do instead. */
  readonly refused?: (
    key: string,
    what: string,
  ) => { readonly message: string; readonly advice: string } | undefined
}

/** A map with known keys. Undefined where a required one is missing or wrong; any other wrong one is left out. */
export function mapOf<T extends object>(
  fields: Fields<T>,
  { required = [], refused }: MapRules<T> = {},
): Shape<T> {
  const shapes = new Map(Object.entries<Shape<unknown>>(fields))

  return (node, what, report) => {
    if (node.kind !== 'map') {
      refuseKind(node, what, 'a map', report)
      return undefined
    }
    const read = new Map<string, unknown>()
    for (const { key, where, value } of node.entries) {
      const shape = shapes.get(key)
      if (!shape) {
        const unknown = {
          message: `unknown key ${quoteKey(key)} for ${what}`,
          advice: adviseKey(key, [...shapes.keys()]),
        }
        report({ rule: 'unknown-key', where, ...(refused?.(key, what) ?? unknown) })
      } else if (!isBlank(value)) {
        read.set(key, shape(value, `${key} of ${what}`, report))
      }
    }
    for (const key of required) {
      if (!read.has(key)) report({ rule: 'missing-key', where: node.where, message: `${what} needs ${key}` })
    }
    if (required.some((key) => read.get(key) === undefined)) return undefined
    return present(Object.fromEntries(read)) as T
  }
}

function adviseKey(key: string, known: readonly string[]): string {
  return didYouMean(key, known) ?? `It takes ${known.join(', ')}.`
}

/** Reports a node of the wrong kind, never with its content. */
export function refuseKind(node: YamlNode, what: string, takes: string, report: Report): void {
  report({
    rule: 'wrong-type',
    where: node.where,
    message: `${what} must be ${takes}; this is ${describe(node)}`,
  })
}
