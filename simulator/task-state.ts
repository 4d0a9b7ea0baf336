import type { Account, TaskRecord } from './model.ts'

/** Sets the task's desired status to STOPPED; the first cause is the one that stays. */
export function haltTask(account: Account, task: TaskRecord, stopCode: string, reason: string): void {
  if (task.halt.signal.aborted) return
  Object.assign(task.description, {
    desiredStatus: 'STOPPED',
    stopCode,
    stoppedReason: reason,
    stoppingAt: seconds(account),
  })
  touch(task)
  task.halt.abort()
}

export function enter(task: TaskRecord, status: string): void {
  task.description.lastStatus = status
  touch(task)
}

export function setAttachments(task: TaskRecord, status: string): void {
  for (const attachment of task.description.attachments ?? []) attachment.status = status
}

export function touch({ description }: TaskRecord): void {
  description.version = (description.version ?? 0) + 1
}

export function seconds({ clock }: Account): number {
  return clock.now() / 1000
}
