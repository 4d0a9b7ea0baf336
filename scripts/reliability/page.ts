import { STRETCH_NAMES, type CancelResult } from './cancels.ts'
import { FAULTS, PHASES, SITUATIONS, type Situation } from './cells.ts'
import type { CellResult } from './run-cell.ts'

export interface Figures {
  readonly cells: readonly CellResult[]
  readonly cancels: readonly CancelResult[]
  /** Cancels of steps that register a temporary copy. */
  readonly copies: readonly CancelResult[]
  readonly seed: number
  readonly date: string
}

/** The page `docs/reliability.md`: what was counted, and every cell of the matrix. */
export function writePage({ cells, cancels, copies, seed, date }: Figures): string {
  const total = (of: (result: CellResult) => number): number =>
    cells.reduce((sum, result) => sum + of(result), 0)
  return `# Reliability

What the action does when AWS does not answer as it should, and when a job is cancelled. Every figure here is measured: the
built action runs as a runner starts it, against the [simulator](../simulator/README.md), once for each cell.
\`npm run reliability\` runs it all and writes this page; \`npm test\` runs a part of it.

Last run: ${date}, Node ${process.versions.node}.

| | |
| --- | --- |
| cells of the fault matrix | ${cells.length} |
| tasks orphaned: they run on, and no message tells of them | ${total(({ orphans }) => orphans)} |
| tasks that could not be stopped, of which a message tells | ${total(({ leftAndTold }) => leftAndTold)} |
| tasks started twice | ${total(({ duplicates }) => duplicates)} |
| wrong verdicts | ${total(({ wrongVerdict }) => Number(wrongVerdict))} |
| steps that did not end by themselves, and post steps that took more than a minute | ${total(({ hangs }) => hangs)} |
| values of the environment seen, debug logging on | ${total(({ secrets }) => secrets)} |
| cancels at random moments | ${cancels.length} |
| tasks left running after them | ${cancels.reduce((sum, { left }) => sum + left, 0)} |
| cancels at random moments with \`register: temporary\` | ${copies.length} |
| copies left ACTIVE or tasks left running after them | ${copies.reduce((sum, result) => sum + result.left + result.copies, 0)} |
| longest time from the cancel to the end of the step | ${(longest(cancels) / 1000).toFixed(1)} s |

A verdict is wrong where the step is green without a task that ended with success, or red though the fault passed and the
task ended with success. A task that is told of and runs on is one that nobody could have stopped with these answers: StopTask
is refused, or who asks is, or no answer ever tells which task it is.

## The fault matrix

Each cell: the outcome of the step, the calls it made with its post step, and the seconds that both took.
"For a while" is four seconds.
${(Object.keys(SITUATIONS) as Situation[]).map((situation) => section(situation, cells)).join('\n')}
## Cancels

Drawn with the seed ${seed}: a moment within a stretch of the step's life, one task or twelve, cancelled as a runner does it
(SIGINT, then SIGTERM) or killed outright, and the post step after it.

| cancelled while | cancels | of them killed | tasks left | longest end of a cancelled step |
| --- | ---: | ---: | ---: | ---: |
${STRETCH_NAMES.map((name) => cancelRow(name, cancels)).join('\n')}
`
}

function section(situation: Situation, cells: readonly CellResult[]): string {
  const here = cells.filter(({ cell }) => cell.situation === situation)
  const operations = [...new Set(here.map(({ cell }) => cell.operation))]
  const rows = operations.flatMap((operation) =>
    FAULTS.flatMap((fault) => {
      const row = here.filter(({ cell }) => cell.operation === operation && cell.fault === fault)
      if (row.length === 0) return []
      const texts = PHASES.map((phase) => describeCell(row.find(({ cell }) => cell.phase === phase)))
      return [`| ${operation === '*' ? 'every operation' : operation} | ${fault} | ${texts.join(' | ')} |`]
    }),
  )
  const title = SITUATIONS[situation]
  return `
### ${title.charAt(0).toUpperCase()}${title.slice(1)}

| operation | fault | ${PHASES.join(' | ')} |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

function describeCell(result: CellResult | undefined): string {
  if (result === undefined) return ''
  const { outcome, calls, seconds, leftAndTold, orphans, duplicates, wrongVerdict, hangs, secrets } = result
  const marks = [
    leftAndTold > 0 && 'says that a task may run on',
    orphans > 0 && '**orphan**',
    duplicates > 0 && '**duplicate**',
    wrongVerdict && '**wrong verdict**',
    hangs > 0 && '**hang**',
    secrets > 0 && '**secret**',
  ].filter((mark) => mark !== false)
  return [outcome, String(calls), `${seconds.toFixed(1)} s`, ...marks].join(', ')
}

function cancelRow(name: string, cancels: readonly CancelResult[]): string {
  const here = cancels.filter(({ cancel }) => cancel.stretch === name)
  const killed = here.filter(({ cancel }) => cancel.how === 'kill').length
  const left = here.reduce((sum, result) => sum + result.left, 0)
  return `| ${name} | ${here.length} | ${killed} | ${left} | ${(longest(here) / 1000).toFixed(1)} s |`
}

function longest(cancels: readonly CancelResult[]): number {
  return Math.max(0, ...cancels.filter(({ cancel }) => cancel.how === 'cancel').map(({ tookMs }) => tookMs))
}
