import type { Finding } from '../findings.js'
import type { ObservedNeeds } from './observed.js'

/**
 * What a user asked for in one dimension of a size. `exact` is in the dimension's own unit: CPU units for CPU, MiB
 * for memory. `observed` is what earlier runs needed. `unreadable` stands for text that has been reported already: rules that would need the value stay silent.
 */
export type RequestedSize =
  | { readonly kind: 'exact'; readonly value: number; readonly where: string }
  | { readonly kind: 'factor'; readonly factor: number; readonly where: string }
  | { readonly kind: 'auto'; readonly where: string }
  | { readonly kind: 'observed'; readonly where: string }
  | { readonly kind: 'unreadable'; readonly where: string }

/** What a user asked for one container. `auto` never occurs here: only a task can be sized by its containers. */
export interface RequestedContainer {
  readonly name: string
  /** Where the container's name stands: `containers:2:1`. */
  readonly where: string
  readonly cpu?: RequestedSize
  /** Hard limit. */
  readonly memory?: RequestedSize
  /** Soft limit. */
  readonly memoryReservation?: RequestedSize
  /** GPUs and the like, as ECS names them. */
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

/** Where the task will run, as far as the request says it. */
export interface LaunchTarget {
  readonly launchType?: 'FARGATE' | 'EC2' | 'EXTERNAL' | 'MANAGED_INSTANCES'
  /** Names of the capacity providers in the strategy of the request; empty where none is given. */
  readonly capacityProviders: readonly string[]
  readonly platformVersion?: string
}

/** One dimension of a size, from the merge to the report: CPU units or MiB. Absent numbers are not set. */
export interface Size {
  /** By the task definition. */
  readonly defined?: number
  /** What the task runs with. */
  readonly effective?: number
  /** The input that set it, and that is why it is sent; absent where the task definition's value holds. */
  readonly where?: string
  /** Whether it is set cannot be known: rules that need it are skipped. */
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

/** Whose rules count. `undecided`: the request leaves it to the cluster, and the definition allows more than one. */
export type Platform = 'fargate' | 'ec2' | 'external' | 'managed-instances' | 'undecided'

/** The effective sizes of a task and all its containers, and what is to be said about them. */
export interface SizePlan {
  readonly platform: Platform
  /** `LINUX`, `WINDOWS_SERVER_2022_CORE`, ...; `LINUX` where the definition does not say. */
  readonly operatingSystemFamily: string
  /** `X86_64` where the definition does not say. */
  readonly cpuArchitecture: string
  /** As asked for; absent where it is left to ECS, which takes the latest. */
  readonly platformVersion?: string
  readonly cpu: Size
  readonly memory: Size
  /** Every container of the definition in its order, those without an override included. */
  readonly containers: readonly SizedContainer[]
  /** What was chosen and why, in whole sentences: roundings, `auto`. Nothing to worry about. */
  readonly notes: readonly string[]
  readonly findings: readonly Finding[]
}

/** Notes and findings collected while planning. */
export interface Diagnostics {
  readonly notes: string[]
  readonly findings: Finding[]
}
