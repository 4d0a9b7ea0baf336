import { isError, type Finding } from '../findings.js'
import { sum } from './container-totals.js'
import { fargateTiers } from './fargate.js'
import { limitsOf } from './platform.js'
import type { SizedContainer, SizePlan } from './types.js'

/**
 * Memory of a Fargate task that no container can use, where a smaller size with the same CPU would hold all of them.
 * Reported only where every container has a hard limit: a container without one may use the rest. CPU above the sum of the
 * containers is not unused: on Linux they share it. Not reported beside an error, whose advice is about the same sizes.
 */
export function findUnusedResources(
  plan: SizePlan,
  reaction: 'warn' | 'fail' | 'ignore',
): Finding | undefined {
  const task = plan.memory.effective
  if (reaction === 'ignore' || plan.platform !== 'fargate' || task === undefined) return undefined
  if (plan.findings.some(isError)) return undefined
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
    message: `the containers can use ${reachable} of the task's ${task} MiB, and all of it is paid for\nTheir limits: ${parts.join(' + ')}${parts.length > 1 ? ` = ${reachable}` : ''} MiB.`,
    ...adviseUse(plan, task - reachable, enough),
  }
}

/** Memory that the step itself requested was meant for a container: the advice gives it to the largest essential one. */
function adviseUse(plan: SizePlan, spare: number, enough: number): Pick<Finding, 'advice' | 'paste'> {
  const smaller = `memory: ${enough} for the task, which holds them all`
  const largest = plan.containers.toSorted(bySize).at(0)
  if (plan.memory.where === undefined || largest === undefined)
    return {
      advice: `Write ${smaller}, or give the containers more.`,
      paste: `memory: ${enough}`,
    }
  const entry = `${largest.name}: {memory: ${(largest.memory.effective ?? 0) + spare}}`
  return {
    advice: `Write ${entry} under containers, so that ${largest.name} can use it; or ${smaller}.`,
    paste: `containers: |\n  ${entry}`,
  }
}

function bySize(one: SizedContainer, other: SizedContainer): number {
  return (
    Number(other.essential) - Number(one.essential) ||
    (other.memory.effective ?? 0) - (one.memory.effective ?? 0)
  )
}
