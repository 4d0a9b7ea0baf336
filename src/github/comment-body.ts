import { type Markdown, code, escapeText, link, table } from '../report/summary/markdown.js'
import { sizeRows } from '../report/summary/sizes.js'
import { FARGATE_PRICES, type Machine, PRICES_AS_OF, hourlyPrice } from '../sizing/fargate-prices.js'
import { type Finding, isError } from '../findings.js'
import type { SizePlan } from '../sizing/types.js'
import { formatDuration } from '../text/format.js'
import { plural } from '../text/words.js'
import type { Outcome } from '../verdict/verdict.js'

/** The data of a comment, without text of a program, of ECS or of an input: the runner does not mask comments. */
export interface CommentFacts {
  readonly outcome: Outcome
  /** `nightly-etl:42`; empty where unknown. */
  readonly name: string
  /** The line below the heading: the cluster's short name, the Region, and the launch type or capacity provider. */
  readonly place: readonly string[]
  readonly region?: string
  readonly count: number
  /** Absent without a plan, and for tasks that another step started. */
  readonly plan?: SizePlan
  readonly runsOnSpot: boolean
  readonly findings: readonly Finding[]
  readonly exitCode?: number
  readonly attempts: number
  readonly tookMs: number
  readonly tasks: readonly { readonly id: string; readonly url?: string }[]
  /** The page of the workflow run. */
  readonly runUrl?: string
}

const MOST_LISTED = 10
const SHORT_ID_CHARACTERS = 8

const MARKS: Readonly<Record<string, string>> = {
  succeeded: '✅',
  failed: '❌',
  'timed-out': '⌛',
  cancelled: '🚫',
  started: '▶️',
  skipped: '⏭️',
  planned: '📋',
}

/** The comment in Markdown. Every name is escaped, so the comment mentions no user and links no issue. */
export function writeComment(facts: CommentFacts): Markdown {
  const { place, findings, runUrl } = facts
  return [
    `### ${MARKS[facts.outcome] ?? ''} ${heading(facts)}`,
    place.map((part) => nameOf(withoutAccount(part))).join(' · '),
    sizes(facts),
    describeHour(facts),
    listFindings(findings),
    listTasks(facts),
    runUrl === undefined ? '' : `${link('The run', runUrl)} has the details.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** GitHub links `#1`, `GH-1` and mentions in text even if escaped, but not in code. */
function nameOf(name: string): Markdown {
  return /^(?!gh-)[a-z][a-z\d -]*$/i.test(name) ? name : code(name)
}

function heading({ outcome, name, findings, exitCode, attempts, tookMs, count }: CommentFacts): Markdown {
  const who = name === '' ? 'The task' : code(withoutAccount(name))
  const mistakes = findings.filter(isError).length
  const took = formatDuration(tookMs)
  const again = attempts > 1 ? `, at attempt ${attempts}` : ''
  if (mistakes > 0) return `${who} cannot run like this: ${plural(mistakes, 'mistake')}`
  switch (outcome) {
    case 'planned':
      return `${who} would run${count > 1 ? `, ${count} times` : ''}; nothing was started`
    case 'succeeded':
      return `${who} succeeded in ${took}${again}`
    case 'skipped':
      return `${who} was not started: it runs already`
    case 'started':
      return `${who} was started`
    case 'timed-out':
      return `${who} timed out after ${took}`
    case 'cancelled':
      return `${who} was cancelled after ${took}`
    default:
      return `${who} failed after ${took}${again}${exitCode === undefined ? '' : `: exit code ${exitCode}`}`
  }
}

function sizes({ plan }: CommentFacts): Markdown {
  if (plan === undefined || (plan.containers.length === 0 && plan.cpu.effective === undefined)) return ''
  const rows = sizeRows(plan).map((row) => row.map(withoutAccount))
  return table(['size of', 'vCPU', 'memory'], rows)
}

/** The cost of one hour of all tasks, and the cost with the sizes of the task definition. A refused size has no price. */
function describeHour({ plan, region = '', count, runsOnSpot, findings }: CommentFacts): Markdown {
  if (plan?.platform !== 'fargate' || findings.some(isError)) return ''
  const price = FARGATE_PRICES[region]?.[machineOf(plan)]
  const usdOf = (cpu: number | undefined, memory: number | undefined): number | undefined =>
    price === undefined || cpu === undefined || memory === undefined
      ? undefined
      : hourlyPrice({ cpu, memory }, price) * count
  const now = usdOf(plan.cpu.effective, plan.memory.effective)
  const defined = usdOf(plan.cpu.defined, plan.memory.defined)
  if (now === undefined) return ''
  const before =
    defined === undefined || defined === now
      ? ''
      : ` (in the sizes of the task definition ${dollars(defined)})`
  const tasks = count > 1 ? ` of ${plural(count, 'task')}` : ''
  const spot = runsOnSpot ? ' Fargate Spot costs less, at a price that varies.' : ''
  const basis = `on-demand prices of ${PRICES_AS_OF} in ${region}, without storage, transfer and logs`
  return escapeText(`An hour${tasks} costs about ${dollars(now)}${before}: ${basis}.${spot}`)
}

function machineOf({ operatingSystemFamily, cpuArchitecture }: SizePlan): Machine {
  if (operatingSystemFamily.startsWith('WINDOWS')) return 'Windows/X86_64'
  return cpuArchitecture === 'ARM64' ? 'Linux/ARM64' : 'Linux/X86_64'
}

/** Only rule and place: messages quote the inputs. */
function listFindings(findings: readonly Finding[]): Markdown {
  const rows = findings
    .slice(0, MOST_LISTED)
    .map((finding) => `- ${isError(finding) ? '❌' : '⚠️'} ${code(finding.rule)}${placeOf(finding)}`)
  const more = findings.length - MOST_LISTED
  return [...rows, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')
}

function placeOf({ where }: Finding): Markdown {
  return /^[a-z][a-z-]*(?::\d+:\d+)?$/.test(where) ? ` at ${code(where)}` : ''
}

function listTasks({ tasks }: CommentFacts): Markdown {
  if (tasks.length === 0) return ''
  const links = tasks
    .slice(0, MOST_LISTED)
    .map(({ id, url }) => link(code(id.slice(0, SHORT_ID_CHARACTERS)), url))
  const more = tasks.length - MOST_LISTED
  return `${tasks.length === 1 ? 'Task' : 'Tasks'}: ${links.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Removes the account id (twelve digits), which a name holds if the user has given an ARN. */
function withoutAccount(name: string): string {
  return name.replaceAll(/(?<!\d)\d{12}(?!\d)/g, '…')
}

function dollars(usd: number): string {
  return `$${usd >= 1 ? usd.toFixed(2) : Number(usd.toPrecision(2))}`
}
