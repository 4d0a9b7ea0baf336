import { shortId } from '../../text/arn.js'
import { formatDuration } from '../../text/format.js'
import type { Markdown } from './markdown.js'
import { type ReportedTask, waitedForCapacityMs } from '../task-rows.js'

/** Mermaid draws each bar on its own line: a chart of more tasks would be too tall. */
export const MOST_DRAWN_TASKS = 4

/** A phase with a smaller share of the time would be invisible. */
const LEAST_SHARE = 0.01

interface Phase {
  readonly name: string
  readonly mark: 'done' | 'active' | 'crit'
  /** ms since the epoch. */
  readonly from: number
  readonly to: number
}

/** A Mermaid Gantt chart of the tasks; empty where there is nothing to draw. */
export function drawTimeline(tasks: readonly ReportedTask[], now: number): Markdown {
  const rows = tasks.map((facts) => ({ facts, phases: phasesOf(facts, now) }))
  const drawn = rows.filter(({ phases }) => phases.length > 0)
  const times = drawn.flatMap(({ phases }) => phases.flatMap(({ from, to }) => [from, to]))
  const start = Math.min(...times)
  const length = Math.max(...times) - start
  const severalAttempts = tasks.some(({ attemptNumber }) => attemptNumber > 1)
  if (drawn.length === 0 || length <= 0) return ''
  return [
    '```mermaid',
    'gantt',
    '  dateFormat YYYY-MM-DD HH:mm:ss.SSS',
    `  axisFormat ${length < HOUR_MS ? '%M:%S' : '%H:%M'}`,
    `  tickInterval ${tickInterval(length)}`,
    '  todayMarker off',
    ...drawn.flatMap(({ facts, phases }) => [
      `  section ${label(sectionOf(facts, severalAttempts))}`,
      ...phases
        .filter(({ from, to }) => to - from >= length * LEAST_SHARE)
        .map(
          ({ name, mark, from, to }) =>
            `    ${name} ${formatDuration(to - from)} :${mark}, ${pointInTime(from - start)}, ${pointInTime(to - start)}`,
        ),
    ]),
    '```',
  ].join('\n')
}

/** Short for lack of space: the table beside the chart gives the task of each attempt. */
function sectionOf({ verdict, attempt, attemptNumber }: ReportedTask, severalAttempts: boolean): string {
  return severalAttempts && attempt.tasks.length === 1
    ? `attempt ${attemptNumber}`
    : shortId(verdict.watched.arn)
}

/** The phases by the timestamps of ECS. A phase without a timestamp is part of the one before. */
function phasesOf({ verdict: { watched, fate }, attempt }: ReportedTask, now: number): Phase[] {
  const { task } = watched
  const created = task?.createdAt?.getTime()
  if (task === undefined || created === undefined) return []
  const ended = task.stoppedAt?.getTime() ?? now
  const stopping = (task.executionStoppedAt ?? task.stoppingAt)?.getTime() ?? ended
  const running = task.startedAt?.getTime() ?? stopping
  const pulled = task.pullStoppedAt?.getTime() ?? running
  const pulling = task.pullStartedAt?.getTime() ?? pulled
  const bars: [string, Phase['mark'], number, number][] = [
    ['waiting for capacity', 'done', created - waitedForCapacityMs(watched, attempt), created],
    ['provisioning', 'done', created, pulling],
    ['pulling', 'done', pulling, pulled],
    ['starting', 'done', pulled, running],
    ['running', fate === 'failed' ? 'crit' : 'active', running, stopping],
    ['stopping', 'done', stopping, ended],
  ]
  return bars.map(([name, mark, from, to]) => ({ name, mark, from, to })).filter(({ from, to }) => to > from)
}

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const MOST_TICKS = 8

const TICKS: readonly { readonly ms: number; readonly name: string }[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => ({ ms: count * SECOND_MS, name: `${count}second` })),
  ...[1, 2, 5, 10, 15, 30].map((count) => ({ ms: count * MINUTE_MS, name: `${count}minute` })),
  ...[1, 2, 3, 6, 12].map((count) => ({ ms: count * HOUR_MS, name: `${count}hour` })),
]

/** The smallest interval whose tick labels do not overlap. */
function tickInterval(length: number): string {
  return TICKS.find(({ ms }) => length / ms <= MOST_TICKS)?.name ?? '1day'
}

/** Mermaid parses and prints times in the same zone, so times counted from midnight show the elapsed time. */
function pointInTime(ms: number): string {
  return new Date(Date.UTC(2000, 0, 1) + ms).toISOString().replace('T', ' ').replace('Z', '')
}

/** Replaces characters with a meaning in Mermaid: `:`, `;`, `#`, line ends and HTML. */
export function label(foreign: string): string {
  return foreign.replaceAll(/[^\p{L}\p{N} ._…-]/gu, ' ').trim() || 'task'
}
