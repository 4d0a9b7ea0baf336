import type { RunTaskCommandInput } from '@aws-sdk/client-ecs'
import type { Finding } from '../findings.js'
import type { RetrySettings } from '../inputs/settings.js'
import type { LogTails } from '../logs/log-tail.js'
import type { FargatePrice } from '../sizing/fargate-prices.js'
import type { SizePlan } from '../sizing/types.js'
import type { UsageReport } from '../usage/usage-report.js'
import { formatDuration, formatMemory } from '../text/format.js'
import { headlineOf, type TaskVerdict, type Verdict } from '../verdict/verdict.js'

/** One launch, and how its tasks ended. */
export interface AttemptReport {
  /** When RunTask was first sent, ms since the epoch; absent for tasks that another step started. */
  readonly askedAt?: number
  /** Those of this attempt alone, judged. */
  readonly tasks: readonly TaskVerdict[]
  /** Absent for tasks that another step started. */
  readonly plan?: SizePlan
  /** How memory may grow; absent for tasks that another step started. */
  readonly retry?: RetrySettings
  /** Absent where no log was followed. */
  readonly lastLines?: LogTails['of']
}

/** Where the tasks run, as far as it is known before they do. */
export interface Place {
  /** Short name. */
  readonly cluster: string
  readonly region?: string
}

/** A step from its start to its end. */
export interface RunReport {
  readonly verdict: Verdict
  /** The task definition as it was found, else as it was written; empty where none was given. */
  readonly name: string
  readonly place?: Place
  readonly plan?: SizePlan
  readonly findings: readonly Finding[]
  /** What ECS was, or would be, asked for. */
  readonly request?: RunTaskCommandInput
  /** In their order; none where nothing was started. */
  readonly attempts: readonly AttemptReport[]
  /** How many attempts `max-retries` allows; absent without `retry-on`. */
  readonly maxAttempts?: number
  /** What the tasks of the last attempt used; absent where it was not asked for or not seen. */
  readonly usage?: { readonly report: UsageReport; readonly price?: FargatePrice }
}

const WORDS: Record<Verdict['outcome'], readonly [verb: string, preposition: string]> = {
  succeeded: ['succeeded', 'in'],
  failed: ['failed', 'after'],
  'timed-out': ['timed out', 'after'],
  cancelled: ['cancelled', 'after'],
  started: ['started', 'in'],
  skipped: ['skipped', 'after'],
  planned: ['checked', 'in'],
}

/** How the step ended, at which attempt, with which size, after how long, and why: one plain sentence. */
export function describeResult({ verdict, attempts }: RunReport, tookMs: number): string {
  const { outcome, refused, problems, summary } = verdict
  if (refused !== undefined) return `refused: ${refused}`
  const [verb, preposition] = WORDS[outcome]
  const attempt = attempts.length > 1 ? ` at attempt ${attempts.length}` : ''
  const grown = grownSizes(attempts)
  const size = grown === undefined ? '' : `, with ${grown},`
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  const why =
    outcome === 'succeeded' && attempts.length > 1
      ? undefined
      : (summary ?? (first && `${headlineOf(first)}${more}`))
  return `${verb}${attempt}${size} ${preposition} ${formatDuration(tookMs)}${why === undefined || why === '' ? '' : `: ${why}`}`
}

/** `12 GB (app 8 GB)`: the sizes of the last attempt that the first one did not have. */
function grownSizes(attempts: readonly AttemptReport[]): string | undefined {
  const [first, last] = [attempts.at(0)?.plan, attempts.at(-1)?.plan]
  if (first === undefined || last === undefined || first === last) return undefined
  const task =
    last.memory.effective !== undefined && last.memory.effective !== first.memory.effective
      ? formatMemory(last.memory.effective)
      : undefined
  const containers = last.containers.flatMap(({ name, memory }) => {
    const before = first.containers.find((container) => container.name === name)?.memory.effective
    return memory.effective === undefined || memory.effective === before
      ? []
      : [`${name} ${formatMemory(memory.effective)}`]
  })
  if (task === undefined) return containers.length === 0 ? undefined : containers.join(', ')
  return containers.length === 0 ? task : `${task} (${containers.join(', ')})`
}
