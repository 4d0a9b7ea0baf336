import { shortId } from '../../text/arn.js'
import { maskRequest } from '../../request/run-task-request.js'
import { type Finding, isError, placed } from '../../findings.js'
import type { SizePlan } from '../../sizing/types.js'
import { plural } from '../../text/words.js'
import { billOf, describeBill } from '../cost.js'
import { describeResult, type RunReport, type Timing } from '../run-report.js'
import { code, fence, type Markdown, prose, table, escapeText } from './markdown.js'
import { cpuChange, memoryChange, sizeRows } from './sizes.js'
import { tallyTable, taskTable } from './task-table.js'
import { gatherTasks, type TaskFacts } from '../task-facts.js'
import { drawTimeline, MOST_DRAWN_TASKS } from './timeline.js'

/** Beyond this a reader is better served by numbers, and by those tasks that failed. */
const MOST_TASKS_IN_FULL = 6
const MOST_FAILED_TASKS = 20
const MOST_OTHER_TASKS = 100
const MOST_MESSAGES = 10
/** GitHub takes at most 1 MiB a step, and drops a summary that is larger as a whole ("Adding a job summary"). */
const MOST_BYTES = 960 * 1024

/** A part of the summary, and what to call it where there is no room for it. */
interface Section {
  readonly name: string
  readonly markdown: Markdown
}

const MARKS: Readonly<Record<RunReport['verdict']['outcome'], string>> = {
  succeeded: '✅',
  failed: '❌',
  'timed-out': '⌛',
  cancelled: '🚫',
  started: '▶️',
  skipped: '⏭️',
  planned: '📋',
}

/** The page of the run: what became of the step, first what a reader must know. Bounded, whatever the tasks. */
export function writeSummary(report: RunReport, timing: Timing): Markdown {
  const { verdict, name, attempts } = report
  const heading = `### ${MARKS[verdict.outcome]} ${name === '' ? '' : `${code(name)} `}${escapeText(describeResult(verdict, timing.tookMs))}`
  const tasks = gatherTasks(attempts)
  return fit([
    { name: 'the heading', markdown: heading },
    {
      name: 'what went wrong',
      markdown: explain(verdict.problems.map(({ message }) => shortenArns(message))),
    },
    { name: 'the mistakes', markdown: explain(messagesOf(report.findings, 'error')) },
    ...(tasks.length > 0
      ? taskSections(tasks, report, timing.endedAt)
      : [{ name: 'the sizes', markdown: planTable(report) }]),
    {
      name: 'the warnings',
      markdown: explain(messagesOf(report.findings, 'warning').map((message) => `⚠️ ${message}`)),
    },
    {
      name: 'the timeline',
      markdown: tasks.length <= MOST_DRAWN_TASKS ? drawTimeline(tasks, timing.endedAt) : '',
    },
    ...(verdict.outcome === 'planned' ? [{ name: 'the request', markdown: requestBlock(report) }] : []),
  ])
}

/** Each message's first line stands out; what is to be pasted can be copied. */
function explain(messages: readonly string[]): Markdown {
  const shown = messages.slice(0, MOST_MESSAGES).map((message) => {
    const [first = '', ...rest] = message.split('\n')
    return `**${escapeText(first)}**${rest.length > 0 ? `<br>\n${prose(rest.join('\n'))}` : ''}`
  })
  const more = messages.length - MOST_MESSAGES
  return [...shown, ...(more > 0 ? [`And ${more} more, which are in the log.`] : [])].join('\n\n')
}

/** What is to be copied is shown once, with the first finding that asks for it; beside mistakes nothing else is. */
function messagesOf(findings: readonly Finding[], severity: Finding['severity']): string[] {
  const alike = findings.filter((finding) => finding.severity === severity)
  const pastes = alike.map(({ paste }) => paste)
  return alike.map((finding, index) => {
    const { advice, paste } = finding
    const isToCopy = pastes.indexOf(paste) === index && (severity === 'error' || !findings.some(isError))
    const block = isToCopy ? paste?.replaceAll(/^/gm, '    ') : undefined
    return [placed(finding), advice, block].filter(Boolean).join('\n')
  })
}

