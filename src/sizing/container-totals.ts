import type { Size, SizedContainer } from './types.js'

/** What the containers ask for together: the least that the task must have. */
export interface ContainerTotals {
  /** CPU units. */
  readonly cpu: number
  /** MiB: of each container its hard limit, else its reservation. */
  readonly memory: number
}

/** Adds up what is known; a container that asks for nothing counts nothing. */
export function containerTotals(containers: readonly SizedContainer[]): ContainerTotals {
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
}: Pick<SizedContainer, 'memory' | 'memoryReservation'>): number | undefined {
  if (memory.effective === undefined && memoryReservation.effective === undefined) return undefined
  return Math.max(memory.effective ?? 0, memoryReservation.effective ?? 0)
}

/** What is absent counts nothing. */
export function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0)
}

/** What is sent of some sizes: those that an input set. */
export function overrideOf<const Key extends string>(
  sizes: Readonly<Record<Key, Size>>,
  keys: readonly Key[],
): Partial<Record<Key, number>> {
  const override: Partial<Record<Key, number>> = {}
  for (const key of keys) {
    const { where, effective } = sizes[key]
    if (where !== undefined && effective !== undefined) override[key] = effective
  }
  return override
}
