import { shortId } from '../../text/arn.js'
import { formatDuration } from '../../text/format.js'
import { plural } from '../../text/words.js'
import type { Console } from '../../runtime/console.js'
import { billOf, describeBill } from '../cost.js'
import { describeResult, type RunReport, type Timing } from '../run-report.js'
import { showProblems } from './findings.js'
import { alignColumns } from './size-table.js'
import { gatherTasks, ranForMs, type TaskFacts, wasStoppedByEcs } from '../task-facts.js'

/** More tasks than this are counted. */
const MOST_TASKS = 10

/** How the tasks ended and what they cost, what went wrong, and as the last line of the step what became of it. */
export function showResult(
  console: Console,
  { verdict, attempts }: RunReport,
  { tookMs, endedAt }: Timing,
): void {
  const facts = gatherTasks(attempts)
  if (facts.length > 0) {
    console.group('Result')
    for (const line of describeTasks(facts, endedAt)) console.line(line)
    const bill = billOf(
      facts.flatMap(({ watched }) => watched.task ?? []),
      endedAt,
    )
    if (bill) console.line(describeBill(bill))
    console.endGroup()
  }
  showProblems(console, verdict.problems)
  console.annotateRest()
  console.line(describeResult(verdict, tookMs))
}

/** A line for each task that is worth one, and its containers below it. */
function describeTasks(facts: readonly TaskFacts[], now: number): string[] {
  const worth = facts.length <= MOST_TASKS ? facts : facts.filter(({ fate }) => fate !== 'succeeded')
  const shown = worth.slice(0, MOST_TASKS)
  const rest = facts.length - shown.length
  const rows = shown.flatMap((task) => [taskRow(task, now), ...containerRows(task)])
  return [
    ...(rows.length > 0 ? alignColumns(rows) : []),
    ...(rest > 0
      ? [`${shown.length > 0 ? 'and ' : ''}${plural(rest, 'task')} more: ${tally(facts, shown)}`]
      : []),
  ]
}

function taskRow({ watched, words, attemptNumber }: TaskFacts, now: number): string[] {
  const ran = watched.task && ranForMs(watched.task, now)
  const attempt = attemptNumber > 1 ? ` (attempt ${attemptNumber})` : ''
  return [
    `${shortId(watched.arn)}${attempt}`,
    words,
    ran === undefined ? '' : `ran for ${formatDuration(ran)}`,
  ]
}

function containerRows({ watched: { task = {} }, attempt }: TaskFacts): string[][] {
  return (task.containers ?? []).map((container) => {
    const { name = '', exitCode, reason = '' } = container
    const exit = exitCode === undefined ? 'no exit code' : `exit code ${exitCode}`
    return [`  ${name}`, wasStoppedByEcs(container, task, attempt) ? `${exit}, stopped by ECS` : exit, reason]
  })
}

/** `47 succeeded, 1 failed`. */
function tally(facts: readonly TaskFacts[], shown: readonly TaskFacts[]): string {
  const fates = facts.filter((task) => !shown.includes(task)).map(({ fate }) => fate)
  return [...new Set(fates)]
    .map((fate) => `${fates.filter((other) => other === fate).length} ${fate}`)
    .join(', ')
}
