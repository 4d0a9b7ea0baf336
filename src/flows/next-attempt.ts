import type { WatchedTask } from '../tasks/watched-task.js'
import { isError } from '../findings.js'
import { growMemory, type MemorySteps } from '../sizing/growth.js'
import { findRetry } from '../verdict/retry-reason.js'
import type { Attempt } from './run-attempts.js'
import { planRequest } from '../request/plan-request.js'
import type { ReadyToRun } from './prepare.js'

export interface NextAttempt {
  readonly ready: ReadyToRun
  /** One task for each that failed. */
  readonly count: number
  readonly failed: readonly WatchedTask[]
  /** Tasks that need no other attempt. */
  readonly settled: readonly WatchedTask[]
  /** What it is tried again for, and with what more, in words. */
  readonly why: string
}

/** The attempt after one that failed; a sentence where the memory cannot grow; undefined where another is not wanted or would not help. */
export function planNextAttempt(
  ready: ReadyToRun,
  { following, shortfall, options }: Attempt,
): NextAttempt | string | undefined {
  const { retry } = ready.settings
  const again = shortfall.started < shortfall.asked ? undefined : findRetry(following, retry.on, options)
  if (again === undefined) return undefined
  const { failed, outOfMemory } = again
  const grown = growAll({ ...ready, plan: options.plan ?? ready.plan }, outOfMemory)
  if (typeof grown === 'string') return grown
  return {
    ready: grown.ready,
    count: failed.length,
    failed,
    settled: following.tasks.filter((watched) => !failed.includes(watched)),
    why: [...again.why, ...grown.steps.map(describeSteps)].join('; '),
  }
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
    grown = { ...grown, settings: next.wishes, plan: { ...plan, platform: grown.plan.platform }, request }
    steps.push(next.steps)
  }
  return { ready: grown, steps }
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
