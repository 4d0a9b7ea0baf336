import type {
  CapacityProviderStrategyItem,
  PlacementConstraint,
  PlacementStrategy,
  ResourceRequirement,
  ResourceType,
  TaskVolumeConfiguration,
} from '@aws-sdk/client-ecs'
import type { JsonObject } from '../text/json.js'
import type { Growth } from '../sizing/growth.js'
import type { Place } from './capacity-fallback.js'
import type { ObservedNeeds } from '../sizing/observed.js'
import type { RequestedContainer, RequestedSize } from '../sizing/types.js'

/**
 * The inputs of the user, read once and never changed. An invalid input is absent here and reported in a finding, so that
 * the other inputs are still checked in the same run.
 */
export interface RunSettings {
  /** Family, `family:revision` or ARN, as written. */
  readonly taskDefinition?: string
  /** Path of the file that holds the task definition, as written. */
  readonly definitionFile?: string
  /** Whether a copy of the task definition is registered with what RunTask cannot override. */
  readonly register: 'none' | 'temporary' | 'keep'
  readonly cluster: string
  readonly count: number
  readonly containers: readonly ContainerSettings[]
  readonly cpu?: RequestedSize
  readonly memory?: RequestedSize
  readonly ephemeralStorageGiB?: number
  /** What earlier runs needed; absent until it is read. */
  readonly observed?: ObservedNeeds
  readonly taskRoleArn?: string
  readonly executionRoleArn?: string
  readonly volumes: readonly TaskVolumeConfiguration[]

  readonly launchType?: LaunchType
  readonly capacityProviderStrategy: readonly CapacityProviderStrategyItem[]
  readonly platformVersion?: string
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
  readonly assignPublicIp?: 'ENABLED' | 'DISABLED'
  readonly likeService?: string
  readonly placementConstraints: readonly PlacementConstraint[]
  readonly placementStrategy: readonly PlacementStrategy[]

  readonly startedBy?: string
  readonly group?: string
  /** In the order written; the tags of `github-tags` come last. */
  readonly tags: readonly { readonly key: string; readonly value: string }[]
  readonly propagateTags?: 'TASK_DEFINITION' | 'NONE'
  readonly enableEcsManagedTags: boolean
  readonly enableExecuteCommand: boolean

  readonly capacityTimeoutMs: number
  /** Places to run, in this order, where there is no capacity. */
  readonly capacityFallback: readonly Place[]
  /** Whether to follow the tasks of earlier attempts of this workflow run instead of starting new ones. */
  readonly reattach: boolean
  /** What to do when a task of the same family is already running. */
  readonly ifRunning: 'start' | 'wait' | 'skip' | 'fail'
  readonly retry: RetrySettings
  readonly follow: FollowSettings
  readonly usage: UsageSettings
  readonly unusedResources: 'warn' | 'fail' | 'ignore'
  readonly dryRun: boolean
  /** The plan or the result becomes a comment on the pull request. */
  readonly pullRequestComment: boolean
  readonly aws: AwsSettings
}

export const LAUNCH_TYPES = ['FARGATE', 'EC2', 'EXTERNAL', 'MANAGED_INSTANCES'] as const

export type LaunchType = (typeof LAUNCH_TYPES)[number]

/** The overrides of one container, in the order the user wrote them. */
export interface ContainerSettings extends RequestedContainer {
  readonly command?: readonly string[]
  /** Values are secret: they are used in the RunTask call only. */
  readonly environment?: readonly { readonly name: string; readonly value: string }[]
  readonly environmentFiles?: readonly { readonly value: string; readonly type: 's3' }[]
  readonly resourceRequirements?: readonly GivenResourceRequirement[]
  /** Keys of the API's `ContainerDefinition` for a copy of the task definition. */
  readonly definition?: JsonObject
}

/** As in the API, with a required type. The key `gpu` of a container is a short form of it. */
export interface GivenResourceRequirement extends ResourceRequirement {
  type: ResourceType
}

export interface FollowSettings {
  readonly waitFor: 'stopped' | 'running' | 'healthy' | 'none'
  readonly timeoutMs: number
  readonly onTimeout: 'stop' | 'leave'
  readonly onCancel: 'stop' | 'leave'
  /** `true`: every container with readable logs; a list: these containers. */
  readonly logs: boolean | readonly string[]
  /** A directory as written; a relative path starts at the workspace. */
  readonly saveLogs?: string
  /** The container whose last line is the result. */
  readonly resultFrom?: string
  /** Empty: the essential containers decide. */
  readonly exitCodeFrom: readonly string[]
  readonly successExitCodes: readonly number[]
}

export interface RetrySettings {
  readonly on: readonly ('out-of-memory' | 'spot-interruption' | 'start-failure')[]
  readonly maxRetries: number
  /** The increase for a container that ran out of memory: a factor of its memory, or a number of MiB to add. */
  readonly memoryGrowth: Growth
  readonly maxMemoryMiB?: number
}

/** Sizes from measured use. */
export interface UsageSettings {
  /** Whether the step reports what its tasks used. */
  readonly show: boolean
  /** Factor on the peaks, 1 or more. */
  readonly headroom: number
}

export interface AwsSettings {
  readonly region?: string
  readonly roleToAssume?: string
  readonly roleSessionName?: string
  readonly roleDurationSeconds?: number
  readonly audience?: string
}
