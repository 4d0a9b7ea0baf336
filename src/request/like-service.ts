import type { Service } from '@aws-sdk/client-ecs'
import type { LaunchType, RunSettings } from '../inputs/settings.js'
import { lastSegment } from '../text/arn.js'

const LAUNCH_TYPES: readonly string[] = [
  'FARGATE',
  'EC2',
  'EXTERNAL',
  'MANAGED_INSTANCES',
] satisfies LaunchType[]

/** Network, launch type or capacity providers, and platform version of the service, each where the user did not give it. */
export function likeService(settings: RunSettings, service: Service): RunSettings {
  return { ...settings, ...placeOf(settings, service), ...networkOf(settings, service) }
}

function placeOf(settings: RunSettings, service: Service): Partial<RunSettings> {
  const given = settings.launchType !== undefined || settings.capacityProviderStrategy.length > 0
  return {
    ...(!given &&
      service.capacityProviderStrategy?.length && {
        capacityProviderStrategy: service.capacityProviderStrategy,
      }),
    ...(!given &&
      !service.capacityProviderStrategy?.length &&
      isLaunchType(service.launchType) && { launchType: service.launchType }),
    ...(settings.platformVersion === undefined &&
      service.platformVersion && { platformVersion: service.platformVersion }),
  }
}

function networkOf(settings: RunSettings, service: Service): Partial<RunSettings> {
  const network = service.networkConfiguration?.awsvpcConfiguration
  if (network === undefined) return {}
  return {
    ...(settings.subnets.length === 0 && { subnets: network.subnets ?? [] }),
    ...(settings.securityGroups.length === 0 && { securityGroups: network.securityGroups ?? [] }),
    ...(settings.assignPublicIp === undefined &&
      network.assignPublicIp && { assignPublicIp: network.assignPublicIp }),
  }
}

function isLaunchType(text: string | undefined): text is LaunchType {
  return text !== undefined && LAUNCH_TYPES.includes(text)
}

/** What of the settings comes from the service, in words: `subnets subnet-0a1b2c3d`. */
export function takenFromService(written: RunSettings, settings: RunSettings): string[] {
  const values: readonly [string, keyof RunSettings, (settings: RunSettings) => string][] = [
    ['task definition', 'taskDefinition', ({ taskDefinition = '' }) => lastSegment(taskDefinition)],
    ['launch type', 'launchType', ({ launchType = '' }) => launchType],
    [
      'capacity providers',
      'capacityProviderStrategy',
      ({ capacityProviderStrategy: items }) =>
        items.map(({ capacityProvider }) => capacityProvider).join(' '),
    ],
    ['platform version', 'platformVersion', ({ platformVersion = '' }) => platformVersion],
    ['subnets', 'subnets', ({ subnets }) => subnets.join(' ')],
    ['security groups', 'securityGroups', ({ securityGroups }) => securityGroups.join(' ')],
    ['public address', 'assignPublicIp', ({ assignPublicIp = '' }) => assignPublicIp],
  ]
  return values.flatMap(([name, key, show]) => {
    const value = written[key] === settings[key] ? '' : show(settings)
    return value === '' ? [] : `${name} ${value}`
  })
}
