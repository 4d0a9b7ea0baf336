import { type Finding, isError, placed } from '../../findings.js'
import { maskRequest } from '../../request/run-task-request.js'
import { shortId } from '../../text/arn.js'
import { plural } from '../../text/words.js'
import { asClause, type Verdict } from '../../verdict/verdict.js'
import { describeBill } from '../cost.js'
import type { ReportedProblem } from '../reported-problems.js'
import type { ReportView } from '../report-view.js'
import type { ReportedTask } from '../task-rows.js'
import { lastLines } from './last-lines.js'
import { code, escapeText, fence, type Markdown, prose, table } from './markdown.js'
import { cpuChange, memoryChange, sizeRows } from './sizes.js'
import { tallyTable, taskTable } from './task-table.js'
import { drawTimeline, MOST_DRAWN_TASKS } from './timeline.js'
import { usageSection } from './usage.js'
import { whereLine } from './where.js'
import { workedSizes } from './worked-sizes.js'

/** Above this number of tasks the summary shows counts and the failed tasks. */
const MAX_TASKS_IN_FULL = 6
const MAX_FAILED_TASKS = 20
const MAX_OTHER_TASKS = 100
const MAX_MESSAGES = 10
/** GitHub accepts at most 1 MiB a step, and drops a larger summary as a whole ("Adding a job summary"). */
const MAX_BYTES = 960 * 1024

/** A part of the summary, and its name in the note if it is left out for size. */
interface Section {
  readonly name: string
  readonly markdown: Markdown
}

const MARKS: Readonly<Record<Verdict['outcome'], string>> = {
  succeeded: '✅',
  failed: '❌',
  'timed-out': '⌛',
  cancelled: '🚫',
  started: '▶️',
  skipped: '⏭️',
  planned: '📋',
}

/** The job summary: the result first, each fact once. Its size is bounded for any number of tasks. */
export function writeSummary(view: ReportView): Markdown {
  const { verdict, name, sentence, problems, findings, tasks, endedAt, bill } = view
  return fit([
    {
      name: 'the heading',
      markdown: `### ${MARKS[verdict.outcome]} ${name === '' ? '' : `${code(name)} `}${escapeText(sentence)}`,
    },
    { name: 'the place', markdown: whereLine(view) },
    { name: 'what went wrong', markdown: describeProblems(problems) },
    { name: 'the mistakes', markdown: explain(messagesOf(findings, 'error')) },
    { name: 'the last lines', markdown: lastLines(view) },
    { name: 'the advice', markdown: describeAdvice(problems) },
    ...(tasks.length > 0 ? taskSections(view) : [{ name: 'the sizes', markdown: planTable(view) }]),
    {
      name: 'the timeline',
      markdown: tasks.length <= MOST_DRAWN_TASKS ? drawTimeline(tasks, endedAt) : '',
    },
    { name: 'the cost', markdown: bill ? escapeText(describeBill(bill)) : '' },
    { name: 'the sizes that worked', markdown: workedSizes(view) },
    { name: 'what the task used', markdown: usageSection(view.usage) },
    {
      name: 'the warnings',
      markdown: explain(messagesOf(onSubject(view), 'warning').map((message) => `⚠️ ${message}`)),
    },
    ...(verdict.outcome === 'planned' ? [{ name: 'the request', markdown: requestBlock(view) }] : []),
  ])
}

/** Leaves out the finding on unused memory after a failure or a retry. */
function onSubject({ findings, verdict, attempts }: ReportView): readonly Finding[] {
  const isQuiet = verdict.outcome === 'planned' || (verdict.outcome === 'succeeded' && attempts.length === 1)
  return isQuiet ? findings : findings.filter(({ rule }) => rule !== 'unused-memory')
}

/** One problem: only its facts, since the heading holds its title. Several: each with its title. */
function describeProblems(problems: readonly ReportedProblem[]): Markdown {
  if (problems.length === 1) return prose(shortenArns(problems.flatMap(factsOf).join('\n')))
  return explain(problems.map((problem) => shortenArns([titleOf(problem), ...factsOf(problem)].join('\n'))))
}

/** `98c4753e…  app never started: its network interface was not ready in time`. */
function titleOf({ message, because }: ReportedProblem): string {
  const [title = ''] = message.split('\n', 1)
  return because === undefined ? title : `${title}: ${because}`
}

/** The stopped reason of every task whose essential container ended. */
const EVERY_END = '"Essential container in task exited"'

/** The lines that repeat neither the title nor the cause. */
function factsOf({ message, facts = message.split('\n').slice(1), because }: ReportedProblem): string[] {
  return facts
    .map((line) => line.replace(`, ${EVERY_END}`, ''))
    .filter((line) => line !== `ECS: ${EVERY_END}, EssentialContainerExited`)
    .filter((line) => because === undefined || !saysTheSame(line, because))
}

