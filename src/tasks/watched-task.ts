import type { Task } from '@aws-sdk/client-ecs'

export interface StateChange {
  /** ECS's own word: PROVISIONING, PENDING, RUNNING, ... */
  readonly status: string
  /** When it was first seen, ms since the epoch. */
  readonly at: number
}

/** A task as this step has seen it so far. */
export interface WatchedTask {
  readonly arn: string
  /** As ECS last showed it; absent for a task by ARN that ECS has not shown yet. */
  readonly task?: Task
  /** States in the order they were seen; a short state may pass between two looks. */
  readonly changes: readonly StateChange[]
  /** DescribeTasks has shown it, not RunTask's answer alone. */
  readonly described: boolean
  /** Since when ECS says that it does not know the task. */
  readonly missingSince?: number
  /** ECS does not know the task any more (`forgotten`) or never did (`unknown`), beyond patience. */
  readonly gone?: 'forgotten' | 'unknown'
}

/** A task that RunTask has just started. */
export function watchStarted(task: Task, now: number): WatchedTask {
  return see({ arn: task.taskArn ?? '', changes: [], described: false }, task, now)
}

/** A task somebody else started, known by its ARN alone. */
export function watchArn(arn: string): WatchedTask {
  return { arn, changes: [], described: false }
}

export function describedAs(watched: WatchedTask, task: Task, now: number): WatchedTask {
  return see({ arn: task.taskArn ?? watched.arn, changes: watched.changes, described: true }, task, now)
}

/** ECS did not know the task at this look. Just after its start that is eventual consistency; for long, it is the answer. */
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

/** Developer guide, "Task lifecycle": DELETED follows STOPPED and is shown by DescribeTasks alone. */
export function hasStopped({ task }: WatchedTask): boolean {
  return task?.lastStatus === 'STOPPED' || task?.lastStatus === 'DELETED'
}

/** Its containers have ended or are being stopped, and STOPPED is not far (developer guide, "Task lifecycle"). */
export function isEnding({ task }: WatchedTask): boolean {
  return (
    task?.desiredStatus === 'STOPPED' ||
    ['DEACTIVATING', 'STOPPING', 'DEPROVISIONING'].includes(task?.lastStatus ?? '')
  )
}

/** It runs, or has run: a short task may never be seen RUNNING. */
export function hasRun(watched: WatchedTask): boolean {
  return (
    watched.task?.lastStatus === 'RUNNING' || watched.task?.startedAt !== undefined || hasStopped(watched)
  )
}
