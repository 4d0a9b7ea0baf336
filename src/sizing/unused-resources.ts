import type { Finding } from '../findings.js'
import { fargateTiers } from './fargate.js'
import { sum } from './container-totals.js'
import { limitsOf } from './platform.js'
import type { SizePlan } from './types.js'

/**
 * Memory of a Fargate task that no container can reach, where a smaller size beside the same CPU would hold them all.
 * Only where every container has a hard limit: one without may use whatever the others leave. CPU above the sum of the
 * containers is no waste: on Linux they share it.
 */
export function findUnusedResources(
  plan: SizePlan,
  reaction: 'warn' | 'fail' | 'ignore',
): Finding | undefined {
  const task = plan.memory.effective
  if (reaction === 'ignore' || plan.platform !== 'fargate' || task === undefined) return undefined
  const limits = plan.containers.map(({ memory }) => memory.effective)
  if (limits.length === 0 || limits.includes(undefined)) return undefined
  const reachable = sum(limits)
  const tier = fargateTiers(limitsOf(plan.operatingSystemFamily, plan.platformVersion)).find(
    ({ cpu }) => cpu === plan.cpu.effective,
  )
  const enough = tier?.memory.find((size) => size >= reachable)
  if (enough === undefined || enough >= task) return undefined
  const parts = plan.containers.map(({ name, memory }) => `${name} ${memory.effective ?? 0}`)
  return {
    severity: reaction === 'fail' ? 'error' : 'warning',
    rule: 'unused-memory',
    where: 'memory',
    message: `${task - reachable} of ${task} MiB are out of reach of the containers\nTheir limits: ${parts.join(' + ')}${parts.length > 1 ? ` = ${reachable}` : ''} MiB. What is above is paid for and cannot be used.`,
    advice: `Write memory: ${enough}, which holds them all, or give the containers more.`,
    paste: `memory: ${enough}`,
  }
}
