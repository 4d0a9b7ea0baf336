import type { Size, SizedContainer } from './types.js'

/** The sums of what the containers request: the minimum for the task. */
export interface ContainerTotals {
  /** CPU units. */
  readonly cpu: number
  /** MiB: the hard limit of each container, else its reservation. */
  readonly memory: number
}

/** Adds up the known values; a container without a value adds 0. */
export function containerTotals(containers: readonly SizedContainer[]): ContainerTotals {
  return {
    cpu: sum(containers.map(({ cpu }) => cpu.effective)),
    memory: sum(containers.map(memoryNeed)),
  }
}

/**
 * MiB that one container requests. A limit below its reservation is reported by a rule of its own; the larger of both is
 * used, so that the task is not reported as too small as well.
 */
export function memoryNeed({
  memory,
  memoryReservation,
}: Pick<SizedContainer, 'memory' | 'memoryReservation'>): number | undefined {
  if (memory.effective === undefined && memoryReservation.effective === undefined) return undefined
  return Math.max(memory.effective ?? 0, memoryReservation.effective ?? 0)
}

/** An absent value counts as 0. */
export function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0)
}

/** The overrides to send: the sizes that an input set. */
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
