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

/** Moves the task to its next state. */
export function enter(task: TaskRecord, status: string): void {
  task.description.lastStatus = status
  touch(task)
}

/** Attaches the network interface of an awsvpc task to its containers. */
export function attachNetwork(task: TaskRecord): void {
  setAttachments(task, 'ATTACHED')
  const { attachments = [], containers = [] } = task.description
  const networkInterfaces = attachments.map(({ id, details = [] }) => ({
    attachmentId: id,
    privateIpv4Address: details.find(({ name }) => name === 'privateIPv4Address')?.value,
  }))
  for (const container of containers) container.networkInterfaces = networkInterfaces
}

export function setAttachments(task: TaskRecord, status: string): void {
  for (const attachment of task.description.attachments ?? []) attachment.status = status
}

/** Every change raises the version. */
export function touch({ description }: TaskRecord): void {
  description.version = (description.version ?? 0) + 1
}

/** The simulated time in epoch seconds. */
export function seconds({ clock }: Account): number {
  return clock.now() / 1000
}
