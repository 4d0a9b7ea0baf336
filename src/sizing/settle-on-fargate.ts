import { cheapestFirst } from './cheapest.js'
import type { Size } from './effective.js'
import { explainChoice, explainNoSize } from './explain-choice.js'
import { sizesOf, type FargateTier } from './fargate-sizes.js'
import { isHeldBy, settle, type OpenSize } from './open-size.js'
import type { Remarks } from './remarks.js'

/**
 * Takes the cheapest Fargate size that is at least as large as what factors and `auto` ask for, and exactly what is
 * fixed in the other dimension. Says in `remarks` what it took, or why there is none.
 */
export function settleOnFargate(
  tiers: readonly FargateTier[],
  cpu: OpenSize,
  memory: OpenSize,
  remarks: Remarks,
): { readonly cpu: Size; readonly memory: Size } {
  const nothingOpen = cpu.open === undefined && memory.open === undefined
  if (nothingOpen || !isBounded(cpu) || !isBounded(memory)) return { cpu, memory }
  const sizes = sizesOf(tiers)
  const candidates = cheapestFirst(sizes).filter((size) => mayBe(cpu, size.cpu) && mayBe(memory, size.memory))
  const index = candidates.findIndex((size) => isHeldBy(size, cpu, memory))
  const chosen = candidates[index]
  if (chosen === undefined) {
    // A CPU that Fargate does not have is reported by the rule for it.
    const cpuExists = cpu.open !== undefined || sizes.some((size) => size.cpu === cpu.effective)
    if (cpuExists) remarks.findings.push(explainNoSize(sizes, cpu, memory))
    return { cpu, memory }
  }
  remarks.notes.push(...explainChoice(chosen, candidates[index - 1], cpu, memory))
  return {
    cpu: cpu.open === undefined ? cpu : settle(cpu, chosen.cpu),
    memory: memory.open === undefined ? memory : settle(memory, chosen.memory),
  }
}

/** Nothing can be chosen beside a size that is not known, or that nobody sets. */
function isBounded(size: OpenSize): boolean {
  return size.open !== undefined || size.effective !== undefined
}

function mayBe(size: OpenSize, value: number): boolean {
  return size.open !== undefined || size.effective === value
}
