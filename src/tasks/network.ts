import type { Task } from '@aws-sdk/client-ecs'

/** A network interface of a task. Members that ECS does not show yet are absent. */
export interface NetworkInterface {
  readonly id?: string
  readonly privateIp?: string
}

/**
 * The network interfaces of a task with network mode awsvpc. ECS shows them once the task has left PROVISIONING (API
 * reference, Attachment). A task of another mode has the addresses of its instance, which DescribeTasks does not show.
 */
export function networkInterfaces({ attachments = [] }: Task): NetworkInterface[] {
  return attachments
    .filter(({ type }) => type === 'ElasticNetworkInterface')
    .map(({ details = [] }) => {
      const detail = (wanted: string): string | undefined =>
        details.find(({ name, value }) => name === wanted && value !== '')?.value
      const id = detail('networkInterfaceId')
      const privateIp = detail('privateIPv4Address')
      return { ...(id !== undefined && { id }), ...(privateIp !== undefined && { privateIp }) }
    })
}

/** The private IP addresses, in the order of the network interfaces. Empty while ECS shows none. */
export function privateIps(task: Task): string[] {
  return networkInterfaces(task).flatMap(({ privateIp }) => privateIp ?? [])
}
