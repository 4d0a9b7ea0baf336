import type { RunTaskCommandInput } from '@aws-sdk/client-ecs'
import type { Finding } from '../findings.js'
import type { RetrySettings } from '../inputs/settings.js'
import type { LogTails } from '../logs/log-tail.js'
import type { FargatePrice } from '../sizing/fargate-prices.js'
import type { SizePlan } from '../sizing/types.js'
import type { UsageReport } from '../usage/usage-report.js'
import { formatDuration, formatMemory } from '../text/format.js'
import { headlineOf, type TaskVerdict, type Verdict } from '../verdict/verdict.js'

/** One launch and the results of its tasks. */
export interface AttemptReport {
  /** When RunTask was first sent, ms since the epoch; absent for tasks that another step started. */
  readonly askedAt?: number
  /** Verdicts on the tasks of this attempt alone. */
  readonly tasks: readonly TaskVerdict[]
  /** Absent for tasks that another step started. */
  readonly plan?: SizePlan
  /** Memory growth; absent for tasks that another step started. */
  readonly retry?: RetrySettings
  /** Absent where no log was followed. */
  readonly lastLines?: LogTails['of']
}

/** Where the tasks run, as far as it is known before the launch. */
export interface Place {
  /** Short name. */
  readonly cluster: string
  readonly region?: string
}

/** The data of a step for the log, outputs and job summary. */
export interface RunReport {
  readonly verdict: Verdict
  /** Name of the task definition as ECS returned it, else as written in the input; empty where none was given. */
  readonly name: string
  readonly place?: Place
  readonly plan?: SizePlan
  readonly findings: readonly Finding[]
  /** The RunTask request that was sent, or would be. */
  readonly request?: RunTaskCommandInput
  /** In order; empty where no task was started. */
  readonly attempts: readonly AttemptReport[]
  /** Number of attempts that `max-retries` allows; absent without `retry-on`. */
  readonly maxAttempts?: number
  /** Usage of the tasks of the last attempt; absent where not requested or not measured. */
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

/** One sentence on the result of the step: attempt, size, duration and cause. */
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

/** `12 GB (app 8 GB)`: the sizes of the last attempt that differ from the first one. */
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
