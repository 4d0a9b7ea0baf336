import { formatDuration } from '../../text/format.js'
import { plural } from '../../text/words.js'
import type { Fate } from '../../verdict/verdict.js'
import { containerRows, type ReportedTask, type TaskRow, taskRow } from '../task-rows.js'
import { escapeText, link, type Markdown, table, together } from './markdown.js'
import { containerLabel, containerMemory, cpuChange, memoryChange } from './sizes.js'

export const FATE_MARKS: Readonly<Record<Fate, string>> = {
  succeeded: '✅',
  failed: '❌',
  stopped: '⏹️',
  running: '▶️',
  lost: '❔',
}

const FATE_NAMES: Readonly<Record<Fate, string>> = {
  failed: 'failed',
  lost: 'unknown to ECS',
  stopped: 'stopped by this step',
  running: 'running',
  succeeded: 'succeeded',
}
const FATES = ['failed', 'lost', 'stopped', 'running', 'succeeded'] as const satisfies readonly Fate[]

const HEAD = ['task', 'exit', 'vCPU', 'memory', 'waited', 'ran'].map(together)

export interface TableOptions {
  /** ms since the epoch. */
  readonly now: number
  readonly severalAttempts: boolean
  /** Whether the table shows the containers below each task, and the sizes of both. */
  readonly inFull: boolean
  /** Whether the table shows how a task failed: with one task the heading shows it. */
  readonly withWords: boolean
}

/** A row for each task, with its containers below it. */
export function taskTable(tasks: readonly ReportedTask[], options: TableOptions): Markdown {
  const rows = tasks.flatMap((task) => [
    taskCells(taskRow(task, options.now), task, options),
    ...(options.inFull || task.verdict.fate !== 'succeeded'
      ? containerRows(task).map((row) => containerCells(row, options))
      : []),
  ])
  return table(HEAD, rows)
}

function taskCells(row: TaskRow, { attemptNumber }: ReportedTask, options: TableOptions): Markdown[] {
  const { name, url, fate = 'running', notes, exitCode, cpu = {}, memory = {}, waitedMs, ranMs } = row
  const words = fate === 'failed' && !options.withWords ? FATE_NAMES.failed : notes.join(', ')
  const label = together(`**${link(escapeText(name), url)}**`)
  return [
    `${label} ${FATE_MARKS[fate]}\u00A0${escapeText(words)}${options.severalAttempts ? `, attempt\u00A0${attemptNumber}` : ''}`,
    exitCode?.toString() ?? '',
    ...(options.inFull ? [cpuChange(cpu), memoryChange(memory)] : ['', '']),
    durationCell(waitedMs),
    durationCell(ranMs),
  ]
}

function containerCells(row: TaskRow, { inFull }: TableOptions): Markdown[] {
  const { name, url, notes, exitCode, cpu = {} } = row
  const log = url === undefined ? '' : `\u00A0${link('log', url)}`
  return [
    [`${containerLabel(name)}${log}`, ...notes.map(escapeText)].join(', '),
    exitCode?.toString() ?? '',
    ...(inFull ? [cpuChange(cpu), containerMemory(row)] : ['', '']),
    '',
    '',
  ]
}

function durationCell(ms: number | undefined): string {
  return ms === undefined ? '' : together(formatDuration(ms))
}

/** Number and duration of the tasks for each result. */
export function tallyTable(tasks: readonly ReportedTask[], now: number): Markdown {
  const rows = FATES.flatMap((fate) => {
    const alike = tasks.filter(({ verdict }) => verdict.fate === fate).map((task) => taskRow(task, now))
    if (alike.length === 0) return []
    return [
      [
        `${FATE_MARKS[fate]} ${FATE_NAMES[fate]}`,
        `${alike.length}`,
        range(alike.flatMap(({ waitedMs }) => waitedMs ?? [])),
        range(alike.flatMap(({ ranMs }) => ranMs ?? [])),
      ],
    ]
  })
  return table([plural(tasks.length, 'task'), 'count', 'waited', 'ran'], rows)
}

/** `2 min 3 s`, or the shortest and the longest. */
function range(values: readonly number[]): string {
  if (values.length === 0) return ''
  const [least, most] = [formatDuration(Math.min(...values)), formatDuration(Math.max(...values))]
  return least === most ? least : `${least} to ${most}`
}
