import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { EffectiveContainer, Size } from './merge-sizes.js'
import type { FargateLimits } from './fargate.js'
import type { Finding } from '../findings.js'
import type { LaunchTarget, Platform, RequestedSizes } from './types.js'

/** What is given, and where it will run. */
export interface PlanInput {
  /** Absent where it may not be read. */
  readonly definition: TaskDefinition | undefined
  readonly requested: RequestedSizes
  readonly target: LaunchTarget
  readonly platform: Platform
  readonly operatingSystemFamily: string
  readonly cpuArchitecture: string
  /** What of the Fargate table there is for all that. */
  readonly limits: FargateLimits
}

/** All that a rule may look at: what is given, and the sizes that come out of it. */
export interface RuleContext extends PlanInput {
  readonly cpu: Size
  readonly memory: Size
  readonly containers: readonly EffectiveContainer[]
}

/** A family of rules. */
export type Rule = (situation: RuleContext) => readonly Finding[]
