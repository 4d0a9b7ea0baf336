import { listWords } from '../text/words.js'
import { containerTotals, memoryNeed } from './container-totals.js'
import { definitionNeeded } from './merge-sizes.js'
import type { Diagnostics, SizedContainer } from './types.js'

/**
 * The smallest CPU units or MiB that `auto` may choose for the task. `undefined` where it is unknown, with a finding unless
 * the reason is already reported.
 */
export function autoNeed(
  dimension: 'cpu' | 'memory',
  where: string,
  definitionReadable: boolean,
  containers: readonly SizedContainer[],
  diagnostics: Diagnostics,
): number | undefined {
  if (!definitionReadable) {
    diagnostics.findings.push(definitionNeeded(where, 'auto'))
    return undefined
  }
  if (dimension === 'cpu') {
    return containers.some(({ cpu }) => cpu.unknown) ? undefined : containerTotals(containers).cpu
  }
  if (containers.some(({ memory, memoryReservation }) => memory.unknown || memoryReservation.unknown))
    return undefined
  const silent = containers.filter((container) => memoryNeed(container) === undefined).map(({ name }) => name)
  if (silent.length === containers.length) {
    diagnostics.findings.push({
      severity: 'error',
      rule: 'auto-memory-unknown',
      where,
      message: `auto cannot size the memory: no container says what it needs\n${listWords(silent, 'and')} ${silent.length === 1 ? 'names' : 'name'} neither memory nor memoryReservation.`,
      advice: `Write memory for ${silent.length === 1 ? 'it' : 'them'} under containers, or the memory of the task itself.`,
    })
    return undefined
  }
  if (silent.length > 0) {
    diagnostics.findings.push({
      severity: 'warning',
      rule: 'auto-memory-incomplete',
      where,
      message: `auto ignores ${listWords(silent, 'and')}, which has no memory setting\nThey may run short of memory.`,
      advice: `Write memory or memoryReservation for ${listWords(silent, 'and')} under containers.`,
    })
  }
  return containerTotals(containers).memory
}
