import type { ContainerSettings } from './settings.js'
import { isDefinitionKey, readDefinitionKeys } from './container-definition.js'
import { readOverrides } from './container-overrides.js'
import { findContainers } from './find-containers.js'
import { type Shape, isBlank, type YamlNode } from './schema.js'
import { quoteKey, type Report } from './scalars.js'

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const NAME = /^[\w-]{1,255}$/

/**
 * The overrides of each container. Where a copy of the task definition is registered, every key of a container definition
 * is accepted too.
 */
export const containers =
  (registers: boolean): Shape<ContainerSettings[]> =>
  (node, what, report) => {
    const firstPlaces = new Map<string, string>()
    return findContainers(node, what, report)?.flatMap(({ name, where, overrides }) => {
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
