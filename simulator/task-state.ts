import { randomBytes } from 'node:crypto'
import type { Account, TaskRecord } from './model.ts'

/** Of the subnet 10.0.0.0/16; the first four addresses of a subnet are the VPC's own. */
const FIRST_ADDRESS = 4

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

/** Makes the network interface of an awsvpc task, and attaches it to its containers. */
export function attachNetwork({ region }: Account, task: TaskRecord): void {
  setAttachments(task, 'ATTACHED')
  const { attachments = [], containers = [] } = task.description
  const host = task.number - 1 + FIRST_ADDRESS
  const address = [10, 0, (host >> 8) & 255, host & 255]
  for (const attachment of attachments) {
    attachment.details = [
      ...(attachment.details ?? []),
      { name: 'networkInterfaceId', value: `eni-${randomBytes(8).toString('hex').padStart(17, '0')}` },
      {
        name: 'macAddress',
        value: `0a:${Array.from(randomBytes(5), (byte) => byte.toString(16).padStart(2, '0')).join(':')}`,
      },
      { name: 'privateDnsName', value: `ip-${address.join('-')}.${region}.compute.internal` },
      { name: 'privateIPv4Address', value: address.join('.') },
    ]
  }
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
