import type { FargateSize } from './fargate.js'

/** Operating system and architecture, as far as Fargate's prices distinguish them. */
export type Machine = 'Linux/X86_64' | 'Linux/ARM64' | 'Windows/X86_64'

/** US dollars an hour for one vCPU and for one GB of memory, on demand. */
export type FargatePrice = readonly [vcpuHour: number, gbHour: number]

/** Year and month in which the prices were compared with AWS's price list (offer AmazonECS, published 2026-09-11). */
export const PRICES_AS_OF = '2026-09'

/** Windows tasks pay a licence fee per vCPU. */
const WINDOWS_LICENCE_VCPU_HOUR_USD = 0.046

/**
 * On-demand prices by Region. A Region or machine without a source has none: no price is guessed. AWS's own list is
 * https://aws.amazon.com/fargate/pricing/. Sources: the tables of theuves/fgcalc (Linux/X86_64, compared with the price list on
 * 2026-09-29), hemandee/fargate-calculator, RafalWilinski/fargate-calc and opencost/opencost.
 */
export const FARGATE_PRICES: Readonly<Record<string, Readonly<Partial<Record<Machine, FargatePrice>>>>> = {
  'us-east-1': {
    'Linux/X86_64': [0.04048, 0.004445],
    'Linux/ARM64': [0.03238, 0.00356],
    'Windows/X86_64': [0.046552 + WINDOWS_LICENCE_VCPU_HOUR_USD, 0.00511175],
  },
  'us-east-2': {
    'Linux/X86_64': [0.04048, 0.004445],
    'Linux/ARM64': [0.03238, 0.00356],
    'Windows/X86_64': [0.046552 + WINDOWS_LICENCE_VCPU_HOUR_USD, 0.00511175],
  },
  'us-west-1': { 'Linux/X86_64': [0.04656, 0.00511] },
  'us-west-2': { 'Linux/X86_64': [0.04048, 0.004445] },
  'ca-central-1': { 'Linux/X86_64': [0.04456, 0.004865] },
  'sa-east-1': { 'Linux/X86_64': [0.0696, 0.0076], 'Linux/ARM64': [0.0557, 0.00612] },
  'eu-west-1': { 'Linux/X86_64': [0.04048, 0.004445], 'Linux/ARM64': [0.03238, 0.00356] },
  'eu-west-2': { 'Linux/X86_64': [0.04656, 0.00511], 'Linux/ARM64': [0.03725, 0.00409] },
  'eu-west-3': { 'Linux/X86_64': [0.0486, 0.0053] },
  'eu-central-1': { 'Linux/X86_64': [0.04656, 0.00511] },
  'eu-north-1': { 'Linux/X86_64': [0.0445, 0.0049] },
  'eu-south-1': { 'Linux/X86_64': [0.0486, 0.0053] },
  'me-south-1': { 'Linux/X86_64': [0.0526, 0.0058] },
  'af-south-1': { 'Linux/X86_64': [0.0546, 0.006] },
  'ap-east-1': { 'Linux/X86_64': [0.0556, 0.0061] },
  'ap-south-1': { 'Linux/X86_64': [0.04256, 0.004655] },
  'ap-northeast-1': { 'Linux/X86_64': [0.05056, 0.00553], 'Linux/ARM64': [0.04045, 0.00442] },
  'ap-northeast-2': { 'Linux/X86_64': [0.04656, 0.00511], 'Linux/ARM64': [0.03725, 0.00409] },
  'ap-southeast-1': { 'Linux/X86_64': [0.05056, 0.00553] },
  'ap-southeast-2': { 'Linux/X86_64': [0.04856, 0.00532], 'Linux/ARM64': [0.03885, 0.00426] },
  'us-gov-east-1': { 'Linux/X86_64': [0.0486, 0.0053] },
  'us-gov-west-1': { 'Linux/X86_64': [0.0486, 0.0053] },
}

/** The ratio of the two prices is nearly the same in all Regions, so one Region's prices are enough to order sizes. */
const ORDERING_PRICE: FargatePrice = [0.04048, 0.004445]

/** USD for one hour of a size. */
export function hourlyPrice({ cpu, memory }: FargateSize, price: FargatePrice = ORDERING_PRICE): number {
  return (cpu / 1024) * price[0] + (memory / 1024) * price[1]
}

/** The same sizes, the cheapest first. */
export function cheapestFirst(sizes: readonly FargateSize[]): readonly FargateSize[] {
  return sizes.toSorted((one, other) => hourlyPrice(one) - hourlyPrice(other))
}
