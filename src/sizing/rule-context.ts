import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { Finding } from '../findings.js'
import type { FargateLimits } from './fargate.js'
import type { LaunchTarget, Platform, RequestedSizes, Size, SizedContainer } from './types.js'

/** What a rule may read: the request, where the task runs, and its sizes. */
export interface RuleContext {
  /** Absent where it may not be read. */
  readonly definition: TaskDefinition | undefined
  readonly requested: RequestedSizes
  readonly target: LaunchTarget
  readonly platform: Platform
  readonly operatingSystemFamily: string
  readonly cpuArchitecture: string
  /** The limits of Fargate's table for this operating system and platform version. */
  readonly limits: FargateLimits
  readonly cpu: Size
  readonly memory: Size
  readonly containers: readonly SizedContainer[]
}

/** A family of rules. */
export type Rule = (context: RuleContext) => readonly Finding[]
