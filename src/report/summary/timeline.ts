import { shortId } from '../../text/arn.js'
import { formatDuration } from '../../text/format.js'
import type { Markdown } from './markdown.js'
import { type ReportedTask, waitedForCapacityMs } from '../task-rows.js'

/** A picture of more is a list, and Mermaid draws each bar on a line of its own. */
export const MOST_DRAWN_TASKS = 4

/** A smaller part of the whole nobody sees. */
const LEAST_SHARE = 0.01

interface Phase {
  readonly name: string
  readonly mark: 'done' | 'active' | 'crit'
  /** ms since the epoch. */
  readonly from: number
  readonly to: number
}

/** A Gantt chart of the tasks as GitHub draws it; empty where there is nothing to draw. */
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

/** There is little room: the table beside it says which task an attempt was. */
function sectionOf({ verdict, attempt, attemptNumber }: ReportedTask, severalAttempts: boolean): string {
  return severalAttempts && attempt.tasks.length === 1
    ? `attempt ${attemptNumber}`
    : shortId(verdict.watched.arn)
}

/** What ECS says of when; a phase that it does not tell apart belongs to the one before. */
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

/** Few enough ticks that their labels do not run into each other. */
function tickInterval(length: number): string {
  return TICKS.find(({ ms }) => length / ms <= MOST_TICKS)?.name ?? '1day'
}

/** Mermaid reads and shows times in the reader's time zone alike: counted from midnight, the axis shows what has passed. */
function pointInTime(ms: number): string {
  return new Date(Date.UTC(2000, 0, 1) + ms).toISOString().replace('T', ' ').replace('Z', '')
}

/** Text that Mermaid takes as text: `:`, `;`, `#` and line ends mean something to it, and it draws HTML. */
export function label(foreign: string): string {
  return foreign.replaceAll(/[^\p{L}\p{N} ._…-]/gu, ' ').trim() || 'task'
}
