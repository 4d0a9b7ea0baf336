import { plural } from '../text/words.js'
import { omitUndefined } from '../text/omit-undefined.js'
import { adviseMemory } from '../verdict/advise-memory.js'
import { explainLogLines } from '../verdict/explanations/log-lines.js'
import type { Problem } from '../verdict/verdict.js'
import type { AttemptReport } from './run-report.js'

/** The last lines of one container's log. */
export interface LogExcerpt {
  readonly taskArn: string
  readonly container: string
  readonly lines: readonly string[]
}

/** A problem with the last lines of its container's log. */
export interface ReportedProblem extends Problem {
  /** Absent where the log was not read, or is empty. */
  readonly excerpt?: LogExcerpt
}

/** Lines in an annotation; the job summary has more. */
const ANNOTATION_LINES = 3

/** Adds the last lines of the logs, and the cause that they show if ECS gives none. */
export function reportProblems(
  problems: readonly Problem[],
  attempts: readonly AttemptReport[],
): ReportedProblem[] {
  return problems.map((problem) => {
    const { log } = problem
    if (log === undefined) return problem
    const attempt = attempts.findLast(({ tasks }) => tasks.some(({ watched }) => watched.arn === log.taskArn))
    const lines = attempt?.lastLines?.(log.taskArn, log.container) ?? []
    if (attempt === undefined || lines.length === 0) return problem
    const excerpt = { taskArn: log.taskArn, container: log.container, lines }
    return { ...problem, ...(problem.isExplained !== true && explain(problem, excerpt, attempt)), excerpt }
  })
}

function explain(
  problem: Problem,
  { container, lines }: LogExcerpt,
  { plan, retry }: AttemptReport,
): Partial<Problem> {
  const own = plan?.containers.find(({ name }) => name === container)?.memory.effective
  const explanation = explainLogLines({
    container,
    lines,
    ...omitUndefined({ exitCode: problem.log?.exitCode, memoryMiB: own ?? plan?.memory.effective }),
  })
  if (explanation === undefined) return {}
  const { cause, fix, needsMemory } = explanation
  const advice =
    fix ?? (needsMemory === true ? adviseMemory(container, omitUndefined({ plan, retry }), false) : undefined)
  return {
    message: `${problem.message}\n${cause}`,
    ...omitUndefined({ advice: advice ?? problem.advice }),
  }
}

/** The last lines of the deciding containers that had not ended: they show what the program did at the time limit. */
export function excerptsOfUnended(attempts: readonly AttemptReport[]): LogExcerpt[] {
  return attempts.flatMap(({ tasks, lastLines }) =>
    tasks
      .filter(({ fate }) => fate === 'running' || fate === 'stopped')
      .flatMap(({ watched, deciding }) =>
        deciding.map((container) => ({
          taskArn: watched.arn,
          container,
          lines: lastLines?.(watched.arn, container) ?? [],
        })),
      )
      .filter(({ lines }) => lines.length > 0),
  )
}

/** The message of an annotation: the facts, the last lines of the log, and the advice. */
export function annotationText({ message, excerpt, advice }: ReportedProblem): string {
  return [message, ...excerptText(excerpt), advice ?? ''].filter(Boolean).join('\n')
}

function excerptText(excerpt: LogExcerpt | undefined): string[] {
  if (excerpt === undefined) return []
  const lines = excerpt.lines.slice(-ANNOTATION_LINES)
  const title = lines.length === 1 ? 'Last line' : `Last ${plural(lines.length, 'line')}`
  return [`${title} of ${excerpt.container}:`, ...lines.map((line) => `  ${line}`)]
}
