import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))

export interface ActionFile {
  readonly folder: string
  readonly inputs: Readonly<Record<string, { readonly default?: unknown; readonly required?: boolean }>>
  readonly outputs: Readonly<Record<string, unknown>>
  readonly runs: { readonly using: string; readonly main: string; readonly post?: string }
}

/** @param folder where the action.yml stands, from the top of the repository: `.`, `wait` or `stop` */
export function readActionFile(folder: string): ActionFile {
  const text = readFileSync(join(REPOSITORY, folder, 'action.yml'), 'utf8')
  const file = parse(text) as Pick<ActionFile, 'inputs' | 'outputs' | 'runs'>
  return { ...file, folder: join(REPOSITORY, folder) }
}

/** Values of the contexts that defaults of inputs may use, as a job without a matrix and without a token has them. */
const CONTEXT: Readonly<Record<string, string>> = { 'strategy.job-index': '0', 'github.token': '' }

/**
 * The environment variables that carry the inputs: every input of the action, an empty one where nothing is given and
 * no default stands. Source: actions/runner, `src/Runner.Worker/Handlers/Handler.cs` (`AddInputsToEnvironment`).
 */
export function inputEnvironment(
  action: ActionFile,
  inputs: Readonly<Record<string, string>>,
): Record<string, string> {
  const unknown = Object.keys(inputs).filter((name) => !(name in action.inputs))
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(', ')}`)
  const entries = Object.entries(action.inputs).map(([name, { default: preset }]) => {
    const value = inputs[name] ?? evaluate(scalarText(preset))
    if (value.includes('${{')) throw new Error(`${name}: expressions are not evaluated here: ${value}`)
    return [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]
  })
  return Object.fromEntries(entries) as Record<string, string>
}

function scalarText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''
}

function evaluate(text: string): string {
  return text.replaceAll(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (whole, name: string) => CONTEXT[name] ?? whole)
}
