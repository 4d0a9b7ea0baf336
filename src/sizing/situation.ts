import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { EffectiveContainer, Size } from './effective.js'
import type { FargateLimits } from './fargate-sizes.js'
import type { Finding } from './finding.js'
import type { LaunchTarget } from './launch-target.js'
import type { Platform } from './size-plan.js'
import type { SizeWishes } from './wish.js'

/** What is given, and where it will run. */
export interface Given {
  /** Absent where it may not be read. */
  readonly definition: TaskDefinition | undefined
  readonly wishes: SizeWishes
  readonly target: LaunchTarget
  readonly platform: Platform
  readonly operatingSystemFamily: string
  readonly cpuArchitecture: string
  /** What of the Fargate table there is for all that. */
  readonly limits: FargateLimits
}

/** All that a rule may look at: what is given, and the sizes that come out of it. */
export interface Situation extends Given {
  readonly cpu: Size
  readonly memory: Size
  readonly containers: readonly EffectiveContainer[]
}

/** A family of rules. */
export type Rule = (situation: Situation) => readonly Finding[]
