import { definitionNeeded } from './definition-needed.js'
import type { EffectiveContainer } from './effective.js'
import { memoryNeed, needsOf } from './needs.js'
import type { Remarks } from './remarks.js'
import { listOf } from './wording.js'

/**
 * The least CPU units or MiB that `auto` may choose for the task; `undefined` where that cannot be told, with a finding
 * unless the reason has been reported already.
 */
export function autoNeed(
  dimension: 'cpu' | 'memory',
  where: string,
  definitionReadable: boolean,
  containers: readonly EffectiveContainer[],
  remarks: Remarks,
): number | undefined {
  if (!definitionReadable) {
    remarks.findings.push(definitionNeeded(where, 'auto', `${dimension} that all its containers ask for`))
    return undefined
  }
  if (dimension === 'cpu') {
    return containers.some(({ cpu }) => cpu.unknown) ? undefined : needsOf(containers).cpu
  }
  if (containers.some(({ memory, memoryReservation }) => memory.unknown || memoryReservation.unknown))
    return undefined
  const silent = containers.filter((container) => memoryNeed(container) === undefined).map(({ name }) => name)
  if (silent.length === containers.length) {
    remarks.findings.push({
      severity: 'error',
      rule: 'auto-memory-unknown',
      where,
      message: `auto cannot size the memory: no container says what it needs\n${listOf(silent, 'and')} ${silent.length === 1 ? 'names' : 'name'} neither memory nor memoryReservation.`,
      advice: `Write memory for ${silent.length === 1 ? 'it' : 'them'} under containers, or the memory of the task itself.`,
    })
    return undefined
  }
  if (silent.length > 0) {
    remarks.findings.push({
      severity: 'warning',
      rule: 'auto-memory-incomplete',
      where,
      message: `auto counts no memory for ${listOf(silent, 'and')}\nOnly what the other containers ask for is sure to be there.`,
      advice: `Write memory or memoryReservation for ${listOf(silent, 'and')} under containers.`,
    })
  }
  return needsOf(containers).memory
}
