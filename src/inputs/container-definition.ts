import { ContainerDefinition$, ContainerOverride$ } from '@aws-sdk/client-ecs'
import type { Json, JsonObject } from '../text/json.js'
import { command } from './command.js'
import { quoteKey, type Report } from './scalars.js'
import { memberNames, sdkMember } from './sdk-schema.js'
import { isBlank, type Shape, type YamlEntry, type YamlNode } from './schema.js'

const RULES = { unknown: 'refuse' } as const

/** Keys of the API's `ContainerDefinition` that RunTask cannot override: they need a copy of the task definition. */
const DEFINITION_KEYS: readonly string[] = memberNames(ContainerDefinition$).filter(
  (key) => !memberNames(ContainerOverride$).includes(key),
)

/** Whether a key needs a copy of the task definition, in whatever case it is written. */
export function isDefinitionKey({ key }: YamlEntry): boolean {
  return definitionKey(key) !== undefined
}

function definitionKey(written: string): string | undefined {
  return DEFINITION_KEYS.find((known) => known.toLowerCase() === written.toLowerCase())
}

/** Reads keys that a copy of the task definition gets in one container. Blank and null values are mistakes. */
export function readDefinitionKeys(entries: readonly YamlEntry[], what: string, report: Report): JsonObject {
  return Object.fromEntries(
    entries.flatMap(({ key, where, value }): [string, Json][] => {
      const known = definitionKey(key) ?? key
      if (known !== key) {
        const message = `unknown key ${quoteKey(key)} for ${what}`
        report({ rule: 'unknown-key', where, message, advice: `Did you mean ${known}?` })
        return []
      }
      const result = shapeOf(key)(value, `${key} of ${what}`, report)
      return result === undefined ? [] : [[key, result]]
    }),
  )
}

function shapeOf(key: string): Shape<Json> {
  if (key === 'secrets') return secrets
  if (key === 'image') return image
  const member = sdkMember(ContainerDefinition$, key, RULES)
  if (key !== 'entryPoint') return member
  // One line is split into words, as `command` is.
  return (node, what, report) => (isText(node) ? command : member)(node, what, report)
}

const listedSecrets = sdkMember(ContainerDefinition$, 'secrets', RULES)

/** ECS's own list of `{name, valueFrom}`, or a map from names to ARNs. */
const secrets: Shape<Json> = (node, what, report) => {
  const items = node.kind === 'map' ? secretItems(node.entries) : node
  const names = new Map<string, string>()
  for (const item of items.kind === 'list' ? items.items : []) {
    const name = item.kind === 'map' ? item.entries.find(({ key }) => key === 'name')?.value : undefined
    if (name?.kind !== 'scalar') continue
    const first = names.get(name.text)
    if (first !== undefined) {
      const message = `${what} has ${quoteKey(name.text)} twice; the first one stands at ${first}`
      report({ rule: 'duplicate-key', where: name.where, message, advice: 'Keep one of them.' })
    }
    names.set(name.text, name.where)
  }
  return listedSecrets(items, what, report)
}

function secretItems(entries: readonly YamlEntry[]): YamlNode & { kind: 'list' } {
  const scalar = (text: string, where: string): YamlNode => ({
    kind: 'scalar',
    text,
    plain: false,
    oneLine: true,
    where,
  })
  const items = entries.map(({ key, where, value }): YamlNode => ({
    kind: 'map',
    where,
    entries: [
      { key: 'name', where, value: scalar(key, where) },
      { key: 'valueFrom', where, value },
    ],
  }))
  return { kind: 'list', items, where: entries[0]?.where ?? '' }
}

/** Empty text is a mistake too: usually it is the output of a step that did not set it. */
const image: Shape<Json> = (node, what, report) => {
  if (node.kind === 'scalar' && (isBlank(node) || node.text.trim() === '')) {
    report({
      rule: 'blank-value',
      where: node.where,
      message: `${what} is blank, so the image of the task definition would run`,
      advice:
        'Check the expression that gives the image; leave the key out to run the image of the task definition.',
    })
    return undefined
  }
  return sdkMember(ContainerDefinition$, 'image', RULES)(node, what, report)
}

function isText(node: YamlNode): boolean {
  return node.kind === 'scalar' && !isBlank(node)
}
