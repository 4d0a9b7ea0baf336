import { cheapestFirst } from '../sizing/fargate-prices.js'
import { fargateSizes, type FargateLimits } from '../sizing/fargate.js'
import { sum } from '../sizing/container-totals.js'
import { multiplyUp } from '../sizing/quantity.js'
import type { Usage } from './task-usage.js'

/** Fewer samples are not enough to suggest a smaller size. */
export const SAMPLES_MIN = 3

/** Docker's minimum memory of a container, MiB. */
const CONTAINER_MEMORY_MIN = 6

/** Minimum CPU units of a task outside Fargate. */
const TASK_CPU_MIN = 128

/** A container's sizes. Absent where neither the definition nor the step set them. */
export interface ContainerHad {
  readonly name: string
  /** CPU units. */
  readonly cpu?: number | undefined
  /** MiB. */
  readonly memory?: number | undefined
  readonly memoryReservation?: number | undefined
}

export interface TaskHad {
  readonly cpu?: number | undefined
  readonly memory?: number | undefined
  readonly containers: readonly ContainerHad[]
}

/** An earlier attempt that ran out of memory. */
export interface KilledAt {
  /** Absent where the task's memory was the limit. */
  readonly container?: string
  /** MiB. */
  readonly limit: number
}

export interface SuggestOptions {
  readonly had: TaskHad
  readonly task?: Usage | undefined
  readonly containers: ReadonlyMap<string, Usage>
  readonly headroom: number
  /** The limits, in MiB, at which earlier attempts ran out of memory. */
  readonly killedAt?: readonly KilledAt[]
  /** Whether this run ran out of memory. */
  readonly endedOutOfMemory?: boolean
  /** Set where the task ran on Fargate: the suggested size is then a valid Fargate size. */
  readonly fargate?: FargateLimits | undefined
}

/** A size for the peaks times the headroom. Unchanged sizes are absent. */
export interface Suggestion {
  readonly kind: 'larger' | 'smaller' | 'fits'
  readonly cpu?: number
  readonly memory?: number
  readonly containers: readonly ContainerHad[]
}

/**
 * The valid size for the peaks times the headroom. After an out-of-memory, or with fewer than three samples, it is never
 * smaller than the task's size. It is always above the limit at which an earlier attempt ran out of memory. A
 * container's CPU is lowered where a smaller task requires it and never raised: containers share the task's CPU.
 * Undefined where nothing was measured, or where the peaks exceed the largest size of Fargate.
 */
export function suggestSize(options: SuggestOptions): Suggestion | undefined {
  const { had, task, endedOutOfMemory = false } = options
  const measured = [task, ...options.containers.values()].filter((usage) => usage !== undefined)
  if (measured.length === 0) return undefined
  const mayShrink = !endedOutOfMemory && measured.every(({ minutes }) => minutes >= SAMPLES_MIN)
  const sized = had.containers.map((container) => sizeContainer(container, options, mayShrink))
  const leastOf = (peak: number | undefined, before: number | undefined, parts: number): number =>
    Math.max(times(peak, options), parts, mayShrink && peak !== undefined ? 0 : (before ?? 0))
  const cpu = leastOf(task?.cpu?.peak, had.cpu, sum(sized.map((container) => container.cpu)))
  const memory = leastOf(task?.memory?.peak, had.memory, sum(sized.map(({ counts }) => counts)))
  const size = sizeTask(had, { cpu, memory: Math.max(memory, floorOf(undefined, options)) }, options.fargate)
  return size === undefined ? undefined : compare(had, size, sized)
}

interface SizedContainer extends ContainerHad {
  /** MiB that the container counts for in the task. */
  readonly counts: number
}

function sizeContainer(had: ContainerHad, options: SuggestOptions, mayShrink: boolean): SizedContainer {
  const { cpu, memory } = options.containers.get(had.name) ?? {}
  const need = Math.max(times(memory?.peak, options), floorOf(had.name, options))
  const resize = (value: number): number =>
    Math.max(need, mayShrink && memory !== undefined ? CONTAINER_MEMORY_MIN : value)
  const limit = had.memory === undefined ? undefined : resize(had.memory)
  const reservation = had.memoryReservation
  const memoryReservation =
    reservation === undefined || limit === undefined
      ? reservation && resize(reservation)
      : Math.min(reservation, limit)
  const lowered = cpu === undefined || !mayShrink ? Infinity : Math.max(times(cpu.peak, options), 1)
  return {
    name: had.name,
    cpu: had.cpu && Math.min(had.cpu, lowered),
    memory: limit,
    memoryReservation,
    counts: limit ?? memoryReservation ?? need,
  }
}

/** More than the limit at which an earlier attempt ran out of memory; without a container, the task's limit. */
function floorOf(name: string | undefined, options: SuggestOptions): number {
  const limits = (options.killedAt ?? []).filter(({ container }) => container === name)
  return limits.reduce((most, { limit }) => Math.max(most, times(limit, options), Math.floor(limit) + 1), 0)
}

function sizeTask(
  had: TaskHad,
  least: { readonly cpu: number; readonly memory: number },
  fargate: FargateLimits | undefined,
): { readonly cpu?: number | undefined; readonly memory?: number | undefined } | undefined {
  if (fargate === undefined) {
    return {
      cpu: had.cpu === undefined ? undefined : Math.max(least.cpu, TASK_CPU_MIN),
      memory: had.memory === undefined ? undefined : least.memory,
    }
  }
  return cheapestFirst(fargateSizes(fargate)).find(
    ({ cpu, memory }) => cpu >= least.cpu && memory >= least.memory,
  )
}

/** The sizes that differ from the task's. Smaller container sizes alone save nothing, so they need a smaller task. */
function compare(
  had: TaskHad,
  size: { readonly cpu?: number | undefined; readonly memory?: number | undefined },
  sized: readonly SizedContainer[],
): Suggestion {
  const grows = (from: number | undefined, to: number | undefined): boolean =>
    to !== undefined && to > (from ?? Infinity)
  const pairs = sized.map((to) => ({
    to,
    from: had.containers.find(({ name }) => name === to.name) ?? { name: to.name },
  }))
  const larger =
    grows(had.cpu, size.cpu) ||
    grows(had.memory, size.memory) ||
    pairs.some(
      ({ from, to }) => grows(from.memory, to.memory) || grows(from.memoryReservation, to.memoryReservation),
    )
  const smaller = grows(size.cpu, had.cpu) || grows(size.memory, had.memory)
  if (!larger && !smaller) return { kind: 'fits', containers: [] }
  const containers = pairs.flatMap(({ from, to }) => {
    const cpuFits = sum(had.containers.map(({ cpu }) => cpu)) <= (size.cpu ?? Infinity)
    const changes = {
      ...(!cpuFits && to.cpu !== undefined && to.cpu !== from.cpu && { cpu: to.cpu }),
      ...(to.memory !== undefined && to.memory !== from.memory && { memory: to.memory }),
      ...(to.memoryReservation !== undefined &&
        to.memoryReservation !== from.memoryReservation && { memoryReservation: to.memoryReservation }),
    }
    return Object.keys(changes).length === 0 ? [] : [{ name: to.name, ...changes }]
  })
  return {
    kind: larger ? 'larger' : 'smaller',
    ...(size.cpu !== undefined && size.cpu !== had.cpu && { cpu: size.cpu }),
    ...(size.memory !== undefined && size.memory !== had.memory && { memory: size.memory }),
    containers,
  }
}

function times(value: number | undefined, { headroom }: SuggestOptions): number {
  return value === undefined ? 0 : multiplyUp(value, headroom)
}
