import { parse } from 'yaml'

/** The actions of this repository, and how the names of their tables begin. */
export const ACTION_FILES = [
  { path: 'action.yml', prefix: '' },
  { path: 'wait/action.yml', prefix: 'wait-' },
  { path: 'stop/action.yml', prefix: 'stop-' },
]

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

export function parseAction(text: string): ActionFile {
  return parse(text) as ActionFile
}

/**
 * Fills every pair of markers of the document with the table of that name: `<!-- inputs:start -->` and
 * `<!-- inputs:end -->`, and the same for `outputs`, `wait-inputs` and the like.
 */
export function fillTables(document: string, tables: ReadonlyMap<string, string>): string {
  return document.replace(
    /(<!-- ([a-z-]+):start -->\n)[^]*?(<!-- \2:end -->)/g,
    (_, start: string, name: string, end: string) => {
      const table = tables.get(name)
      if (table === undefined)
        throw new Error(`No table is called ${name}; there are ${[...tables.keys()].join(', ')}`)
      return `${start}\n${table}\n${end}`
    },
  )
}

/** The tables of one action by the names of their markers. */
export function renderTables(
  prefix: string,
  { inputs, outputs = {} }: ActionFile,
): [name: string, table: string][] {
  const inputRows = Object.entries(inputs).map(
    ([name, field]) => `| \`${name}\` | ${renderDefault(field)} | ${renderText(field)} |`,
  )
  const outputRows = Object.entries(outputs).map(([name, field]) => `| \`${name}\` | ${renderText(field)} |`)
  return [
    [`${prefix}inputs`, ['| input | default | |', '| --- | --- | --- |', ...inputRows, ''].join('\n')],
    [`${prefix}outputs`, ['| output | |', '| --- | --- |', ...outputRows, ''].join('\n')],
  ]
}

function renderDefault({ required = false, default: literal }: Field): string {
  if (required) return '**required**'
  return literal === undefined ? '' : `\`${literal}\``
}

function renderText({ description }: Field): string {
  return description.trim().replaceAll('|', '\\|')
}
