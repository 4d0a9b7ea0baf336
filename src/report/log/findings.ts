import { type Finding, placed } from '../../findings.js'
import type { Console } from '../../runtime/console.js'
import { plural } from '../../text/words.js'
import { annotationText, type ReportedProblem } from '../reported-problems.js'

/** Prints one annotation for each finding: place, message and advice. */
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

/** Prints the reason for a retry. A failure is a warning as long as a retry follows. */
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

/** Indents the lines after the first. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n  ')
}
