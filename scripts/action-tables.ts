import { readFileSync } from 'node:fs'
import { isMap, isScalar, parse, parseDocument } from 'yaml'
import { fillMarked } from './fill-marked.ts'

interface Field {
  readonly description: string
  readonly required?: boolean
  readonly default?: string
}

/** The parts of an action.yml that its tables show. */
export interface ActionFile {
  readonly inputs: Readonly<Record<string, Field>>
  readonly outputs?: Readonly<Record<string, Field>>
}

/** @param path from the top of the repository */
export function readAction(path: string): ActionFile {
  return parse(read(path)) as ActionFile
}

/** The comment above an input begins a group: `# Where to run`. An input without one belongs to the group above it. */
function readGroups(path: string): ReadonlyMap<string, string> {
  const inputs = parseDocument(read(path)).getIn(['inputs'])
  const groups = new Map<string, string>()
  if (!isMap(inputs)) return groups
  let group = inputs.commentBefore?.trim() ?? ''
  for (const { key } of inputs.items) {
    if (!isScalar(key)) continue
    group = key.commentBefore?.trim() ?? group
    groups.set(String(key.value), group)
  }
  return groups
}

function read(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
}

/**
 * Fills the document's markers with the tables of that name: what stands between `<!-- inputs:start -->` and
 * `<!-- inputs:end -->` is replaced, and so for `outputs`, `wait-inputs`, `wait-outputs`, `stop-inputs` and
 * `stop-outputs`.
 */
export function fillTables(document: string): string {
  const tables = new Map([
    ...renderTables('', 'action.yml'),
    ...renderTables('wait-', 'wait/action.yml'),
    ...renderTables('stop-', 'stop/action.yml'),
  ])
  return fillMarked(document, (name) => {
    const table = tables.get(name)
    if (!table) throw new Error(`No table is called ${name}; there are ${[...tables.keys()].join(', ')}`)
    return table
  })
}

function renderTables(prefix: string, path: string): [name: string, table: string][] {
  const { inputs, outputs = {} } = readAction(path)
  const groups = readGroups(path)
  const names = [...new Set(groups.values())]
  const inputTables = names.map((group) => {
    const rows = Object.entries(inputs)
      .filter(([name]) => groups.get(name) === group)
      .map(([name, field]) => `| \`${name}\` | ${renderDefault(field)} | ${renderText(field)} |`)
    const table = ['| input | default | |', '| --- | --- | --- |', ...rows].join('\n')
    return group === '' ? table : `**${group}**\n\n${table}`
  })
  const outputRows = Object.entries(outputs).map(([name, field]) => `| \`${name}\` | ${renderText(field)} |`)
  return [
    [`${prefix}inputs`, inputTables.join('\n\n')],
    [`${prefix}outputs`, ['| output | |', '| --- | --- |', ...outputRows].join('\n')],
  ]
}

function renderDefault({ required = false, default: literal }: Field): string {
  if (required) return '**required**'
  return literal === undefined ? '' : `\`${literal}\``
}

function renderText({ description }: Field): string {
  return description.trim().replaceAll('|', '\\|')
}
