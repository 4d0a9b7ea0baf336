import { listWords } from '../text/words.js'

/** A size that Fargate has: CPU units and MiB. */
export interface FargateSize {
  readonly cpu: number
  readonly memory: number
}

/** One CPU size of Fargate and all the memory sizes it takes. */
export interface FargateTier {
  /** CPU units. */
  readonly cpu: number
  /** MiB, ascending. */
  readonly memory: readonly number[]
  /** MiB from one memory size to the next; absent where the table lists them one by one. */
  readonly step?: number
  readonly windows: boolean
}

/** The largest CPU of Linux platform versions before 1.4.0. */
export const LARGEST_CPU_BEFORE_PLATFORM_1_4 = 4096

/** From this CPU on, Regions differ and AWS adds sizes: a size missing in the table is no error. */
export const NEWEST_TIER_CPU = 32_768

/**
 * The Fargate sizes of "Task size" in the Amazon ECS Developer Guide:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
 */
export const FARGATE_TIERS: readonly FargateTier[] = [
  { cpu: 256, memory: [512, 1024, 2048], windows: false },
  { cpu: 512, ...inSteps(1024, 4096, 1024), windows: false },
  { cpu: 1024, ...inSteps(2048, 8192, 1024), windows: true },
  { cpu: 2048, ...inSteps(4096, 16_384, 1024), windows: true },
  { cpu: 4096, ...inSteps(8192, 30_720, 1024), windows: true },
  { cpu: 8192, ...inSteps(16_384, 61_440, 4096), windows: false },
  { cpu: 16_384, ...inSteps(32_768, 122_880, 8192), windows: false },
  { cpu: NEWEST_TIER_CPU, memory: [61_440, 122_880, 249_856], windows: false },
]

/** What limits the choice within the table. */
export interface FargateLimits {
  readonly windows: boolean
  /** A platform version of Linux older than 1.4.0. */
  readonly oldPlatform: boolean
}

/** The tiers available for this operating system and platform version. */
export function fargateTiers({ windows, oldPlatform }: FargateLimits): readonly FargateTier[] {
  return FARGATE_TIERS.filter(
    (tier) => (tier.windows || !windows) && (tier.cpu <= LARGEST_CPU_BEFORE_PLATFORM_1_4 || !oldPlatform),
  )
}

/** Every size available for this operating system and platform version. */
export function fargateSizes(limits: FargateLimits): readonly FargateSize[] {
  return sizesOf(fargateTiers(limits))
}

/** Every size of some tiers. */
export function sizesOf(tiers: readonly FargateTier[]): readonly FargateSize[] {
  return tiers.flatMap(({ cpu, memory }) => memory.map((size) => ({ cpu, memory: size })))
}

/** The size nearest to a value; of two equally near sizes, the smaller one. */
export function nearestOf(sizes: readonly number[], value: number): number {
  return sizes.toSorted((one, other) => Math.abs(one - value) - Math.abs(other - value)).at(0) ?? value
}

/** The memory sizes of a tier, in words: `1024 to 4096 MiB in steps of 1024`. */
export function describeMemory({ memory, step }: FargateTier): string {
  if (step === undefined) return `${listWords(memory)} MiB`
  return `${memory.at(0) ?? 0} to ${memory.at(-1) ?? 0} MiB in steps of ${step}`
}

function inSteps(from: number, to: number, step: number): { memory: readonly number[]; step: number } {
  return { memory: Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step), step }
}
