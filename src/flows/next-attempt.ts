import type { RunTaskCommandInput, Task } from '@aws-sdk/client-ecs'
import type { WatchedTask } from '../tasks/watched-task.js'
import { isError } from '../findings.js'
import { growMemory, type MemorySteps } from '../sizing/growth.js'
import { findRetry } from '../verdict/retry-reason.js'
import type { Attempt } from './attempt.js'
import { planFallbacks, planRequest } from '../request/plan-request.js'
import type { ReadyToRun } from './prepare.js'

export interface NextAttempt {
  readonly ready: ReadyToRun
  /** The index of the first place: 0 is the place of the inputs, the next are those of `capacity-fallback`. */
  readonly firstPlace: number
  /** One task for each that failed. */
  readonly count: number
  readonly failed: readonly WatchedTask[]
  /** Tasks that are not retried. */
  readonly settled: readonly WatchedTask[]
  /** The reason for the retry and the raised sizes, as a text. */
  readonly why: string
}

/** Plans the attempt after a failed one. A string is the reason for no retry. Undefined where no retry is requested. */
export function planNextAttempt(
  ready: ReadyToRun,
  attempt: Attempt,
  firstPlace: number,
  retriesLeft: number,
): NextAttempt | string | undefined {
  const { following, shortfall, verdict, report } = attempt
  const { retry } = ready.settings
  // The other tasks are stopped or left: the step gives all of them up.
  if (following.end === 'unhealthy') return undefined
  const elsewhere = planFallbackAttempt(ready, attempt, firstPlace)
  if (elsewhere !== undefined) return elsewhere
  if (shortfall.started < shortfall.asked || following.end !== 'finished') return undefined
  const again = findRetry(verdict.tasks, retry.on)
  if (again === undefined) return undefined
  if ('notRetried' in again) return again.notRetried
  if (retriesLeft <= 0) return `max-retries: ${retry.maxRetries} is used up.`
  const { failed, outOfMemory } = again
  const grown = growAll({ ...ready, plan: report.plan ?? ready.plan }, outOfMemory)
  if (typeof grown === 'string') return grown
  // The last retry after a Spot interruption runs on capacity that AWS does not interrupt.
  const toFallback = retriesLeft === 1 && again.why.includes('spot-interruption')
  return {
    ready: grown.ready,
    firstPlace: toFallback ? Math.max(firstPlace, 1) : firstPlace,
    count: failed.length,
    failed,
    settled: following.tasks.filter((watched) => !failed.includes(watched)),
    why: [...again.why, ...grown.steps.map(describeSteps)].join('; '),
  }
}

/** Tasks that ended for lack of capacity are started at the next place. This does not depend on `retry-on`. */
function planFallbackAttempt(
  ready: ReadyToRun,
  { following, shortfall, verdict }: Attempt,
  firstPlace: number,
): NextAttempt | undefined {
  if (shortfall.started < shortfall.asked || firstPlace >= ready.fallbacks.length) return undefined
  if (following.end !== 'finished') return undefined
  const again = findRetry(verdict.tasks, ['start-failure'])
  if (again === undefined || 'notRetried' in again) return undefined
  if (!again.failed.every(({ task }) => task && lackedCapacity(task))) return undefined
  return {
    ready,
    firstPlace: firstPlace + 1,
    count: again.failed.length,
    failed: again.failed,
    settled: following.tasks.filter((watched) => !again.failed.includes(watched)),
    why: `no capacity; trying ${ready.fallbacks[firstPlace]?.place ?? ''}`,
  }
}

function lackedCapacity({ stoppedReason = '' }: Task): boolean {
  return /capacity is unavailable/i.test(stoppedReason)
}

function growAll(
  ready: ReadyToRun,
  containers: readonly string[],
): { ready: ReadyToRun; steps: MemorySteps[] } | string {
  const { memoryGrowth: growth, maxMemoryMiB } = ready.settings.retry
  const steps: MemorySteps[] = []
  let grown = ready
  for (const container of containers) {
    const next = growMemory(grown.plan, grown.settings, {
      container,
      growth,
      ...(maxMemoryMiB !== undefined && { maxMemoryMiB }),
    })
    if ('reason' in next) return next.reason
    const { plan, request } = planRequest(next.wishes, grown.definition)
    const wrong = plan.findings.find(isError)
    if (request === undefined || wrong) return wrong?.message ?? 'There is no request to repeat.'
    grown = {
      ...grown,
      settings: next.wishes,
      plan: { ...plan, platform: grown.plan.platform },
      request: withStartedBy(request, grown.request),
      fallbacks: planFallbacks(next.wishes, grown.definition).map((fallback) => ({
        ...fallback,
        request: withStartedBy(fallback.request, grown.request),
      })),
    }
    steps.push(next.steps)
  }
  return { ready: grown, steps }
}

/** The key of `reattach` is that of the first attempt. */
function withStartedBy(
  request: RunTaskCommandInput,
  { startedBy }: RunTaskCommandInput,
): RunTaskCommandInput {
  return { ...request, ...(startedBy !== undefined && { startedBy }) }
}

function describeSteps({ container, memory, cpu }: MemorySteps): string {
  return [
    container && `container memory ${container.from} → ${container.to} MiB`,
    memory && `task memory ${memory.from} → ${memory.to} MiB`,
    cpu && `task CPU ${cpu.from} → ${cpu.to} units`,
  ]
    .filter(Boolean)
    .join(', ')
}
