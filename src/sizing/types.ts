import type { Finding } from '../findings.js'
import type { ObservedNeeds } from './observed.js'

/**
 * The requested size in one dimension. `exact` is in the dimension's own unit: CPU units for CPU, MiB for memory.
 * `observed` is what earlier runs needed. `unreadable` is text that is already reported: rules that need the value are
 * skipped.
 */
export type RequestedSize =
  | { readonly kind: 'exact'; readonly value: number; readonly where: string }
  | { readonly kind: 'factor'; readonly factor: number; readonly where: string }
  | { readonly kind: 'auto'; readonly where: string }
  | { readonly kind: 'observed'; readonly where: string }
  | { readonly kind: 'unreadable'; readonly where: string }

/** The requested sizes of one container. `auto` never occurs here: only a task can be sized by its containers. */
export interface RequestedContainer {
  readonly name: string
  /** The position of the container's name: `containers:2:1`. */
  readonly where: string
  readonly cpu?: RequestedSize
  /** Hard limit. */
  readonly memory?: RequestedSize
  /** Soft limit. */
  readonly memoryReservation?: RequestedSize
  /** GPUs and similar resources, with the names of ECS. */
  readonly resourceRequirements?: readonly { readonly type: string; readonly value?: string | undefined }[]
  readonly environmentFiles?: readonly object[]
}

export interface RequestedSizes {
  readonly cpu?: RequestedSize
  readonly memory?: RequestedSize
  /** GiB, as written; the rules check it. */
  readonly ephemeralStorageGiB?: number
  readonly containers: readonly RequestedContainer[]
  /** What earlier runs needed, for `observed`; absent where it was not read. */
  readonly observed?: ObservedNeeds
}

/** Where the task will run, as far as the request names it. */
export interface LaunchTarget {
  readonly launchType?: 'FARGATE' | 'EC2' | 'EXTERNAL' | 'MANAGED_INSTANCES'
  /** Names of the capacity providers in the strategy of the request; empty where none is given. */
  readonly capacityProviders: readonly string[]
  readonly platformVersion?: string
}

/** One dimension of a size, from the merge to the report: CPU units or MiB. An absent number is not set. */
export interface Size {
  /** The value in the task definition. */
  readonly defined?: number
  /** The value that the task runs with. */
  readonly effective?: number
  /** The input that set the value, which is therefore sent; absent where the task definition's value is used. */
  readonly where?: string
  /** Set where the value cannot be known: rules that need it are skipped. */
  readonly unknown?: true
}

/** One container, from the merge to the report, with its overrides merged into its definition. */
export interface SizedContainer {
  readonly name: string
  readonly essential: boolean
  readonly cpu: Size
  /** Hard limit. */
  readonly memory: Size
  /** Soft limit. */
  readonly memoryReservation: Size
}

/**
 * The platform whose rules apply. `undecided`: the request leaves it to the cluster, and the definition allows more than
 * one.
 */
export type Platform = 'fargate' | 'ec2' | 'external' | 'managed-instances' | 'undecided'

/** The effective sizes of a task and all its containers, with notes and findings. */
export interface SizePlan {
  readonly platform: Platform
  /** `LINUX`, `WINDOWS_SERVER_2022_CORE`, ...; `LINUX` where the definition names none. */
  readonly operatingSystemFamily: string
  /** `X86_64` where the definition names none. */
  readonly cpuArchitecture: string
  /** As requested; absent where ECS chooses, which takes the latest. */
  readonly platformVersion?: string
  readonly cpu: Size
  readonly memory: Size
  /** Every container of the definition in its order, including those without an override. */
  readonly containers: readonly SizedContainer[]
  /** What was chosen and why, in whole sentences: roundings, `auto`. No action is needed. */
  readonly notes: readonly string[]
  readonly findings: readonly Finding[]
}

/** Notes and findings collected while planning. */
export interface Diagnostics {
  readonly notes: string[]
  readonly findings: Finding[]
}
