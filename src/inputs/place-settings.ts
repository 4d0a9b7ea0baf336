import { capacityProvider, checkStrategy, MOST_CAPACITY_PROVIDERS } from './capacity-providers.js'
import { platformVersion, securityGroup, service, subnet } from './identifiers.js'
import {
  MOST_PLACEMENT_CONSTRAINTS,
  MOST_PLACEMENT_STRATEGIES,
  placementConstraint,
  placementStrategy,
} from './placement.js'
import { present } from './present.js'
import type { Reading } from './reading.js'
import { oneOf, parseBoolean } from './scalars.js'
import type { RunSettings } from './settings.js'
import { listOf, single } from './shapes.js'
import type { Read } from './written.js'

type PlaceSettings = Pick<
  RunSettings,
  | 'launchType'
  | 'capacityProviderStrategy'
  | 'platformVersion'
  | 'subnets'
  | 'securityGroups'
  | 'assignPublicIp'
  | 'likeService'
  | 'placementConstraints'
  | 'placementStrategy'
>

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html */
const MOST_SUBNETS = 16
const MOST_SECURITY_GROUPS = 5

const launchType = oneOf(['FARGATE', 'EC2', 'EXTERNAL', 'MANAGED_INSTANCES'])

const assignPublicIp: Read<'ENABLED' | 'DISABLED'> = (written, report) => {
  const asBoolean = parseBoolean(written.text)
  if (asBoolean === undefined) return oneOf(['ENABLED', 'DISABLED'])(written, report)
  return asBoolean ? 'ENABLED' : 'DISABLED'
}

/** Keeps an id that was refused: that there is one counts for the rules about networks. */
const keep =
  (read: Read<string>): Read<string> =>
  (written, report) => {
    read(written, report)
    return written.text
  }

/** Where to run. What is absent is left to the service that `like-service` names, to the cluster, and to ECS. */
export function readPlace(reading: Reading): PlaceSettings {
  const settings = {
    launchType: reading.one('launch-type', launchType),
    capacityProviderStrategy:
      reading.list('capacity-provider-strategy', capacityProvider, MOST_CAPACITY_PROVIDERS) ?? [],
    platformVersion: reading.one('platform-version', platformVersion),
    subnets: reading.list('subnets', single(keep(subnet)), MOST_SUBNETS) ?? [],
    securityGroups: reading.list('security-groups', single(keep(securityGroup)), MOST_SECURITY_GROUPS) ?? [],
    assignPublicIp: reading.one('assign-public-ip', assignPublicIp),
    likeService: reading.one('like-service', service),
    placementConstraints:
      reading.yaml('placement-constraints', listOf(placementConstraint, MOST_PLACEMENT_CONSTRAINTS)) ?? [],
    placementStrategy:
      reading.yaml('placement-strategy', listOf(placementStrategy, MOST_PLACEMENT_STRATEGIES)) ?? [],
  }
  checkStrategy(settings.capacityProviderStrategy, 'capacity-provider-strategy', reading.report)
  return present(settings)
}
