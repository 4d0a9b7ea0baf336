import type { Written } from './written.js'

/**
 * What a user wrote in YAML or JSON, with the place of each part. Scalars stay text exactly as written (`1.10`,
 * `0755`, `yes`): only the field they stand in knows what they mean. Aliases and merge keys are resolved.
 */
export type YamlNode = YamlScalar | YamlList | YamlMap

export interface YamlScalar {
  readonly kind: 'scalar'
  readonly text: string
  /** Written without quotes, which is what makes `null` and `~` stand for nothing. */
  readonly plain: boolean
  readonly oneLine: boolean
  readonly where: string
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
  /** Where the key stands. */
  readonly where: string
  readonly value: YamlNode
}

/** Whether the value is left empty or written as YAML's null: the same as absent. */
export function isBlank(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.plain && /^(|~|null|Null|NULL)$/.test(node.text)
}

/** What a message says in place of the value itself, which may be secret. */
export function describe(node: YamlNode): string {
  if (node.kind === 'scalar') return node.oneLine ? 'a single value' : 'a text of several lines'
  return node.kind === 'list' ? 'a list' : 'a map'
}

/** The scalar as a value that the readers of plain inputs take. */
export function written(node: YamlScalar, what: string): Written {
  const value = { text: node.text, what, where: node.where }
  // A line of the environment, indented too far, becomes a part of the value above it.
  return node.oneLine ? value : { ...value, standIn: describe(node) }
}
