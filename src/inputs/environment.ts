import { refuseKind, type Shape, type YamlEntry, type YamlNode } from './schema.js'
import { quoteKey, type Report } from './scalars.js'

/** The value is secret: no message of this file holds one. */
export interface Variable {
  readonly name: string
  readonly value: string
}

/** A variable that may still be wrong. `where` is the place of its name. */
interface Candidate {
  readonly name: string
  readonly where: string
  readonly value: YamlNode
}

/** A map from names to values, or ECS's own list of `{name, value}`. Values stay as they are written. */
export const environment: Shape<Variable[]> = (node, what, report) => {
  if (node.kind === 'scalar') {
    refuseKind(node, what, 'a map from names to values', report)
    return undefined
  }
  const candidates =
    node.kind === 'map'
      ? node.entries.map(({ key, where, value }): Candidate => ({ name: key, where, value }))
      : node.items.flatMap((item) => readListed(item, what, report) ?? [])
  const seen = new Set<string>()
  return candidates.flatMap((candidate) => readVariable(candidate, seen, what, report) ?? [])
}

function readListed(item: YamlNode, what: string, report: Report): Candidate | undefined {
  if (item.kind !== 'map') {
    refuseKind(item, `an item of ${what}`, '{name: ..., value: ...}', report)
    return undefined
  }
  for (const { where } of item.entries.filter(({ key }) => key !== 'name' && key !== 'value')) {
    const advice = 'An item takes name and value; without the dash, write NAME: value.'
    report({
      rule: 'unknown-key',
      where,
      message: `unknown key in an item of ${what}`,
      advice,
    })
  }
  const find = (key: string): YamlEntry | undefined => item.entries.find((entry) => entry.key === key)
  const name = find('name')?.value
  const value = find('value')?.value
  if (name?.kind !== 'scalar' || !value) {
    report({ rule: 'missing-key', where: item.where, message: `an item of ${what} needs name and value` })
    return undefined
  }
  return { name: name.text, where: name.where, value }
}

function readVariable(
  candidate: Candidate,
  seen: Set<string>,
  what: string,
  report: Report,
): Variable | undefined {
  const { name, where, value } = candidate
  if (!/^[^\s=]+$/.test(name)) {
    const message = `${what} has a variable ${name === '' ? 'without a name' : 'with a blank or = in its name'}`
    report({
      rule: 'environment-name',
      where,
      message,
      advice: 'Write NAME: value, with a blank behind the colon.',
    })
    return undefined
  }
  if (seen.has(name)) {
    report({
      rule: 'duplicate-key',
      where,
      message: `${what} has ${quoteKey(name)} twice`,
      advice: 'Keep one of them.',
    })
    return undefined
  }
  seen.add(name)
  if (value.kind !== 'scalar') {
    refuseKind(value, `${quoteKey(name)} in ${what}`, 'a single value', report)
    return undefined
  }
  return { name, value: value.text }
}
