import { isOverrideKey } from './container-overrides.js'
import {
  describeNode,
  isBlank,
  lowerFirst,
  refuseKind,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
} from './schema.js'
import { quoteKey, type Report } from './scalars.js'

/** The inputs for the other parts of the API's `overrides` object. */
const TASK_OVERRIDES: Readonly<Record<string, string>> = {
  cpu: 'Write it in the input cpu.',
  memory: 'Write it in the input memory.',
  ephemeralStorage: 'Write its sizeInGiB in the input ephemeral-storage.',
  taskRoleArn: 'Write it in the input task-role-arn.',
  executionRoleArn: 'Write it in the input execution-role-arn.',
  inferenceAcceleratorOverrides: 'Leave it out: AWS has ended Elastic Inference.',
}

/** One container before its overrides are read. `where` is the position of its name. */
export interface WrittenContainer {
  readonly name: string
  readonly where: string
  readonly overrides: YamlNode
}

/**
 * The containers of an input, before their overrides are read. Accepted are a map from names to overrides, and the API's
 * forms: an array as in `containerOverrides`, `[{name: app, cpu: 512}]`, one object of it, or the whole `overrides` object.
 */
export function findContainers(node: YamlNode, what: string, report: Report): WrittenContainer[] | undefined {
  if (node.kind === 'list') return node.items.flatMap((item) => readListed(item, what, report))
  if (node.kind === 'map') {
    const list = findEntry(node, 'containerOverrides')
    if (list) return readOverridesObject(node, list, report)
    const name = findEntry(node, 'name')?.value
    if (name?.kind === 'scalar' && !isBlank(name)) return readListed(node, what, report)
    return readMap(node, report)
  }
  report({
    rule: 'wrong-type',
    where: node.where,
    message: `${what} must be a map from container names to their overrides; this is ${describeNode(node)}`,
    advice: /^\s*[\w-]+:\S/.test(node.text)
      ? 'A blank is missing behind a colon. Write  app: {memory: 2 GB}'
      : 'Write  app: {memory: 2 GB}  with the name of the container in place of app.',
  })
  return undefined
}

/** Reads the containers of the API's `overrides` object. Reports each other part with the input that accepts it. */
function readOverridesObject(node: YamlMap, list: YamlEntry, report: Report): WrittenContainer[] | undefined {
  for (const { key, where } of node.entries.filter((entry) => entry !== list)) {
    const advice = TASK_OVERRIDES[lowerFirst(key)]
    report({
      rule: 'task-override',
      where,
      message: `${quoteKey(key)} beside containerOverrides is no override of a container`,
      advice: advice ?? 'Leave it out, or write it in an input of its own.',
    })
  }
  if (isBlank(list.value)) return []
  if (list.value.kind === 'scalar') {
    refuseKind(list.value, 'containerOverrides', 'a list', report)
    return undefined
  }
  return findContainers(list.value, 'containerOverrides', report)
}

function readMap(node: YamlMap, report: Report): WrittenContainer[] {
  const containerBefore = (index: number): string | undefined =>
    node.entries.slice(0, index).findLast(({ key, value }) => !isOverrideKey(key) && isBlank(value))?.key
  return node.entries.flatMap(({ key, where, value }, index): WrittenContainer[] => {
    if (!isMisplacedOverride(key, value)) return [{ name: key, where, overrides: value }]
    const container = containerBefore(index)
    report({
      rule: 'container-indentation',
      where,
      message:
        container === undefined
          ? `${key} stands where the name of a container is expected`
          : `${key} stands beside the container ${quoteKey(container)}, not below it`,
      advice:
        container === undefined
          ? `Write the name of the container above it, and indent ${key} below that:  app: {${key}: …}`
          : `Indent ${key} by two blanks more than ${container}.`,
    })
    return []
  })
}

/**
 * `memory: 2 GB` with no container name above it. A container may have that name too: its value is then a map of overrides.
 */
function isMisplacedOverride(key: string, value: YamlNode): boolean {
  if (!isOverrideKey(key) || isBlank(value)) return false
  return value.kind !== 'map' || !value.entries.some((entry) => isOverrideKey(entry.key))
}

function readListed(item: YamlNode, what: string, report: Report): WrittenContainer[] {
  if (item.kind !== 'map') {
    refuseKind(item, `an item of ${what}`, 'a map with the name of a container', report)
    return []
  }
  const entry = findEntry(item, 'name')
  // `- app: {cpu: 512}`: the item is a map from names to overrides.
  const isMap = item.entries.length > 0 && item.entries.every(({ value }) => value.kind === 'map')
  if (!entry && isMap) return readMap(item, report)
  const name = entry?.value
  if (name?.kind !== 'scalar' || isBlank(name)) {
    const message = `an item of ${what} has no name; ECS takes overrides by the name of the container`
    report({
      rule: 'missing-key',
      where: item.where,
      message,
      advice: 'Add name: and the name as in the task definition.',
    })
    return []
  }
  const overrides = { ...item, entries: item.entries.filter((each) => each !== entry) }
  return [{ name: name.text, where: name.where, overrides }]
}

function findEntry({ entries }: YamlMap, key: string): YamlEntry | undefined {
  return entries.find((entry) => entry.key === key) ?? entries.find((entry) => lowerFirst(entry.key) === key)
}
