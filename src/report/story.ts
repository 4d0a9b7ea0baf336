import type { RunTaskCommandInput, TaskDefinition } from '@aws-sdk/client-ecs'
import type { Stopping } from '../follow/stop-tasks.js'
import type { WatchedTask } from '../follow/watched-task.js'
import type { Finding } from '../sizing/finding.js'
import type { SizePlan } from '../sizing/size-plan.js'
import type { Grounds } from '../verdict/judge-task.js'
import type { Verdict } from '../verdict/verdict.js'

/** One launch, and what became of its tasks. */
export interface AttemptStory {
  /** When RunTask was first sent, ms since the epoch; absent for tasks that another step started. */
  readonly askedAt?: number
  /** Those of this attempt alone. */
  readonly tasks: readonly WatchedTask[]
  readonly grounds: Grounds
  /** What this step did to tasks that had not ended. */
  readonly stopping?: Stopping
}

/** A step from its beginning to wherever it got. */
export interface Story {
  readonly verdict: Verdict
  /** The task definition as it was found, else as it was written; empty where none was given. */
  readonly name: string
  /** Absent where it cannot be read. */
  readonly definition?: TaskDefinition
  readonly plan?: SizePlan
  readonly findings: readonly Finding[]
  /** What ECS was, or would be, asked for. */
  readonly request?: RunTaskCommandInput
  /** In their order; none where nothing was started. */
  readonly attempts: readonly AttemptStory[]
}

/** How long the step took, and when it ended: ms, and ms since the epoch. */
export interface Timing {
  readonly tookMs: number
  readonly endedAt: number
}

/** `nightly-etl:42`. */
export function definitionName(definition: TaskDefinition | undefined, written = ''): string {
  return definition ? `${definition.family ?? ''}:${definition.revision ?? ''}` : written
}
