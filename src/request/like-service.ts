import type { Service } from '@aws-sdk/client-ecs'
import type { LaunchType, RunSettings } from '../inputs/settings.js'
import { lastSegment } from '../text/arn.js'

const LAUNCH_TYPES: readonly string[] = [
  'FARGATE',
  'EC2',
  'EXTERNAL',
  'MANAGED_INSTANCES',
] satisfies LaunchType[]

/**
 * Network, launch type or capacity providers, and platform version of the service. Each is used only where the user gave
 * none and where ECS accepts it: a platform version only on Fargate, a network only with `awsvpc`, no public address
 * outside Fargate.
 * @param networkMode of the task definition; undefined where it is unknown
 */
export function likeService(
  settings: RunSettings,
  service: Service,
  networkMode: string | undefined,
): RunSettings {
  const place = { ...settings, ...placeOf(settings, service) }
  const isOnFargate = runsOnFargate(place)
  const source = sourceOf(service)
  return {
    ...place,
    ...(settings.platformVersion === undefined &&
      isOnFargate &&
      source.platformVersion && { platformVersion: source.platformVersion }),
    ...(lendsNetwork(networkMode) && networkOf(settings, source, isOnFargate)),
  }
}

type Source = Pick<
  Service,
  'launchType' | 'capacityProviderStrategy' | 'platformVersion' | 'networkConfiguration'
>

/** With the deployment controllers CODE_DEPLOY and EXTERNAL, the task sets hold these settings instead of the service. */
function sourceOf(service: Service): Source {
  const primary = service.taskSets?.find(({ status }) => status === 'PRIMARY')
  return service.networkConfiguration === undefined && primary !== undefined ? primary : service
}

function placeOf(settings: RunSettings, service: Service): Partial<RunSettings> {
  if (settings.launchType !== undefined || settings.capacityProviderStrategy.length > 0) return {}
  const { capacityProviderStrategy, launchType } = sourceOf(service)
  if (capacityProviderStrategy?.length) return { capacityProviderStrategy }
  return isLaunchType(launchType) ? { launchType } : {}
}

/** Whether the settings alone decide that the task runs on Fargate. */
function runsOnFargate({ launchType, capacityProviderStrategy: items }: RunSettings): boolean {
  if (launchType !== undefined) return launchType === 'FARGATE'
  return (
    items.length > 0 &&
    items.every(({ capacityProvider = '' }) => /^FARGATE(?:_SPOT)?$/.test(capacityProvider))
  )
}

function lendsNetwork(networkMode: string | undefined): boolean {
  return networkMode === undefined || networkMode === 'awsvpc'
}

function networkOf(settings: RunSettings, source: Source, isOnFargate: boolean): Partial<RunSettings> {
  const network = source.networkConfiguration?.awsvpcConfiguration
  if (network === undefined) return {}
  return {
    ...(settings.subnets.length === 0 && { subnets: network.subnets ?? [] }),
    ...(settings.securityGroups.length === 0 && { securityGroups: network.securityGroups ?? [] }),
    ...(settings.assignPublicIp === undefined &&
      (isOnFargate || network.assignPublicIp !== 'ENABLED') &&
      network.assignPublicIp && { assignPublicIp: network.assignPublicIp }),
  }
}

function isLaunchType(text: string | undefined): text is LaunchType {
  return text !== undefined && LAUNCH_TYPES.includes(text)
}

/** Explains why the service gives no subnets to a task that needs them. */
export function whyNoNetwork(service: Service): string {
  const name = `the service ${service.serviceName ?? ''}`
  if (service.deploymentController?.type === 'EXTERNAL')
    return `${name} has the deployment controller EXTERNAL: its network is in its task sets, of which none is PRIMARY`
  return `${name} has no network either: its own task definition has another network mode`
}

/** The settings that come from the service, in words: `subnets subnet-0a1b2c3d`. */
export function takenFromService(
  written: RunSettings,
  settings: RunSettings,
  service: Service,
  networkMode: string | undefined,
): string[] {
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
  const hasNetwork = sourceOf(service).networkConfiguration !== undefined
  return [
    ...values.flatMap(([name, key, show]) => {
      const value = written[key] === settings[key] ? '' : show(settings)
      return value === '' ? [] : `${name} ${value}`
    }),
    ...(hasNetwork && !lendsNetwork(networkMode)
      ? [`not its network (network mode ${networkMode ?? ''})`]
      : []),
  ]
}
