import { type Finding, placed } from '../../findings.js'
import type { Console } from '../../runtime/console.js'
import { plural } from '../../text/words.js'
import { annotationText, type ReportedProblem } from '../reported-problems.js'

/** One annotation a finding: where, what, and what to write instead. */
export function showFindings(console: Console, findings: readonly Finding[]): void {
  for (const finding of findings) {
    const { severity, where, advice } = finding
    const text = [placed(finding), advice].filter(Boolean).join('\n')
    console.annotate(severity, where, indented(text))
  }
}

export function showProblems(console: Console, problems: readonly ReportedProblem[]): void {
  for (const problem of problems) console.annotate('error', problem.title, indented(annotationText(problem)))
}

/** Why a task is run again; what went wrong is a warning as long as another attempt may cure it. */
export function showRetry(
  console: Console,
  why: string,
  problems: readonly ReportedProblem[],
  retriesLeft: number,
): void {
  for (const problem of problems)
    console.annotate('warning', `${problem.title}; retrying`, indented(annotationText(problem)))
  console.line(`Retrying: ${why} (${plural(retriesLeft, 'retry', 'retries')} left)`)
}

/** Lines after the first stand under it. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n  ')
}
