import type { NetworkConfiguration } from '@aws-sdk/client-ecs'
import { invalidParameter, type ServiceError } from '../service-error.ts'

const SUBNETS_MAX = 16
const SECURITY_GROUPS_MAX = 5

export function checkNetwork(
  networkMode: string | undefined,
  network: NetworkConfiguration | undefined,
): ServiceError | undefined {
  const vpc = network?.awsvpcConfiguration
  if (networkMode !== 'awsvpc') {
    if (vpc === undefined) return undefined
    return invalidParameter(
      'Network Configuration is not valid for the given networkMode of this task definition.',
    )
  }
  if (vpc === undefined) {
    return invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
  }
  const subnets = vpc.subnets?.length ?? 0
  const securityGroups = vpc.securityGroups?.length ?? 0
  if (subnets === 0) return invalidParameter('subnets can not be empty.')
  if (subnets > SUBNETS_MAX) return invalidParameter(`subnets can have at most ${SUBNETS_MAX} items.`)
  if (securityGroups > SECURITY_GROUPS_MAX) {
    return invalidParameter(`securityGroups can have at most ${SECURITY_GROUPS_MAX} items.`)
  }
  if (vpc.assignPublicIp !== undefined && !['ENABLED', 'DISABLED'].includes(vpc.assignPublicIp)) {
    return invalidParameter('assignPublicIp must be ENABLED or DISABLED.')
  }
  return undefined
}
