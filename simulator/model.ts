import type { Service, Tag, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import type { Clock } from './clock.ts'
import type { ResultRow } from './insights/run-query.ts'
import type { LogStore } from './logs.ts'
import type { Scenario } from './scenario.ts'

/** A type of the API as it travels in JSON, where a timestamp is a number of epoch seconds. */
export type Wire<T> = { [Key in keyof T]: T[Key] extends Date | undefined ? number | undefined : T[Key] }

export type WireTask = Wire<Task>
export type WireTaskDefinition = Wire<TaskDefinition>

/** What runs the tasks that a launch type or a capacity provider stands for. */
export type Compute = 'FARGATE' | 'EC2' | 'EXTERNAL' | 'MANAGED_INSTANCES'

export interface CapacityProvider {
  readonly name: string
  readonly compute: Compute
}

export interface StrategyItem {
  readonly capacityProvider: string
  readonly weight?: number
  readonly base?: number
}

export interface Cluster {
  readonly name: string
  readonly capacityProviders: readonly CapacityProvider[]
  readonly defaultStrategy: readonly StrategyItem[]
  /** How many EC2 or external instances are registered. Their size is not simulated. */
  readonly containerInstances: number
  /** Whether and how Container Insights measures its tasks; absent where the scenario says it for all clusters. */
  containerInsights?: InsightsMode
}

export type InsightsMode = 'disabled' | 'enabled' | 'enhanced'

/** A query of Logs Insights that was started. */
export interface QueryRecord {
  readonly rows: readonly ResultRow[]
  /** Simulated epoch milliseconds. */
  readonly completeAt: number
  stopped: boolean
}

/** A task definition as DescribeTaskDefinition shows it, with its tags, which stand beside it there. */
export interface DefinitionRecord {
  readonly definition: WireTaskDefinition
  tags: readonly Tag[]
}

export interface TaskRecord {
  /** 1 for the first task since the scenario was set. */
  readonly number: number
  readonly id: string
  readonly cluster: Cluster
  readonly definition: WireTaskDefinition
  /** What DescribeTasks shows, kept up to date by the task's lifecycle. */
  readonly description: WireTask
  /** Aborted when the task's desired status becomes STOPPED. */
  readonly halt: AbortController
  readonly createdAtMs: number
  stoppedAtMs?: number
}

/** The answer to one RunTask, kept for a repetition of its client token. */
export interface Launch {
  readonly fingerprint: string
  readonly tasks: readonly TaskRecord[]
  readonly failures: readonly object[]
}

/** What STS gave out for an access key. */
export interface Session {
  /** Simulated epoch milliseconds. */
  readonly expiresAt: number
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
  readonly arn: string
}

/** The state of one simulated account in one Region. */
export interface Account {
  readonly id: string
  readonly region: string
  readonly clock: Clock
  /** Aborted when the simulator stops. */
  readonly closing: AbortSignal
  scenario: Scenario
  readonly clusters: Map<string, Cluster>
  /** Revisions by family; revision n is at index n - 1. */
  readonly families: Map<string, DefinitionRecord[]>
  /** By `cluster/service`. */
  readonly services: Map<string, Wire<Service>>
  /** By ARN, in the order of their start. */
  readonly tasks: Map<string, TaskRecord>
  /** By `cluster/clientToken`. */
  readonly launches: Map<string, Launch>
  readonly logs: LogStore
  /** By query id. */
  readonly queries: Map<string, QueryRecord>
  /** By access key. */
  readonly sessions: Map<string, Session>
  /** The lifecycles under way, to be awaited when the simulator stops. */
  readonly lives: Set<Promise<void>>
  /** RunTask calls that reached placement since the scenario was set. */
  placements: number
  /** Tasks started since the scenario was set. */
  tasksStarted: number
}

/** Who calls, as the request's signature tells. */
export interface Caller {
  readonly accessKeyId: string | undefined
  readonly region: string
}
