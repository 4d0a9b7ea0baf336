import { omitUndefined } from '../text/omit-undefined.js'
import { type Bill, billOf } from './cost.js'
import { reportProblems, type ReportedProblem } from './reported-problems.js'
import type { RunReport } from './run-report.js'
import { gatherTasks, type ReportedTask } from './task-rows.js'

/** A report with the values that the log and the job summary share, computed once. */
export interface ReportView extends RunReport {
  /** When the step ended, ms since the epoch. */
  readonly endedAt: number
  /** The result of the step: the output `reason`, the heading of the summary and the last line of the log. */
  readonly sentence: string
  readonly tasks: readonly ReportedTask[]
  /** Problems of the verdict, with the last lines of the logs. */
  readonly problems: readonly ReportedProblem[]
  /** Absent where no task was waited for, or none ran on Fargate. */
  readonly bill?: Bill
}

/** @param sentence the output `reason` */
export function viewOf(report: RunReport, sentence: string, endedAt: number): ReportView {
  const tasks = gatherTasks(report.attempts)
  const bill =
    report.verdict.outcome === 'started'
      ? undefined
      : billOf(
          tasks.flatMap(({ verdict }) => verdict.watched.task ?? []),
          endedAt,
        )
  const problems = reportProblems(report.verdict.problems, report.attempts)
  return { ...report, endedAt, sentence, tasks, problems, ...omitUndefined({ bill }) }
}
