import type { Container } from '@aws-sdk/client-ecs'
import { parseTaskArn, shortId } from '../ecs/arn.js'
import type { SizePlan } from '../sizing/size-plan.js'
import { humaneDuration } from '../text/humane.js'
import { logUrl, taskUrl } from './console-links.js'
import { clip, link, type Markdown, table, text } from './markdown.js'
import { containerLabel, containerMemory, cpuChange, memoryChange } from './sizes.js'
import { describeExit, type Fate, ranForMs, type TaskFacts, waitedMs } from './task-facts.js'

const MARKS: Readonly<Record<Fate, string>> = {
  succeeded: '✅',
  failed: '❌',
  stopped: '⏹️',
  running: '▶️',
  lost: '❔',
}

/** ECS gives up to 1024 characters; the log and the outputs have them all. */
const LONGEST_REASON = 240

const HEAD = ['', 'outcome', 'CPU units', 'memory', 'exit code', 'waited', 'ran', 'reason', 'log']

export interface TableOptions {
  /** ms since the epoch. */
  readonly now: number
  readonly severalAttempts: boolean
  /** Whether each task shows its containers below it. */
  readonly containers: boolean
}

/** A row for each task, with its containers below it. */
export function taskTable(tasks: readonly TaskFacts[], options: TableOptions): Markdown {
  const rows = tasks.flatMap((facts) => [
    taskRow(facts, options),
    ...(options.containers
      ? (facts.watched.task?.containers ?? []).map((each) => containerRow(each, facts))
      : []),
  ])
  return table(HEAD, rows)
}

function taskRow(facts: TaskFacts, { now, severalAttempts }: TableOptions): Markdown[] {
  const { watched, attempt, attemptNumber, fate, words, exitCode } = facts
  const { plan } = attempt.grounds
  const task = watched.task ?? {}
  const { stopCode, stoppedReason } = task
  return [
    `**${taskLink(facts)}**${severalAttempts ? ` attempt ${attemptNumber}` : ''}`,
    `${MARKS[fate]} ${text(words)}`,
    withEcho(plan ? cpuChange(plan.cpu) : '', plan?.cpu.effective, task.cpu),
    withEcho(plan ? memoryChange(plan.memory) : '', plan?.memory.effective, task.memory),
    exitCode?.toString() ?? '',
    duration(waitedMs(watched, attempt)),
    duration(ranForMs(task, now)),
    text(clip([stopCode, stoppedReason].filter(Boolean).join(': '), LONGEST_REASON)),
    '',
  ]
}

/** The task's size as ECS tells it, where that is not what was planned. */
function withEcho(planned: Markdown, effective: number | undefined, echoed: string | undefined): Markdown {
  if (echoed === undefined || echoed === effective?.toString()) return planned
  return planned === '' ? text(echoed) : `${planned} (ECS: ${text(echoed)})`
}

function containerRow(container: Container, { watched, attempt }: TaskFacts): Markdown[] {
  const { task = {} } = watched
  const { name = '', reason = '' } = container
  const planned = planOf(attempt.grounds.plan, name)
  const url = logUrl(task, container, attempt.grounds.definition)
  return [
    containerLabel(name, isEssential(name, attempt)),
    '',
    planned ? cpuChange(planned.cpu) : '',
    planned ? containerMemory(planned) : '',
    describeExit(container, task, attempt),
    '',
    '',
    text(clip(reason, LONGEST_REASON)),
    url === undefined ? '' : link('log', url),
  ]
}

function planOf(plan: SizePlan | undefined, name: string): SizePlan['containers'][number] | undefined {
  return plan?.containers.find((container) => container.name === name)
}

function isEssential(name: string, { grounds: { definition } }: TaskFacts['attempt']): boolean {
  return definition?.containerDefinitions?.find((container) => container.name === name)?.essential !== false
}

/** The task's short id, as a link to the console where its address is known. */
export function taskLink({ watched }: TaskFacts): Markdown {
  const arn = parseTaskArn(watched.arn)
  return link(text(shortId(watched.arn)), arn && taskUrl(arn))
}

function duration(ms: number | undefined): string {
  return ms === undefined ? '' : humaneDuration(ms)
}
