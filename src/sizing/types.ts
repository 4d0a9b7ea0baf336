import type { Finding } from '../findings.js'

/**
 * What a user asked for in one dimension of a size. `exact` is in the dimension's own unit: CPU units for CPU, MiB
 * for memory. `unreadable` stands for text that has been reported already: rules that would need the value stay silent.
 */
export type RequestedSize =
  | { readonly kind: 'exact'; readonly value: number; readonly where: string }
  | { readonly kind: 'factor'; readonly factor: number; readonly where: string }
  | { readonly kind: 'auto'; readonly where: string }
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
  readonly resourceRequirements?: readonly { readonly type: string }[]
}

export interface RequestedSizes {
  readonly cpu?: RequestedSize
  readonly memory?: RequestedSize
  /** GiB, as written; the rules check it. */
  readonly ephemeralStorageGiB?: number
  readonly containers: readonly RequestedContainer[]
}

/** Where the task will run, as far as the request says it. */
export interface LaunchTarget {
  readonly launchType?: 'FARGATE' | 'EC2' | 'EXTERNAL' | 'MANAGED_INSTANCES'
  /** Names of the capacity providers in the strategy of the request; empty where none is given. */
  readonly capacityProviders: readonly string[]
  readonly platformVersion?: string
}

/** One dimension of a size: what the task definition says and what will hold. Absent where nobody sets it. */
export interface Sized {
  readonly defined?: number
  readonly effective?: number
}

/** Whose rules count. `undecided`: the request leaves it to the cluster, and the definition allows more than one. */
export type Platform = 'fargate' | 'ec2' | 'external' | 'managed-instances' | 'undecided'

export interface ContainerPlan {
  readonly name: string
  readonly essential: boolean
  /** CPU units. */
  readonly cpu: Sized
  /** MiB, hard limit. */
  readonly memory: Sized
  /** MiB, soft limit. */
  readonly memoryReservation: Sized
}

/** The effective sizes of a task and all its containers, and what is to be said about them. */
export interface SizePlan {
  readonly platform: Platform
  /** `LINUX`, `WINDOWS_SERVER_2022_CORE`, ...; `LINUX` where the definition does not say. */
  readonly operatingSystemFamily: string
  /** `X86_64` where the definition does not say. */
  readonly cpuArchitecture: string
  /** As asked for; absent where it is left to ECS, which takes the latest. */
  readonly platformVersion?: string
  /** CPU units. */
  readonly cpu: Sized
  /** MiB. */
  readonly memory: Sized
  /** Every container of the definition in its order, those without an override included. */
  readonly containers: readonly ContainerPlan[]
  /** Task-level sizes to send: only the dimensions the user asked for, as plain integers (CPU units, MiB). */
  readonly taskOverride: { readonly cpu?: number; readonly memory?: number }
  /** Container-level sizes to send, by container name: only what the user asked for. */
  readonly containerOverrides: ReadonlyMap<
    string,
    { readonly cpu?: number; readonly memory?: number; readonly memoryReservation?: number }
  >
  /** What was chosen and why, in whole sentences: roundings, `auto`. Nothing to worry about. */
  readonly notes: readonly string[]
  readonly findings: readonly Finding[]
}

/** What there is to say while the sizes are worked out: notes on what was chosen, and findings. */
export interface Diagnostics {
  readonly notes: string[]
  readonly findings: Finding[]
}
