import type { Task } from '@aws-sdk/client-ecs'
import { FARGATE_PRICES, hourlyPrice, type Machine, PRICES_AS_OF } from '../sizing/fargate-prices.js'
import { runsOnFargate } from '../tasks/containers.js'
import { parseTaskArn } from '../text/arn.js'
import { formatCpu, formatDuration, formatMemory } from '../text/format.js'
import { omitUndefined } from '../text/omit-undefined.js'
import { plural } from '../text/words.js'

/** "A minimum charge of 1 minute applies": https://aws.amazon.com/fargate/pricing/. */
const MIN_BILLED_MS = 60_000
const HOUR_MS = 3_600_000
/** Smaller amounts print as "less than". */
const MIN_SHOWN_USD = 0.0001

/** The known Fargate charges of these tasks. */
export interface Bill {
  readonly tasks: number
  /** Sum of all tasks. */
  readonly ms: number
  /** CPU units and MiB of each task, where all have the same. */
  readonly size?: { readonly cpu: number; readonly memory: number }
  readonly vcpuHours: number
  readonly gbHours: number
  /** Some tasks have not stopped: the final cost is higher. */
  readonly stillRunning: boolean
  /** At on-demand prices; absent where a price is unknown. */
  readonly estimate?: { readonly usd: number; readonly region: string }
  /** Number of tasks on Spot, whose price varies. */
  readonly onSpot: number
}

interface BilledTask {
  readonly ms: number
  readonly cpu: number
  readonly memory: number
  /** At the on-demand price, if known. */
  readonly usd?: number
}

/**
 * Fargate bills whole seconds "from the time you start to download your container image until the task terminates"
 * (https://aws.amazon.com/fargate/pricing/). Tasks on instances are billed with these; undefined without Fargate tasks.
 *
 * @param now ms since the epoch, for tasks that have not stopped
 */
export function billOf(tasks: readonly Task[], now: number): Bill | undefined {
  const fargate = tasks.filter((task) => runsOnFargate(task) === true)
  const billed = fargate.flatMap((task) => billTask(task, now) ?? [])
  const [first] = billed
  if (first === undefined || billed.length < fargate.length) return undefined
  const alike = billed.every(({ cpu, memory }) => cpu === first.cpu && memory === first.memory)
  const costs = billed.flatMap(({ usd }) => usd ?? [])
  return {
    tasks: billed.length,
    ms: sumOf(billed.map(({ ms }) => ms)),
    vcpuHours: sumOf(billed.map(({ ms, cpu }) => (ms / HOUR_MS) * (cpu / 1024))),
    gbHours: sumOf(billed.map(({ ms, memory }) => (ms / HOUR_MS) * (memory / 1024))),
    stillRunning: fargate.some(({ stoppedAt }) => stoppedAt === undefined),
    onSpot: fargate.filter(({ capacityProviderName }) => capacityProviderName === 'FARGATE_SPOT').length,
    ...omitUndefined({
      size: alike ? { cpu: first.cpu, memory: first.memory } : undefined,
      estimate:
        costs.length === billed.length ? { usd: sumOf(costs), region: regionOf(fargate[0]) } : undefined,
    }),
  }
}

/** `3 min 13 s of 4 vCPU and 16 GB, about $0.012 (eu-west-1 prices of 2026-09; no storage, transfer or logs)`. */
export function describeBill(bill: Bill): string {
  return `${describeUse(bill)}${describeCost(bill)}`
}

/** The same with vCPU-hours and GB-hours, for the log. */
export function describeBillInHours(bill: Bill): string {
  return `${describeUse(bill)}${bill.size === undefined ? '' : hoursOf(bill)}${describeCost(bill)}`
}

function describeUse(bill: Bill): string {
  const { tasks, ms, size, stillRunning } = bill
  const least = tasks === 1 && ms === MIN_BILLED_MS ? ' (the minimum)' : ''
  const what =
    size === undefined ? hoursOf(bill) : ` of ${formatCpu(size.cpu)} and ${formatMemory(size.memory)}`
  const where = tasks === 1 ? '' : ` in ${plural(tasks, 'task')}`
  return `${formatDuration(ms)}${least}${what}${where}${stillRunning ? ' so far' : ''}`
}

function hoursOf({ vcpuHours, gbHours }: Bill): string {
  return ` (${rounded(vcpuHours)} vCPU-hours, ${rounded(gbHours)} GB-hours)`
}

function describeCost({ estimate, onSpot, tasks }: Bill): string {
  const spot = onSpot === tasks ? 'Spot' : `Spot for ${onSpot} of ${plural(tasks, 'task')}`
  if (estimate === undefined) return onSpot > 0 ? `, on ${spot}, whose price varies` : ''
  const { usd, region } = estimate
  const amount = usd < MIN_SHOWN_USD ? `less than $${MIN_SHOWN_USD}` : `$${dollars(usd)}`
  const prices = `${region} ${onSpot > 0 ? 'on-demand ' : ''}prices of ${PRICES_AS_OF}; no storage, transfer or logs`
  return onSpot > 0
    ? `, at most ${amount} on ${spot}, whose price varies (${prices})`
    : `, about ${amount} (${prices})`
}

function billTask(task: Task, now: number): BilledTask | undefined {
  const { pullStartedAt, createdAt, stoppedAt } = task
  const from = pullStartedAt ?? createdAt
  const size = { cpu: Number(task.cpu), memory: Number(task.memory) }
  if (from === undefined || !(size.cpu > 0) || !(size.memory > 0)) return undefined
  const seconds = Math.ceil(((stoppedAt?.getTime() ?? now) - from.getTime()) / 1000)
  const ms = Math.max(seconds * 1000, MIN_BILLED_MS)
  const price = FARGATE_PRICES[regionOf(task)]?.[machineOf(task)]
  const usd = price && (ms / HOUR_MS) * hourlyPrice(size, price)
  return { ms, ...size, ...omitUndefined({ usd }) }
}

function regionOf(task: Task | undefined): string {
  return parseTaskArn(task?.taskArn ?? '')?.region ?? ''
}

function machineOf({ platformFamily = '', attributes = [] }: Task): Machine {
  if (/^windows/i.test(platformFamily)) return 'Windows/X86_64'
  const architecture = attributes.find(({ name }) => name === 'ecs.cpu-architecture')?.value
  return architecture === 'arm64' ? 'Linux/ARM64' : 'Linux/X86_64'
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

/** Two significant digits: `0.21`, `12`, `348`. */
function rounded(value: number): string {
  return value >= 10 ? `${Math.round(value)}` : `${Number(value.toPrecision(2))}`
}

function dollars(usd: number): string {
  return usd >= 0.1 ? usd.toFixed(2) : `${Number(usd.toPrecision(2))}`
}
