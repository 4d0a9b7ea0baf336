import { isTooLong, readYaml } from './read-yaml.js'
import { listOf, type Shape } from './shapes.js'
import type { YamlList, YamlNode } from './yaml-node.js'
import type { Report, Written } from './written.js'

/**
 * Reads a list as YAML or JSON, as one item per line, or as items between commas. Blank items are dropped. Undefined
 * where it could not be read.
 */
export function readItems<T>(input: Written, item: Shape<T>, report: Report, most?: number): T[] | undefined {
  if (isTooLong(input, report)) return undefined
  const node = looksLikeYaml(input.text) ? readYaml(input, report) : splitPlain(input)
  return node && listOf(item, most)(node, input.what, report)
}

function looksLikeYaml(text: string): boolean {
  return /^\s*([[{#]|-\s)/.test(text)
}

function splitPlain({ text, where }: Written): YamlList {
  const items = text
    .split(/[\n,]/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map((item): YamlNode => ({ kind: 'scalar', text: item, plain: true, oneLine: true, where }))
  return { kind: 'list', items, where }
}
