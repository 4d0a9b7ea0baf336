import { fargateSizes, type FargateSize } from './fargate.js'
import { cheapestFirst } from './fargate-prices.js'
import { limitsOf } from './platform.js'
import { multiplyUp, quantity } from './quantity.js'
import type { SizedContainer, SizePlan, RequestedContainer, RequestedSize, RequestedSizes } from './types.js'
import { memoryNeed, sum } from './container-totals.js'

/** The input that asked for the sizes made here. */
const WHERE = 'memory-growth'

/** An increase of memory: a factor, or a number of MiB to add. */
export type Growth =
  { readonly kind: 'factor'; readonly factor: number } | { readonly kind: 'exact'; readonly value: number }

/** The container that ran out of memory, and the limit of the increase. */
export interface GrowthRequest {
  /** Name of the container that was killed. */
  readonly container: string
  readonly growth: Growth
  /** The most MiB that the task and the container may have. */
  readonly maxMemoryMiB?: number
}

/** A size before and after, in its own unit. */
export interface SizeStep {
  readonly from: number
  readonly to: number
}

/** The increases; a size that stays the same is absent. */
export interface MemorySteps {
  /** Hard limit of the container that was killed, MiB. */
  readonly container?: SizeStep
  /** Memory of the task, MiB. */
  readonly memory?: SizeStep
  /** CPU units of the task, where Fargate has that memory only with more CPU. */
  readonly cpu?: SizeStep
}

/** The increases, or a sentence that explains why there are none. */
export type NextMemory =
  | { readonly possible: true; readonly steps: MemorySteps }
  | { readonly possible: false; readonly reason: string }

/**
 * The next larger memory for a container that ran out of it. The container's limit grows. The task grows only as far as its
 * containers then need, to a size that ECS accepts. If the container has no limit of its own, the memory of the task grows.
 */
export function nextMemoryUp(plan: SizePlan, request: GrowthRequest): NextMemory {
  const container = plan.containers.find(({ name }) => name === request.container)
  if (container === undefined) return impossible(`The task has no container ${request.container}.`)
  const task = growTask(plan, container, request)
  const own = growContainer(plan, container, task.memory?.to ?? plan.memory.effective, request)
  if (own !== undefined) return { possible: true, steps: { ...task, container: own } }
  if (task.memory !== undefined) return { possible: true, steps: task }
  return impossible(whyNot(plan, container, request))
}

/**
 * The requested sizes with more memory for a container that ran out of it, for the next attempt, or the reason why there is
 * none. All other members of the request are kept.
 */
export function growMemory<Wishes extends RequestedSizes>(
  plan: SizePlan,
  wishes: Wishes,
  request: GrowthRequest,
): { readonly wishes: Wishes; readonly steps: MemorySteps } | { readonly reason: string } {
  const next = nextMemoryUp(plan, request)
  if (!next.possible) return { reason: next.reason }
  const { steps } = next
  const cpu = freeze(wishes.cpu, steps.cpu, plan.cpu.effective)
  const memory = freeze(wishes.memory, steps.memory, plan.memory.effective)
  const containers =
    steps.container === undefined
      ? wishes.containers
      : raise(wishes.containers, request.container, steps.container.to)
  return { wishes: { ...wishes, ...(cpu && { cpu }), ...(memory && { memory }), containers }, steps }
}

function growTask(
  plan: SizePlan,
  container: SizedContainer,
  request: GrowthRequest,
): Omit<MemorySteps, 'container'> {
  const { maxMemoryMiB = Infinity } = request
  const from = plan.memory.effective
  if (from === undefined) return {}
  const wanted = Math.min(wantedOfTask(plan, from, container, request), maxMemoryMiB)
  if (wanted <= from) return {}
  if (plan.platform !== 'fargate') return { memory: { from, to: wanted } }
  const cpu = plan.cpu.effective
  const size = cpu === undefined ? undefined : largerSize(plan, { cpu, memory: from }, wanted, maxMemoryMiB)
  if (cpu === undefined || size === undefined) return {}
  return { memory: { from, to: size.memory }, ...(size.cpu !== cpu && { cpu: { from: cpu, to: size.cpu } }) }
}

