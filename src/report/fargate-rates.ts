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
