import { NormalizedSchema } from '@smithy/core/schema'
import type { StaticStructureSchema } from '@smithy/types'
import type { Json } from '../text/json.js'
import { boolean, integer, quoteKey, type Report } from './scalars.js'
import {
  adviseKey,
  isBlank,
  listOf,
  refuseKind,
  type Shape,
  single,
  type YamlMap,
  type YamlNode,
} from './schema.js'

export interface SchemaRules {
  /**
   * `refuse`: an unknown key and a blank or null value are mistakes. `keep`: an unknown key is kept, and null means an
   * absent key, as in ECS.
   */
  readonly unknown: 'refuse' | 'keep'
}

/** Reads a map with the members and types that the SDK exports for an API structure. */
export function sdkStructure(schema: StaticStructureSchema, rules: SchemaRules): Shape<Record<string, Json>> {
  return structureShape(NormalizedSchema.of(schema), rules)
}

/** Reads the value of one member of a structure of the API. */
export function sdkMember(schema: StaticStructureSchema, member: string, rules: SchemaRules): Shape<Json> {
  return notBlank(sdkShape(NormalizedSchema.of(schema).getMemberSchema(member), rules))
}

/** The member names of a structure, as in the API. */
export function memberNames([, , , , names]: StaticStructureSchema): readonly string[] {
  return names
}

function structureShape(schema: NormalizedSchema, rules: SchemaRules): Shape<Record<string, Json>> {
  const members = new Map(schema.structIterator())
  const known = [...members.keys()]
  const required = known.slice(0, requiredCount(schema))
  return (node, what, report) => {
    if (node.kind !== 'map') {
      refuseKind(node, what, 'a map', report)
      return undefined
    }
    const read = node.entries.flatMap(({ key, where, value }): [string, Json][] => {
      const member = members.get(key)
      if (rules.unknown === 'keep') {
        if (isBlank(value)) return []
        const kept = member ? sdkShape(member, rules)(value, `${key} of ${what}`, report) : plainJson(value)
        return kept === undefined ? [] : [[key, kept]]
      }
      if (member === undefined) {
        const message = `unknown key ${quoteKey(key)} for ${what}`
        report({ rule: 'unknown-key', where, message, advice: adviseKey(key, known) })
        return []
      }
      const result = notBlank(sdkShape(member, rules))(value, `${key} of ${what}`, report)
      return result === undefined ? [] : [[key, result]]
    })
    reportMissing(node, required, what, report)
    return Object.fromEntries(read)
  }
}

function sdkShape(schema: NormalizedSchema, rules: SchemaRules): Shape<Json> {
  if (schema.isStructSchema()) return structureShape(schema, rules)
  if (schema.isListSchema()) return listOf(notBlank(sdkShape(schema.getValueSchema(), rules)))
  if (schema.isMapSchema()) return mapShape(notBlank(sdkShape(schema.getValueSchema(), rules)))
  if (schema.isNumericSchema()) return integerShape
  if (schema.isBooleanSchema()) return single(boolean)
  // A text may be empty, for example the value of a label.
  if (schema.isStringSchema()) return single(({ text }) => text)
  return plainJson
}

/** All numbers of a task definition are 32-bit integers. */
const integerShape = single(integer({ min: -(2 ** 31), max: 2 ** 31 - 1, takes: 'a whole number' }))

function mapShape(valueShape: Shape<Json>): Shape<Json> {
  return (node, what, report) => {
    if (node.kind !== 'map') {
      refuseKind(node, what, 'a map', report)
      return undefined
    }
    const read = node.entries.flatMap(({ key, value }): [string, Json][] => {
      const result = valueShape(value, `${quoteKey(key)} in ${what}`, report)
      return result === undefined ? [] : [[key, result]]
    })
    return Object.fromEntries(read)
  }
}

function notBlank<T>(shape: Shape<T>): Shape<T> {
  return (node, what, report) => {
    if (!isBlank(node)) return shape(node, what, report)
    report({
      rule: 'blank-value',
      where: node.where,
      message: `${what} is ${node.kind === 'scalar' && node.text !== '' ? 'null' : 'blank'}`,
      advice: 'Write the value, or leave the key out to keep what the task definition has.',
    })
    return undefined
  }
}

function reportMissing(node: YamlMap, required: readonly string[], what: string, report: Report): void {
  for (const key of required) {
    if (node.entries.some((entry) => entry.key === key)) continue
    report({ rule: 'missing-key', where: node.where, message: `${what} needs ${key}` })
  }
}

/** The number of required members. The SDK's schema lists them first and holds their number. */
function requiredCount(schema: NormalizedSchema): number {
  const [, , , , , , count = 0] = schema.getSchema() as StaticStructureSchema
  return count
}

/** A value whose type is unknown to the SDK, read by the core schema of YAML 1.2, which reads JSON as JSON. */
function plainJson(node: YamlNode): Json {
  if (node.kind === 'list') return node.items.map(plainJson)
  if (node.kind === 'map') {
    return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainJson(value)]))
  }
  const { text, plain } = node
  if (!plain) return text
  if (isBlank(node)) return null
  if (/^(?:true|True|TRUE)$/.test(text)) return true
  if (/^(?:false|False|FALSE)$/.test(text)) return false
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : text
}
