import type { FargateSize } from './fargate-sizes.js'

/**
 * What a Linux/X86 task costs on Fargate in us-east-1, in USD, as https://aws.amazon.com/fargate/pricing/ had it in
 * September 2026. Only their ratio matters here, and it is much the same in every Region: they order sizes, nobody is billed by them.
 */
export const VCPU_HOUR_USD = 0.04048
export const GB_HOUR_USD = 0.004445

/** USD for one hour of a size. */
export function hourlyPrice({ cpu, memory }: FargateSize): number {
  return (cpu / 1024) * VCPU_HOUR_USD + (memory / 1024) * GB_HOUR_USD
}

/** The same sizes, the cheapest first. */
export function cheapestFirst(sizes: readonly FargateSize[]): readonly FargateSize[] {
  return sizes.toSorted((one, other) => hourlyPrice(one) - hourlyPrice(other))
}
