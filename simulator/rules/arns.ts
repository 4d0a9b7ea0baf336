import type { Account, Caller } from '../model.ts'
import { invalidParameter, ServiceError } from '../service-error.ts'

/** Members of ECS requests that take ARNs. */
const ARN_MEMBERS = [
  ...['cluster', 'clusters', 'service', 'services', 'task', 'tasks', 'taskDefinition', 'taskSet', 'taskSets'],
  'resourceArn',
]

/**
 * An ARN of another Region or account than the caller's.
 * Text of the first: https://github.com/aws/aws-cli/issues/3175. ECS knows no policies of resources, so that IAM denies
 * the second.
 */
export function checkArns(
  { id }: Account,
  operation: string,
  request: unknown,
  { region }: Caller,
): ServiceError | undefined {
  for (const arn of arnsOf(request)) {
    const [, arnRegion, account] = /^arn:[\w-]+:ecs:([^:]*):([^:]*):/.exec(arn) ?? []
    if (arnRegion === undefined || account === undefined) continue
    if (arnRegion !== region) return invalidParameter('Invalid Region in ARN')
    if (account !== id) {
      const action = `ecs:${operation}`
      return new ServiceError(
        'AccessDeniedException',
        `User: arn:aws:iam::${id}:user/simulator is not authorized to perform: ${action} on resource: ${arn} ` +
          `because no resource-based policy allows the ${action} action`,
      )
    }
  }
  return undefined
}

/** A task or a service by the ARN of another cluster. Text: https://github.com/docker-archive/compose-cli/issues/2086 */
export function checkClusterOf(arn: string, cluster: string): ServiceError | undefined {
  const other = /^arn:[\w-]+:ecs:[^:]*:[^:]*:(?:task|service)\/([^/]+)\/[^/]+$/.exec(arn)?.[1]
  return other === undefined || other === cluster
    ? undefined
    : invalidParameter(`Invalid identifier: Identifier is for cluster ${other}. Your cluster is ${cluster}`)
}

function arnsOf(request: unknown): string[] {
  if (typeof request !== 'object' || request === null) return []
  return Object.entries(request)
    .filter(([member]) => ARN_MEMBERS.includes(member))
    .flatMap(([, value]: [string, unknown]) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter((value) => typeof value === 'string')
}
