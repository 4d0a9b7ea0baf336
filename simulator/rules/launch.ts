import type { RunTaskRequest } from '@aws-sdk/client-ecs'
import type { Cluster, Compute, StrategyItem } from '../model.ts'
import { invalidParameter, ServiceError } from '../service-error.ts'

/** Where a request's tasks run: by launch type, else by the request's strategy, else by the cluster's. */
export interface LaunchTarget {
  readonly compute: Compute
  /** Absent where a launch type decides. */
  readonly strategy?: readonly StrategyItem[]
}

const STRATEGY_ITEMS_MAX = 20
const COMPUTES: readonly string[] = ['FARGATE', 'EC2', 'EXTERNAL', 'MANAGED_INSTANCES']
const FARGATE_PLATFORMS = ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0', 'LATEST']
const NEWEST_PLATFORM = '1.4.0'

type LaunchRequest = Pick<RunTaskRequest, 'launchType' | 'capacityProviderStrategy' | 'platformVersion'>

/** The launch target of a request that `checkLaunch` accepts. */
export function resolveLaunch(request: LaunchRequest, cluster: Cluster): LaunchTarget {
  if (request.launchType !== undefined) return { compute: request.launchType }
  const given = request.capacityProviderStrategy ?? []
  const strategy = given.length > 0 ? given.map(toStrategyItem) : cluster.defaultStrategy
  const leading = strategy[0]?.capacityProvider
  if (leading === undefined) return { compute: 'EC2' }
  return { compute: computeOf(cluster, leading) ?? 'EC2', strategy }
}

/** The platform version that runs; undefined off Fargate. */
export function resolvePlatform(request: LaunchRequest, { compute }: LaunchTarget): string | undefined {
  if (compute !== 'FARGATE') return undefined
  const version = request.platformVersion ?? 'LATEST'
  return version === 'LATEST' ? NEWEST_PLATFORM : version
}

export function isOldPlatform(platform: string | undefined): boolean {
  return platform !== undefined && platform !== NEWEST_PLATFORM
}

export function checkLaunch(request: LaunchRequest, cluster: Cluster): ServiceError | undefined {
  const strategy = request.capacityProviderStrategy ?? []
  if (request.launchType !== undefined && strategy.length > 0) {
    return invalidParameter(
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    )
  }
  return (
    checkLaunchType(request.launchType) ??
    checkStrategy(strategy.map(toStrategyItem), cluster) ??
    checkPlatform(request.platformVersion, resolveLaunch(request, cluster))
  )
}

/** RunTask's reference: Managed Instances take a capacity provider strategy and no launch type. */
function checkLaunchType(launchType: string | undefined): ServiceError | undefined {
  if (launchType === undefined) return undefined
  if (!COMPUTES.includes(launchType)) return invalidParameter(`Unknown launch type ${launchType}.`)
  if (launchType !== 'MANAGED_INSTANCES') return undefined
  return invalidParameter(
    'Launch type MANAGED_INSTANCES is not supported. Specify a capacity provider strategy and try again.',
  )
}

function checkStrategy(strategy: readonly StrategyItem[], cluster: Cluster): ServiceError | undefined {
  if (strategy.length === 0) return undefined
  if (strategy.length > STRATEGY_ITEMS_MAX) {
    return invalidParameter(`Maximum number of capacity providers is ${STRATEGY_ITEMS_MAX}`)
  }
  if (
    strategy.some(({ weight = 0, base = 0 }) => weight < 0 || weight > 1000 || base < 0 || base > 100_000)
  ) {
    return invalidParameter('The weight must be between 0 and 1000 and the base between 0 and 100000.')
  }
  const computes = new Set(strategy.map(({ capacityProvider }) => computeOf(cluster, capacityProvider)))
  if (computes.has(undefined)) {
    return invalidParameter(
      'The specified capacity provider strategy cannot contain a capacity provider that is not associated with ' +
        'the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.',
    )
  }
  if (computes.size > 1) {
    return invalidParameter(
      'A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate providers.',
    )
  }
  if (strategy.filter(({ base }) => (base ?? 0) > 0).length > 1) {
    return invalidParameter(
      'There are multiple capacity providers in the specified capacity provider strategy with a base value defined',
    )
  }
  if (strategy.length > 1 && strategy.every(({ weight }) => (weight ?? 0) === 0)) {
    return invalidParameter(
      'There are no capacity providers in the capacity provider strategy with a weight value greater than zero',
    )
  }
  return undefined
}

function checkPlatform(version: string | undefined, { compute }: LaunchTarget): ServiceError | undefined {
  if (version === undefined) return undefined
  if (compute !== 'FARGATE') {
    return invalidParameter('The platform version must be null when specifying an EC2 launch type')
  }
  if (FARGATE_PLATFORMS.includes(version)) return undefined
  return new ServiceError('PlatformUnknownException', 'The specified platform version does not exist.')
}

function computeOf(cluster: Cluster, provider: string): Compute | undefined {
  return cluster.capacityProviders.find(({ name }) => name === provider)?.compute
}

function toStrategyItem(item: {
  capacityProvider?: string | undefined
  weight?: number | undefined
  base?: number | undefined
}): StrategyItem {
  return { capacityProvider: item.capacityProvider ?? '', weight: item.weight ?? 0, base: item.base ?? 0 }
}