/**
 * MiB that the task needs once the container has grown. Limits whose sum exceeded the task's memory before exceed it by the
 * same amount.
 */
function wantedOfTask(
  plan: SizePlan,
  task: number,
  container: SizedContainer,
  { growth, maxMemoryMiB = Infinity }: GrowthRequest,
): number {
  const limit = container.memory.effective
  if (limit === undefined) return grow(task, growth)
  const grown = Math.min(grow(limit, growth), maxMemoryMiB)
  const others = othersNeed(plan, container)
  return limit + others <= task ? grown + others : task + Math.max(grown - limit, 0)
}

/**
 * The cheapest size with the wanted memory. If the maximum allows none, the largest size below the maximum that is larger
 * than now.
 */
function largerSize(plan: SizePlan, now: FargateSize, wanted: number, most: number): FargateSize | undefined {
  const sizes = cheapestFirst(
    fargateSizes(limitsOf(plan.operatingSystemFamily, plan.platformVersion)),
  ).filter(({ cpu, memory }) => cpu >= now.cpu && memory > now.memory && memory <= most)
  return (
    sizes.find(({ memory }) => memory >= wanted) ??
    sizes.toSorted((one, other) => other.memory - one.memory).at(0)
  )
}

/** Raises the container's limit as far as the task has room beside the others, if it had room for them before. */
function growContainer(
  plan: SizePlan,
  container: SizedContainer,
  task: number | undefined,
  { growth, maxMemoryMiB = Infinity }: GrowthRequest,
): SizeStep | undefined {
  const from = container.memory.effective
  if (from === undefined) return undefined
  const others = othersNeed(plan, container)
  const fitted = from + others <= (plan.memory.effective ?? Infinity)
  const room = (task ?? Infinity) - (fitted ? others : 0)
  const to = Math.min(grow(from, growth), maxMemoryMiB, room)
  return to > from ? { from, to } : undefined
}

/** MiB that the other containers request. */
function othersNeed(plan: SizePlan, { name }: SizedContainer): number {
  return sum(plan.containers.filter((other) => other.name !== name).map(memoryNeed))
}

function whyNot(
  plan: SizePlan,
  container: SizedContainer,
  { maxMemoryMiB, ...request }: GrowthRequest,
): string {
  const name = container.name
  const has = [
    ...(container.memory.effective === undefined
      ? []
      : [`${name} has ${quantity(container.memory.effective, 'memory')}`]),
    ...(plan.memory.effective === undefined
      ? []
      : [`the task has ${quantity(plan.memory.effective, 'memory')}`]),
  ].join(', ')
  if (has === '') return `Neither ${name} nor the task has a memory limit that could be raised.`
  const unbound = maxMemoryMiB === undefined ? undefined : nextMemoryUp(plan, request)
  if (unbound?.possible === true) {
    const next = unbound.steps.memory?.to ?? unbound.steps.container?.to ?? 0
    return `max-memory is ${quantity(maxMemoryMiB ?? 0, 'memory')}: ${has}, and the next size is ${quantity(next, 'memory')}.`
  }
  return `There is no larger size: ${has}.`
}

/** Replaces a factor, `auto` or `observed` by its number, so that planning again keeps it. */
function freeze(
  wish: RequestedSize | undefined,
  step: SizeStep | undefined,
  effective: number | undefined,
): RequestedSize | undefined {
  const value = step?.to ?? effective
  const keeps = step === undefined && (wish === undefined || wish.kind === 'exact')
  return keeps || value === undefined ? wish : { kind: 'exact', value, where: WHERE }
}

function raise(
  containers: readonly RequestedContainer[],
  name: string,
  value: number,
): readonly RequestedContainer[] {
  const memory: RequestedSize = { kind: 'exact', value, where: WHERE }
  if (!containers.some((container) => container.name === name))
    return [...containers, { name, where: WHERE, memory }]
  return containers.map((container) => (container.name === name ? { ...container, memory } : container))
}

function grow(value: number, growth: Growth): number {
  return growth.kind === 'factor' ? multiplyUp(value, growth.factor) : value + growth.value
}

function impossible(reason: string): NextMemory {
  return { possible: false, reason }
}
