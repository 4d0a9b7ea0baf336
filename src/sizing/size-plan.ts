import type { Finding } from './finding.js'

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
