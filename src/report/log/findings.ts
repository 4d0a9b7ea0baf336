import { type Finding, placed } from '../../findings.js'
import type { Problem } from '../../verdict/verdict.js'
import type { Console } from '../../runtime/console.js'

/** One annotation a finding: where, what, and what to write instead. */
export function showFindings(console: Console, findings: readonly Finding[]): void {
  for (const finding of findings) {
    const { severity, where, advice } = finding
    const text = [placed(finding), advice].filter(Boolean).join('\n')
    console.annotate(severity, where, indented(text))
  }
}

export function showProblems(console: Console, problems: readonly Problem[]): void {
  for (const { title, message } of problems) console.annotate('error', title, indented(message))
}

/** Why a task is run again; what went wrong is a warning as long as another attempt may cure it. */
export function showRetry(
  console: Console,
  why: string,
  problems: readonly Problem[],
  retriesLeft: number,
): void {
  for (const { title, message } of problems)
    console.annotate('warning', `${title}; trying again`, indented(message))
  console.line(`trying again: ${why} (${retriesLeft} more after this)`)
}

/** Lines after the first stand under it. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n  ')
}
