import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { fillMarked, readMarked } from './fill-marked.ts'

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

function read(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
}

/**
 * Fills the document's markers with the tables of that name: what stands between `<!-- inputs:start -->` and
 * `<!-- inputs:end -->` is replaced, and so for `outputs`, `wait-inputs`, `wait-outputs`, `stop-inputs`, and for the
 * `rules` of sizing.
 */
export function fillTables(document: string): string {
  const tables = new Map([
    ...renderTables('', readAction('action.yml')),
    ...renderTables('wait-', readAction('wait/action.yml')),
    ...renderTables('stop-', readAction('stop/action.yml')),
    ['rules', readMarked(read('docs/sizing.md'), 'rules')],
  ])
  return fillMarked(document, (name) => {
    const table = tables.get(name)
    if (!table) throw new Error(`No table is called ${name}; there are ${[...tables.keys()].join(', ')}`)
    return table
  })
}

function renderTables(prefix: string, { inputs, outputs = {} }: ActionFile): [name: string, table: string][] {
  const inputRows = Object.entries(inputs).map(
    ([name, field]) => `| \`${name}\` | ${renderDefault(field)} | ${renderText(field)} |`,
  )
  const outputRows = Object.entries(outputs).map(([name, field]) => `| \`${name}\` | ${renderText(field)} |`)
  return [
    [`${prefix}inputs`, ['| input | default | |', '| --- | --- | --- |', ...inputRows].join('\n')],
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
