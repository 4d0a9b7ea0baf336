import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { RunSettings } from '../inputs/settings.js'
import type { Finding } from '../findings.js'
import type { SizePlan } from '../sizing/types.js'
import { definitionName } from '../text/definition-name.js'

/** Texts of ECS: "Network Configuration must be provided when networkMode 'awsvpc' is specified." and "... is not valid for the given networkMode of this task definition." */
export function checkNetwork(
  { subnets, securityGroups, assignPublicIp }: RunSettings,
  { platform }: SizePlan,
  definition: TaskDefinition | undefined,
): Finding[] {
  const given = [
    ...(subnets.length > 0 ? ['subnets'] : []),
    ...(securityGroups.length > 0 ? ['security-groups'] : []),
    ...(assignPublicIp !== undefined ? ['assign-public-ip'] : []),
  ]
  // Fargate has no other network mode; elsewhere ECS defaults to bridge.
  const networkMode = definition && (definition.networkMode ?? (platform === 'fargate' ? 'awsvpc' : 'bridge'))
  if (networkMode !== undefined && networkMode !== 'awsvpc') {
    return given.map((where) => ({
      severity: 'error',
      rule: 'network-not-allowed',
      where,
      message: `${nameOf(definition)} has network mode ${networkMode}, and ECS takes a network only with awsvpc`,
      advice: `Leave ${where} out.`,
    }))
  }
  if (subnets.length > 0) return checkPublicAddress(assignPublicIp, platform)
  if (networkMode === 'awsvpc') {
    return [
      {
        severity: 'error',
        rule: 'network-required',
        where: 'subnets',
        message: `${nameOf(definition)} has network mode awsvpc, which needs subnets; none are given`,
        advice:
          'Write  subnets: subnet-0123456789abcdef0  and, unless the default one of the VPC will do, security-groups: sg-0123456789abcdef0',
      },
    ]
  }
  return given.map((where) => ({
    severity: 'error',
    rule: 'subnets-required',
    where,
    message: 'ECS takes security groups and a public address only together with subnets; none are given',
    advice: `Write  subnets: subnet-0123456789abcdef0, or leave ${where} out.`,
  }))
}

/** API reference, AwsVpcConfiguration; ECS: "Assign public IP is not supported for this launch type." */
function checkPublicAddress(
  assignPublicIp: RunSettings['assignPublicIp'],
  platform: SizePlan['platform'],
): Finding[] {
  if (assignPublicIp !== 'ENABLED' || (platform !== 'ec2' && platform !== 'external')) return []
  return [
    {
      severity: 'error',
      rule: 'public-ip-place',
      where: 'assign-public-ip',
      message: 'assign-public-ip is ENABLED, and ECS gives a task a public address on Fargate alone',
      advice: 'Leave assign-public-ip out, or write  launch-type: FARGATE',
    },
  ]
}

/** `the task definition nightly-etl:42`, for a message. */
export function nameOf(definition: TaskDefinition | undefined): string {
  return `the task definition ${definitionName(definition)}`
}
