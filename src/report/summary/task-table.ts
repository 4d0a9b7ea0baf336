import type { Container, Task } from '@aws-sdk/client-ecs'
import { parseTaskArn, shortId } from '../../text/arn.js'
import type { SizedContainer, SizePlan } from '../../sizing/types.js'
import { formatDuration } from '../../text/format.js'
import { optionsFor } from '../../verdict/judge-task.js'
import { plural } from '../../text/words.js'
import { logUrl, taskUrl } from '../console-links.js'
import { clip, link, type Markdown, table, escapeText, together } from './markdown.js'
import { containerLabel, containerMemory, cpuChange, memoryChange } from './sizes.js'
import { type Fate, ranForMs, type TaskFacts, waitedMs, wasStoppedByEcs } from '../task-facts.js'

const MARKS: Readonly<Record<Fate, string>> = {
  succeeded: '✅',
  failed: '❌',
  stopped: '⏹️',
  running: '▶️',
  lost: '❔',
}

/** ECS gives up to 1024 characters; the log and the outputs have them all. */
const LONGEST_REASON = 240

const HEAD = ['', 'outcome', 'exit code', 'CPU units', 'memory', 'waited', 'ran'].map(together)

export interface TableOptions {
  /** ms since the epoch. */
  readonly now: number
  readonly severalAttempts: boolean
  /** Whether each task shows its containers below it, and both their sizes. */
  readonly inFull: boolean
}

/** A row for each task, with its containers below it. */
export function taskTable(tasks: readonly TaskFacts[], options: TableOptions): Markdown {
  const rows = tasks.flatMap((facts) => [taskRow(facts, options), ...containerRows(facts, options)])
  return table(HEAD, rows)
}

function taskRow(facts: TaskFacts, { now, severalAttempts, inFull }: TableOptions): Markdown[] {
  const { watched, attempt, attemptNumber, fate, words, exitCode } = facts
  const task = watched.task ?? {}
  const arn = parseTaskArn(watched.arn)
  const name = `**${link(escapeText(shortId(watched.arn)), arn && taskUrl(arn))}**`
  const outcome = `${MARKS[fate]}\u00A0${escapeText(words)}`
  const reason = fate === 'failed' ? escapeText(clip(stopWords(task), LONGEST_REASON)) : ''
  return [
    severalAttempts ? `${name}<br>attempt ${attemptNumber}` : name,
    [outcome, reason].filter(Boolean).join('<br>'),
    exitCode?.toString() ?? '',
    ...(inFull ? taskSizes(attempt.options.plan, task) : ['', '']),
    durationCell(waitedMs(watched, attempt)),
    durationCell(ranForMs(task, now)),
  ]
}

function taskSizes(plan: SizePlan | undefined, task: Task): Markdown[] {
  return [
    withEcho(plan ? cpuChange(plan.cpu) : '', plan?.cpu.effective, task.cpu),
    withEcho(plan ? memoryChange(plan.memory) : '', plan?.memory.effective, task.memory),
  ]
}

/** The task's size as ECS tells it, where that is not what was planned. */
function withEcho(planned: Markdown, effective: number | undefined, echoed: string | undefined): Markdown {
  if (echoed === undefined || echoed === effective?.toString()) return planned
  return planned === '' ? escapeText(echoed) : `${planned} (ECS: ${escapeText(echoed)})`
}

/** The stop code and its reason, where that says more than the code. */
function stopWords({ stopCode, stoppedReason }: Task): string {
  const saysMore = stoppedReason !== 'Essential container in task exited'
  return [stopCode, saysMore ? stoppedReason : ''].filter(Boolean).join(': ')
}

function containerRows(facts: TaskFacts, { inFull }: TableOptions): Markdown[][] {
  const { watched, attempt } = facts
  const { task = {} } = watched
  if (!inFull && facts.fate === 'succeeded') return []
  return (task.containers ?? []).map((container) => {
    const { name = '', exitCode } = container
    const planned = attempt.options.plan?.containers.find((each) => each.name === name)
    return [
      `${containerLabel(name)}${logLink(container, facts)}`,
      containerOutcome(container, facts),
      exitCode?.toString() ?? '',
      ...(inFull && planned ? containerSizes(planned) : ['', '']),
      '',
      '',
    ]
  })
}

function containerSizes(planned: SizedContainer): Markdown[] {
  return [cpuChange(planned.cpu), containerMemory(planned)]
}

function containerOutcome(container: Container, { watched: { task = {} }, attempt }: TaskFacts): Markdown {
  const { name, reason = '' } = container
  const defined = optionsFor(task, attempt.options).definition?.containerDefinitions?.find(
    (each) => each.name === name,
  )
  return [
    defined?.essential === false ? 'not essential' : '',
    wasStoppedByEcs(container, task, attempt) ? 'stopped by ECS' : '',
    escapeText(clip(reason, LONGEST_REASON)),
  ]
    .filter(Boolean)
    .join(', ')
}

/** A container that never ran has no log. */
function logLink(container: Container, { watched: { task = {} }, attempt }: TaskFacts): Markdown {
  const hasRun = task.startedAt !== undefined || container.exitCode !== undefined
  const url = hasRun ? logUrl(task, container, optionsFor(task, attempt.options).definition) : undefined
  return url === undefined ? '' : `\u00A0${link('log', url)}`
}

function durationCell(ms: number | undefined): string {
  return ms === undefined ? '' : together(formatDuration(ms))
}

const NAMES: Readonly<Record<Fate, string>> = {
  failed: '❌ failed',
  lost: '❔ not known to ECS',
  stopped: '⏹️ stopped by this step',
  running: '▶️ running',
  succeeded: '✅ succeeded',
}
const FATES = ['failed', 'lost', 'stopped', 'running', 'succeeded'] as const satisfies readonly Fate[]

/** How many tasks there are of each fate, and how long they took. */
export function tallyTable(tasks: readonly TaskFacts[], now: number): Markdown {
  const rows = FATES.flatMap((fate) => {
    const alike = tasks.filter((facts) => facts.fate === fate)
    if (alike.length === 0) return []
    const waited = alike.flatMap(({ watched, attempt }) => waitedMs(watched, attempt) ?? [])
    const ran = alike.flatMap(({ watched }) => (watched.task && ranForMs(watched.task, now)) ?? [])
    return [[NAMES[fate], `${alike.length}`, range(waited), range(ran)]]
  })
  return table([plural(tasks.length, 'task'), '', 'waited', 'ran'], rows)
}

/** `2 min 3 s`, or the shortest and the longest. */
function range(values: readonly number[]): string {
  if (values.length === 0) return ''
  const [least, most] = [formatDuration(Math.min(...values)), formatDuration(Math.max(...values))]
  return least === most ? least : `${least} to ${most}`
}
