import type { Task } from '@aws-sdk/client-ecs'
import { parseTaskArn } from '../text/arn.js'
import { formatDuration } from '../text/format.js'
import { plural } from '../text/words.js'

/** "A minimum charge of 1 minute applies": https://aws.amazon.com/fargate/pricing/. */
const LEAST_BILLED_MS = 60_000
const HOUR_MS = 3_600_000
/** Below this an amount says nothing. */
const LEAST_SHOWN_USD = 0.0001

/** What Fargate bills for some tasks, as far as it can be told. */
export interface Bill {
  readonly tasks: number
  /** Of all tasks together. */
  readonly ms: number
  readonly vcpuHours: number
  readonly gbHours: number
  /** vCPU and GB of each task, where all have the same. */
  readonly size?: { readonly vcpu: number; readonly gb: number }
  /** Some have not stopped: they cost more than this in the end. */
  readonly stillRunning: boolean
  /** At on-demand prices; absent where one of them is not known. */
  readonly estimate?: { readonly usd: number; readonly region: string; readonly asOf: string }
  /** How many ran on Spot, whose price varies. */
  readonly onSpot: number
}

interface BilledTask {
  readonly ms: number
  readonly vcpu: number
  readonly gb: number
  /** At the on-demand price, if that is known. */
  readonly usd?: number
}

/**
 * Fargate bills whole seconds "from the time you start to download your container image until the task terminates"
 * (https://aws.amazon.com/fargate/pricing/). Tasks on instances are billed with these: undefined where there are no others.
 *
 * @param now ms since the epoch, for tasks that have not stopped
 */
export function billOf(tasks: readonly Task[], now: number): Bill | undefined {
  const fargate = tasks.filter(runsOnFargate)
  const billed = fargate.flatMap((task) => billTask(task, now) ?? [])
  const [first] = billed
  if (first === undefined || billed.length < fargate.length) return undefined
  const alike = billed.every(({ vcpu, gb }) => vcpu === first.vcpu && gb === first.gb)
  const costs = billed.flatMap(({ usd }) => usd ?? [])
  const region = regionOf(fargate[0])
  const asOf = FARGATE_RATES[region]?.asOf
  return {
    tasks: billed.length,
    ms: sumOf(billed.map(({ ms }) => ms)),
    vcpuHours: sumOf(billed.map(({ ms, vcpu }) => (ms / HOUR_MS) * vcpu)),
    gbHours: sumOf(billed.map(({ ms, gb }) => (ms / HOUR_MS) * gb)),
    ...(alike && { size: { vcpu: first.vcpu, gb: first.gb } }),
    stillRunning: fargate.some(({ stoppedAt }) => stoppedAt === undefined),
    ...(asOf !== undefined &&
      costs.length === billed.length && { estimate: { usd: sumOf(costs), region, asOf } }),
    onSpot: fargate.filter(({ capacityProviderName }) => capacityProviderName === 'FARGATE_SPOT').length,
  }
}

/** `billed 3 min 13 s of 4 vCPU and 16 GB (0.21 vCPU-hours, 0.86 GB-hours), about $0.012 in eu-west-1 (...)`. */
export function describeBill(bill: Bill): string {
  const { tasks, ms, size, vcpuHours, gbHours, stillRunning } = bill
  const least = tasks === 1 && ms === LEAST_BILLED_MS ? ' (the minimum)' : ''
  const what = size === undefined ? '' : ` of ${rounded(size.vcpu)} vCPU and ${rounded(size.gb)} GB`
  const where = tasks === 1 ? '' : ` in ${plural(tasks, 'task')}`
  const hours = `${rounded(vcpuHours)} vCPU-hours, ${rounded(gbHours)} GB-hours`
  return `billed ${formatDuration(ms)}${least}${what}${where}${stillRunning ? ' so far' : ''} (${hours})${describeCost(bill)}`
}

