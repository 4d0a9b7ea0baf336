import type { ContainerSettings } from './settings.js'
import { isDefinitionKey, readDefinitionKeys } from './container-definition.js'
import { readOverrides } from './container-overrides.js'
import { refuseKind, type Shape, isBlank, type YamlEntry, type YamlNode } from './schema.js'
import { quoteKey, type Report } from './scalars.js'

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const NAME = /^[\w-]{1,255}$/

/** One container before its overrides are read. `where` is the place of its name. */
interface Candidate {
  readonly name: string
  readonly where: string
  readonly overrides: YamlNode
}

/**
 * A map from container names to overrides, or an array as in `containerOverrides`: `[{name: app, cpu: 512}]`. Where a
 * copy of the task definition is registered, any key of a container definition is taken too.
 */
export const containers =
  (registers: boolean): Shape<ContainerSettings[]> =>
  (node, what, report) => {
    if (node.kind === 'scalar') {
      refuseKind(node, what, 'a map from container names to their overrides', report)
      return undefined
    }
    const candidates =
      node.kind === 'map'
        ? node.entries.map(({ key, where, value }): Candidate => ({ name: key, where, overrides: value }))
        : node.items.flatMap((item) => readListed(item, what, report) ?? [])

    const firstPlaces = new Map<string, string>()
    return candidates.flatMap(({ name, where, overrides }) => {
      if (!NAME.test(name)) {
        const message = `a container cannot be named ${quoteKey(name)}`
        report({
          rule: 'container-name',
          where,
          message,
          advice: 'ECS takes up to 255 letters, digits, hyphens and underscores.',
        })
        return []
      }
      const first = firstPlaces.get(name)
      if (first !== undefined) {
        const message = `container ${name} is written twice; the first one stands at ${first}`
        report({ rule: 'duplicate-key', where, message, advice: 'Put its overrides into one.' })
        return []
      }
      firstPlaces.set(name, where)
      const read = isBlank(overrides) ? {} : readContainer(overrides, `container ${name}`, registers, report)
      return { name, where, ...read }
    })
  }

function readContainer(
  node: YamlNode,
  what: string,
  registers: boolean,
  report: Report,
): Omit<ContainerSettings, 'name' | 'where'> {
  if (!registers || node.kind !== 'map') return readOverrides(node, what, report)
  const definition = readDefinitionKeys(node.entries.filter(isDefinitionKey), what, report)
  const entries = node.entries.filter((entry) => !isDefinitionKey(entry))
  return {
    ...readOverrides({ ...node, entries }, what, report),
    ...(Object.keys(definition).length > 0 && { definition }),
  }
}

function readListed(item: YamlNode, what: string, report: Report): Candidate | undefined {
  if (item.kind !== 'map') {
    refuseKind(item, `an item of ${what}`, 'a map with the name of a container', report)
    return undefined
  }
  const name = item.entries.find(isName)?.value
  if (name?.kind !== 'scalar' || isBlank(name)) {
    const message = `an item of ${what} has no name; ECS takes overrides by the name of the container`
    report({
      rule: 'missing-key',
      where: item.where,
      message,
      advice: 'Add name: and the name as in the task definition.',
    })
    return undefined
  }
  const overrides = { ...item, entries: item.entries.filter((entry) => !isName(entry)) }
  return { name: name.text, where: name.where, overrides }
}

function isName({ key }: YamlEntry): boolean {
  return key === 'name'
}
