import { plural } from '../../text/words.js'
import { formatDuration } from '../../text/format.js'
import type { Console } from '../../runtime/console.js'
import { describeBillInHours } from '../cost.js'
import type { ReportView } from '../report-view.js'
import { containerRows, type ReportedTask, type TaskRow, taskRow } from '../task-rows.js'
import { showProblems } from './findings.js'
import { alignColumns } from './size-table.js'
import { showUsage } from './usage.js'

/** Above this number tasks are counted, not listed. */
const MAX_TASKS = 10

/** Prints the results and cost of the tasks, the problems, and the result of the step as its last line. */
export function showResult(console: Console, view: ReportView): void {
  if (view.tasks.length > 0) {
    console.group('Result')
    for (const line of describeTasks(view)) console.line(line)
    if (view.bill) console.line(`billed ${describeBillInHours(view.bill)}`)
    console.endGroup()
  }
  showUsage(console, view.usage)
  showProblems(console, view.problems)
  console.annotateRest()
  console.line(view.sentence)
}

/** A line for each shown task, with its containers below it. */
function describeTasks({ tasks, endedAt }: ReportView): string[] {
  const isFailed = ({ verdict: { fate } }: ReportedTask): boolean => fate !== 'succeeded'
  const worth = tasks.length <= MAX_TASKS ? tasks : tasks.filter(isFailed)
  const shown = worth.slice(0, MAX_TASKS)
  const rest = tasks.length - shown.length
  const rows = shown.flatMap((task) => [
    taskCells(taskRow(task, endedAt), task.attemptNumber),
    ...containerRows(task).map((row) => containerCells(row, task)),
  ])
  return [
    ...(rows.length > 0 ? alignColumns(rows) : []),
    ...(rest > 0
      ? [`${shown.length > 0 ? 'and ' : ''}${plural(rest, 'task')} more: ${tally(tasks, shown)}`]
      : []),
  ]
}

function taskCells({ name, notes, ranMs }: TaskRow, attemptNumber: number): string[] {
  const attempt = attemptNumber > 1 ? ` (attempt ${attemptNumber})` : ''
  return [
    `${name}${attempt}`,
    notes.join(', '),
    ranMs === undefined ? '' : `ran for ${formatDuration(ranMs)}`,
  ]
}

/** A task that was not waited for has no exit codes, so none is reported as missing. */
function containerCells(
  { name, exitCode, notes, reason = '' }: TaskRow,
  { verdict }: ReportedTask,
): string[] {
  const hasEnded = verdict.fate === 'succeeded' || verdict.fate === 'failed'
  const exit = exitCode === undefined ? (hasEnded ? 'no exit code' : '') : `exit code ${exitCode}`
  return [
    `  ${name}`,
    [exit, notes.includes('stopped by ECS') ? 'stopped by ECS' : ''].filter(Boolean).join(', '),
    reason,
  ]
}

/** `47 succeeded, 1 failed`. */
function tally(tasks: readonly ReportedTask[], shown: readonly ReportedTask[]): string {
  const fates = tasks.filter((task) => !shown.includes(task)).map(({ verdict }) => verdict.fate)
  return [...new Set(fates)]
    .map((fate) => `${fates.filter((other) => other === fate).length} ${fate}`)
    .join(', ')
}