function saysTheSame(line: string, because: string): boolean {
  return asClause(line) === because || /^Its limit was |^It has no limit of its own/.test(line)
}

/** Each advice once. */
function describeAdvice(problems: readonly ReportedProblem[]): Markdown {
  const advice = [...new Set(problems.flatMap(({ advice }) => advice ?? []))]
  return advice.slice(0, MAX_MESSAGES).map(prose).join('\n\n')
}

/** Sets the first line of each message in bold, and the lines to copy as a code block. */
function explain(messages: readonly string[]): Markdown {
  const shown = messages.slice(0, MAX_MESSAGES).map((message) => {
    const [first = '', ...rest] = message.split('\n')
    return `**${escapeText(first)}**${rest.length > 0 ? `<br>\n${prose(rest.join('\n'))}` : ''}`
  })
  const more = messages.length - MAX_MESSAGES
  return [...shown, ...(more > 0 ? [`And ${more} more, which are in the log.`] : [])].join('\n\n')
}

/** Shows each block to copy once, with the first finding that has it. With errors only their blocks are shown. */
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

/** Shortens ARNs: the table links to each task, and the account id is not needed on a page that others may read. */
function shortenArns(message: string): string {
  return message.replaceAll(/\barn:[\w-]+:ecs:[\w-]+:\d+:task\/[\w/-]+/g, shortId)
}

function planTable({ plan }: ReportView): Markdown {
  return plan === undefined || (plan.containers.length === 0 && plan.cpu.effective === undefined)
    ? ''
    : table(['size of', 'vCPU', 'memory'], sizeRows(plan))
}

function requestBlock({ request }: ReportView): Markdown {
  if (request === undefined) return ''
  const json = fence('json', JSON.stringify(maskRequest(request), null, 2))
  return folded('The request as ECS would get it, without the values of <code>environment</code>', json)
}

function taskSections({ tasks, attempts, plan, endedAt: now }: ReportView): Section[] {
  const options = { now, severalAttempts: attempts.length > 1, withWords: tasks.length > 1 }
  if (tasks.length <= MAX_TASKS_IN_FULL)
    return [{ name: 'the tasks', markdown: taskTable(tasks, { ...options, inFull: true }) }]
  const show = (shown: readonly ReportedTask[]): Markdown => taskTable(shown, { ...options, inFull: false })
  const wellEnded = tasks.filter(({ verdict }) => verdict.fate === 'succeeded')
  const others = tasks.filter(({ verdict }) => verdict.fate !== 'succeeded')
  const size = attempts.at(-1)?.plan ?? plan
  return [
    { name: 'the tally', markdown: tallyTable(tasks, now) },
    { name: 'the sizes', markdown: size ? describeSize(size) : '' },
    { name: 'the tasks that did not succeed', markdown: some(others, MAX_FAILED_TASKS, show) },
    {
      name: 'the tasks that succeeded',
      markdown: folded(
        `${plural(wellEnded.length, 'task')} that succeeded`,
        some(wellEnded, MAX_OTHER_TASKS, show),
      ),
    },
  ]
}

function describeSize({ cpu, memory }: NonNullable<ReportView['plan']>): Markdown {
  const parts = [
    cpu.effective === undefined ? '' : `${cpuChange(cpu)} vCPU`,
    memory.effective === undefined ? '' : memoryChange(memory),
  ].filter(Boolean)
  return parts.length > 0 ? `Each task: ${parts.join(', ')}` : ''
}

/** The first tasks, with the number of the others. */
function some(
  tasks: readonly ReportedTask[],
  most: number,
  show: (shown: readonly ReportedTask[]) => Markdown,
): Markdown {
  if (tasks.length === 0) return ''
  const more = tasks.length - most
  const rest = more > 0 ? `\n\nAnd ${more} more: the log and the output \`tasks\` have them all.` : ''
  return `${show(tasks.slice(0, most))}${rest}`
}

function folded(title: string, content: Markdown): Markdown {
  return content === '' ? '' : `<details><summary>${title}</summary>\n\n${content}\n\n</details>`
}

/** The sections that fit, in order, with a note on those left out. */
function fit(sections: readonly Section[]): Markdown {
  const shown: Markdown[] = []
  const leftOut: string[] = []
  let bytes = 0
  for (const { name, markdown } of sections.filter((section) => section.markdown !== '')) {
    const size = Buffer.byteLength(markdown)
    if (bytes + size > MAX_BYTES) {
      leftOut.push(name)
      continue
    }
    bytes += size
    shown.push(markdown)
  }
  if (leftOut.length > 0) shown.push(`Left out for size: ${leftOut.join(', ')}. See the log.`)
  return shown.join('\n\n')
}
