import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The files in which a step leaves what it has for the runner. */
const NAMES = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_PATH', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'] as const

export type CommandFiles = Readonly<Record<(typeof NAMES)[number], string>>

/** Makes the files, empty, and says where each stands. */
export function createCommandFiles(folder: string): CommandFiles {
  const path = (name: (typeof NAMES)[number]) => join(folder, name)
  for (const name of NAMES) writeFileSync(path(name), '')
  return eachFile(path)
}

/** What the files hold now, as it was written. */
export function readCommandFiles(paths: CommandFiles): CommandFiles {
  return eachFile((name) => readFileSync(paths[name], 'utf8'))
}

function eachFile(value: (name: (typeof NAMES)[number]) => string): CommandFiles {
  return Object.fromEntries(NAMES.map((name) => [name, value(name)])) as CommandFiles
}

/**
 * Reads a file such as `GITHUB_OUTPUT` as a runner on Linux does, and fails where it would fail.
 * Source: actions/runner, `src/Runner.Worker/FileCommandManager.cs` (`EnvFileKeyValuePairs`).
 */
export function parseCommandFile(text: string): Record<string, string> {
  const pairs: Record<string, string> = {}
  const lines = text.split('\n')
  // A newline at the end ends the last line and starts no other.
  if (lines.at(-1) === '') lines.pop()
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    if (line === '') continue
    const [, name, operator, rest] = /^(.*?)(=|<<)(.*)$/su.exec(line) ?? []
    if (name === undefined || rest === undefined) throw new Error(`Invalid format '${line}'`)
    if (operator === '=') {
      pairs[name] = rest
      continue
    }
    if (name === '' || rest === '') {
      throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`)
    }
    const end = lines.indexOf(rest, index + 1)
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${rest}'`)
    pairs[name] = lines.slice(index + 1, end).join('\n')
    index = end
  }
  return pairs
}