/** The table links to each task, and an account's number need not stand on a page that many may see. */
function shortenArns(message: string): string {
  return message.replaceAll(/\barn:[\w-]+:ecs:[\w-]+:\d+:task\/[\w/-]+/g, shortId)
}

function planTable({ plan }: RunReport): Markdown {
  return plan === undefined || (plan.containers.length === 0 && plan.cpu.effective === undefined)
    ? ''
    : table(['', 'CPU units', 'memory'], sizeRows(plan))
}

function requestBlock({ request }: RunReport): Markdown {
  if (request === undefined) return ''
  const json = fence('json', JSON.stringify(maskRequest(request), null, 2))
  return `The request as ECS would get it; the values of \`environment\` are left out.\n\n${json}`
}

function taskSections(tasks: readonly TaskFacts[], { attempts, plan }: RunReport, now: number): Section[] {
  const options = { now, severalAttempts: attempts.length > 1 }
  const bill = billOf(
    tasks.flatMap(({ watched }) => watched.task ?? []),
    now,
  )
  const billed = { name: 'what is billed', markdown: bill ? escapeText(asSentence(describeBill(bill))) : '' }
  if (tasks.length <= MOST_TASKS_IN_FULL)
    return [{ name: 'the tasks', markdown: taskTable(tasks, { ...options, inFull: true }) }, billed]
  const show = (shown: readonly TaskFacts[]): Markdown => taskTable(shown, { ...options, inFull: false })
  const wellEnded = tasks.filter(({ fate }) => fate === 'succeeded')
  const others = tasks.filter(({ fate }) => fate !== 'succeeded')
  return [
    { name: 'the tally', markdown: tallyTable(tasks, now) },
    { name: 'the sizes', markdown: plan ? describeSize(plan) : '' },
    billed,
    { name: 'the tasks that did not succeed', markdown: some(others, MOST_FAILED_TASKS, show) },
    {
      name: 'the tasks that succeeded',
      markdown: folded(
        `${plural(wellEnded.length, 'task')} that succeeded`,
        some(wellEnded, MOST_OTHER_TASKS, show),
      ),
    },
  ]
}

function describeSize({ cpu, memory }: SizePlan): Markdown {
  const parts = [
    cpu.effective === undefined ? '' : `${cpuChange(cpu)} CPU units`,
    memory.effective === undefined ? '' : `${memoryChange(memory)} of memory`,
  ].filter(Boolean)
  return parts.length > 0 ? `Each task: ${parts.join(', ')}.` : ''
}

/** The first of some tasks; how many more there are is said. */
function some(
  tasks: readonly TaskFacts[],
  most: number,
  show: (shown: readonly TaskFacts[]) => Markdown,
): Markdown {
  if (tasks.length === 0) return ''
  const more = tasks.length - most
  const rest = more > 0 ? `\n\nAnd ${more} more: the log and the output \`tasks\` have them all.` : ''
  return `${show(tasks.slice(0, most))}${rest}`
}

function folded(title: string, content: Markdown): Markdown {
  return content === '' ? '' : `<details><summary>${title}</summary>\n\n${content}\n\n</details>`
}

/** What there is room for, in its order; what is left out is said. */
function fit(sections: readonly Section[]): Markdown {
  const shown: Markdown[] = []
  const leftOut: string[] = []
  let bytes = 0
  for (const { name, markdown } of sections.filter((section) => section.markdown !== '')) {
    const size = Buffer.byteLength(markdown)
    if (bytes + size > MOST_BYTES) {
      leftOut.push(name)
      continue
    }
    bytes += size
    shown.push(markdown)
  }
  if (leftOut.length > 0) shown.push(`GitHub has no room here for ${leftOut.join(', ')}: see the log.`)
  return shown.join('\n\n')
}

function asSentence(sentence: string): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`
}
