import type { EffectiveContainer } from './merge-sizes.js'
import type { ContainerPlan } from './types.js'

/** What the containers ask for together: the least that the task must have. */
export interface ContainerTotals {
  /** CPU units. */
  readonly cpu: number
  /** MiB: of each container its hard limit, else its reservation. */
  readonly memory: number
}

/** Adds up what is known; a container that asks for nothing counts nothing. */
export function containerTotals(containers: readonly EffectiveContainer[]): ContainerTotals {
  return {
    cpu: sum(containers.map(({ cpu }) => cpu.effective)),
    memory: sum(containers.map(memoryNeed)),
  }
}

/**
 * MiB that one container asks for. A limit below its reservation is a mistake of its own; the larger of both keeps the
 * task from being too small as well.
 */
export function memoryNeed({
  memory,
  memoryReservation,
}: Pick<ContainerPlan, 'memory' | 'memoryReservation'>): number | undefined {
  if (memory.effective === undefined && memoryReservation.effective === undefined) return undefined
  return Math.max(memory.effective ?? 0, memoryReservation.effective ?? 0)
}

/** What is absent counts nothing. */
export function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0)
}
