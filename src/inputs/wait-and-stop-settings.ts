import type { AwsSettings, FollowSettings } from './settings.js'

/** Tasks that an earlier step started, as the user names them. */
export interface StartedTasks {
  /** ARNs, or ids where the user gives the cluster too. */
  readonly taskArns: readonly string[]
  /** As written, else the full ARN of the cluster that the tasks' ARNs name. Absent where neither tells it. */
  readonly cluster?: string
}

export interface WaitSettings extends StartedTasks {
  readonly follow: FollowSettings
  readonly aws: AwsSettings
}

export interface StopSettings extends StartedTasks {
  /** What ECS shows as the task's stopped reason. */
  readonly reason: string
  readonly aws: AwsSettings
}
