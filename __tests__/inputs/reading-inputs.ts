import type { GithubRun, Inputs } from '../../src/runtime/runtime.js'
import { readRunSettings } from '../../src/inputs/run-settings.js'
import type { Finding } from '../../src/findings.js'

export type Texts = Readonly<Record<string, string>>

/** Inputs as a runner would hand them over, from a plain object. */
export function given(texts: Texts, github: GithubRun = {}): Inputs {
  return { text: (name) => texts[name] ?? '', github }
}

/** Reads a run with these inputs beside the one that is required. */
export function readRun(texts: Texts, github?: GithubRun) {
  return readRunSettings(given({ 'task-definition': 'nightly-etl', ...texts }, github))
}

/** The settings of inputs that are expected to be right. */
export function settingsOf(texts: Texts, github?: GithubRun) {
  const { settings, findings } = readRun(texts, github)
  if (findings.length > 0) throw new Error(`unexpected: ${findings.map(line).join('\n')}`)
  return settings
}

/** What is wrong with the inputs, one line per mistake: place, message, and the advice behind a bar. */
export function mistakesOf(texts: Texts, github?: GithubRun): string[] {
  return readRun(texts, github).findings.map(line)
}

export function line({ where, message, advice }: Finding): string {
  return `${where}  ${message}${advice === undefined ? '' : ` | ${advice}`}`
}
