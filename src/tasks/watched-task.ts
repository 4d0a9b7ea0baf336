import type { Task } from '@aws-sdk/client-ecs'

export interface StateChange {
  /** ECS's task status: PROVISIONING, PENDING, RUNNING, ... */
  readonly status: string
  /** When it was first seen, ms since the epoch. */
  readonly at: number
}

/** A task with its known state changes. */
export interface WatchedTask {
  readonly arn: string
  /** The last answer of ECS. Absent for a task by ARN that ECS has not shown yet. */
  readonly task?: Task
  /** States in the order they were seen. A short state may pass between two polls. */
  readonly changes: readonly StateChange[]
  /** Whether DescribeTasks has shown the task. RunTask's answer does not count. */
  readonly described: boolean
  /** Since when the task has been unknown to ECS, ms since the epoch. */
  readonly missingSince?: number
  /** `forgotten`: ECS no longer knows the task. `unknown`: ECS never knew it. Set after the time limit for a missing task. */
  readonly gone?: 'forgotten' | 'unknown'
}

/** A task that RunTask has just started. */
export function watchStarted(task: Task, now: number): WatchedTask {
  return see({ arn: task.taskArn ?? '', changes: [], described: false }, task, now)
}

/** A task that was started elsewhere. Only its ARN is known. */
export function watchArn(arn: string): WatchedTask {
  return { arn, changes: [], described: false }
}

export function describedAs(watched: WatchedTask, task: Task, now: number): WatchedTask {
  return see({ arn: task.taskArn ?? watched.arn, changes: watched.changes, described: true }, task, now)
}

/** The task was unknown to ECS at this poll. Just after its start this is eventual consistency. After `patienceMs` it is final. */
export function missing(watched: WatchedTask, now: number, patienceMs: number): WatchedTask {
  const missingSince = watched.missingSince ?? now
  const gone = now - missingSince < patienceMs ? undefined : watched.described ? 'forgotten' : 'unknown'
  return { ...watched, missingSince, ...(gone && { gone }) }
}

function see(watched: WatchedTask, task: Task, now: number): WatchedTask {
  const status = task.lastStatus ?? 'UNKNOWN'
  const changed = watched.changes.at(-1)?.status !== status
  return { ...watched, task, changes: changed ? [...watched.changes, { status, at: now }] : watched.changes }
}

/** Developer guide, "Task lifecycle": DELETED follows STOPPED. Only DescribeTasks shows it. */
export function hasStopped({ task }: WatchedTask): boolean {
  return task?.lastStatus === 'STOPPED' || task?.lastStatus === 'DELETED'
}

/** Whether the containers have ended or are being stopped: STOPPED follows soon (developer guide, "Task lifecycle"). */
export function isEnding({ task }: WatchedTask): boolean {
  return (
    task?.desiredStatus === 'STOPPED' ||
    ['DEACTIVATING', 'STOPPING', 'DEPROVISIONING'].includes(task?.lastStatus ?? '')
  )
}

/** Whether the task runs or has run. A short task may never be seen RUNNING. */
export function hasRun(watched: WatchedTask): boolean {
  return (
    watched.task?.lastStatus === 'RUNNING' || watched.task?.startedAt !== undefined || hasStopped(watched)
  )
}
