import type { Finding } from '../findings.js'
import type { RunSettings } from '../inputs/settings.js'
import { containerTotals } from '../sizing/container-totals.js'
import type { SizePlan } from '../sizing/types.js'

/**
 * `max-memory` must be at least the memory of the first attempt: otherwise the first retry would get less than the attempt
 * that failed.
 */
export function checkMaxMemory({ retry, memory, containers }: RunSettings, plan: SizePlan): Finding[] {
  const most = retry.maxMemoryMiB
  const first = plan.memory.effective ?? containerTotals(plan.containers).memory
  if (most === undefined || first <= most) return []
  const observed = [memory, ...containers.map((container) => container.memory)].some(
    (size) => size?.kind === 'observed',
  )
  return [
    {
      severity: 'error',
      rule: 'max-memory-below',
      where: 'max-memory',
      message: observed
        ? `max-memory is ${most} MiB; by what earlier runs needed, the task gets ${first} MiB`
        : `max-memory is ${most} MiB; the first attempt has ${first} MiB`,
      advice: `Write max-memory: ${first} or more${observed ? ', or a lower headroom' : ''}.`,
    },
  ]
}

/** The use of a task is known only after the task has stopped. */
export function checkUsage({ usage, follow }: Pick<RunSettings, 'usage' | 'follow'>): Finding[] {
  if (!usage.show || follow.waitFor === 'stopped') return []
  return [
    {
      severity: 'warning',
      rule: 'usage-without-end',
      where: 'usage',
      message: `usage has no meaning with wait-for: ${follow.waitFor}: what a task used is known after its end`,
      advice: 'Use it in the step that waits for the end, such as the wait action.',
    },
  ]
}