function describeCost({ estimate, onSpot, tasks }: Bill): string {
  const spot = onSpot === tasks ? 'Spot' : `Spot for ${onSpot} of ${plural(tasks, 'task')}`
  if (estimate === undefined) return onSpot > 0 ? `, on ${spot}, whose price varies` : ''
  const { usd, region, asOf } = estimate
  const amount = usd < LEAST_SHOWN_USD ? `less than $${LEAST_SHOWN_USD}` : `$${dollars(usd)}`
  const price = `prices of ${asOf}; without storage, transfer and logs`
  return onSpot > 0
    ? `, at most ${amount} in ${region} (on-demand ${price}; on ${spot}, whose price varies)`
    : `, about ${amount} in ${region} (${price})`
}

function runsOnFargate({ launchType, capacityProviderName = '' }: Task): boolean {
  return launchType === 'FARGATE' || ['FARGATE', 'FARGATE_SPOT'].includes(capacityProviderName)
}

function billTask(task: Task, now: number): BilledTask | undefined {
  const { cpu, memory, pullStartedAt, createdAt, stoppedAt } = task
  const from = pullStartedAt ?? createdAt
  const vcpu = Number(cpu) / 1024
  const gb = Number(memory) / 1024
  if (from === undefined || !(vcpu > 0) || !(gb > 0)) return undefined
  const seconds = Math.ceil(((stoppedAt?.getTime() ?? now) - from.getTime()) / 1000)
  const ms = Math.max(seconds * 1000, LEAST_BILLED_MS)
  const rate = FARGATE_RATES[regionOf(task)]?.rates[machineOf(task)]
  const usd = rate && (ms / HOUR_MS) * (vcpu * rate.vcpuHour + gb * rate.gbHour)
  return { ms, vcpu, gb, ...(usd !== undefined && { usd }) }
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

/** Two digits that say something: `0.21`, `12`, `348`. */
function rounded(value: number): string {
  return value >= 10 ? `${Math.round(value)}` : `${Number(value.toPrecision(2))}`
}

function dollars(usd: number): string {
  return usd >= 1 ? usd.toFixed(2) : `${Number(usd.toPrecision(2))}`
}

/** Operating system and architecture, as far as Fargate's prices tell them apart. */
export type Machine = 'Linux/X86_64' | 'Linux/ARM64' | 'Windows/X86_64'

/** US dollars, on demand. */
export interface FargateRate {
  readonly vcpuHour: number
  readonly gbHour: number
}

export interface FargateRates {
  /** When they were last compared with a published list: year and month. */
  readonly asOf: string
  readonly rates: Partial<Readonly<Record<Machine, FargateRate>>>
}

/** Of the operating system, on top of the vCPU. */
const WINDOWS_LICENCE_VCPU_HOUR = 0.046

/**
 * On-demand prices by Region; no other is guessed. AWS's own list is https://aws.amazon.com/fargate/pricing/.
 * us-east-1: compared with https://www.vantage.sh/blog/fargate-pricing and https://cloudburn.io/blog/aws-fargate-pricing,
 * ap-northeast-1: with https://www.clyr.co.jp/posts/aws-fargate-pricing-breakdown-estimate-tips-3920.
 */
export const FARGATE_RATES: Readonly<Record<string, FargateRates>> = {
  'us-east-1': {
    asOf: '2026-03',
    rates: {
      'Linux/X86_64': { vcpuHour: 0.04048, gbHour: 0.004445 },
      'Linux/ARM64': { vcpuHour: 0.03238, gbHour: 0.00356 },
      'Windows/X86_64': { vcpuHour: 0.09148 + WINDOWS_LICENCE_VCPU_HOUR, gbHour: 0.01005 },
    },
  },
  'ap-northeast-1': {
    asOf: '2025-09',
    rates: { 'Linux/X86_64': { vcpuHour: 0.05056, gbHour: 0.00553 } },
  },
}
