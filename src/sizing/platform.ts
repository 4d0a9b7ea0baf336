import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { FargateLimits } from './fargate.js'
import type { LaunchTarget, Platform, SizePlan } from './types.js'

const PLATFORMS: Readonly<Record<string, Platform>> = {
  FARGATE: 'fargate',
  EC2: 'ec2',
  EXTERNAL: 'external',
  MANAGED_INSTANCES: 'managed-instances',
}

const FARGATE_PROVIDERS = ['FARGATE', 'FARGATE_SPOT']

/** AWS reserves the names `FARGATE` and `FARGATE_SPOT`; any other provider belongs to the account. */
export function isFargateProvider(name: string): boolean {
  return FARGATE_PROVIDERS.includes(name)
}

/** Decided by the launch type, else by the capacity providers, else by a task definition that allows only one platform. */
export function decidePlatform(definition: TaskDefinition | undefined, target: LaunchTarget): Platform {
  if (target.launchType !== undefined) return PLATFORMS[target.launchType] ?? 'undecided'
  if (target.capacityProviders.some(isFargateProvider)) return 'fargate'
  const possible = possibleLaunchTypes(definition)
  const only = possible.length === 1 ? PLATFORMS[possible[0] ?? ''] : undefined
  if (target.capacityProviders.length > 0) return only === 'managed-instances' ? only : 'ec2'
  return only ?? 'undecided'
}

/**
 * The same plan for the platform that a task of it ran on, from DescribeTasks. If the request left the platform to the
 * cluster, the sizes of a retry must be valid on that platform.
 */
export function onPlatformOf(
  plan: SizePlan,
  task:
    | { readonly launchType?: string | undefined; readonly capacityProviderName?: string | undefined }
    | undefined,
): SizePlan {
  if (plan.platform !== 'undecided' || task === undefined) return plan
  const { launchType = '', capacityProviderName = '' } = task
  const ran = isFargateProvider(capacityProviderName) ? 'fargate' : PLATFORMS[launchType]
  return ran === undefined ? plan : { ...plan, platform: ran }
}

/**
 * The launch types that a task definition allows: those that it requires, else those that ECS found compatible, else both.
 */
export function possibleLaunchTypes(definition: TaskDefinition | undefined): readonly string[] {
  const lists = [definition?.requiresCompatibilities, definition?.compatibilities, ['FARGATE', 'EC2']]
  return lists.find((list) => list !== undefined && list.length > 0) ?? []
}

/**
 * The launch types that a task definition supports, or `undefined` where it names none. `compatibilities` is what ECS found
 * at registration, `requiresCompatibilities` what the author required.
 */
export function supportedLaunchTypes(definition: TaskDefinition | undefined): readonly string[] | undefined {
  const supported = new Set([
    ...(definition?.compatibilities ?? []),
    ...(definition?.requiresCompatibilities ?? []),
  ])
  return supported.size === 0 ? undefined : [...supported]
}

/** Whether an operating system family of ECS is Windows. */
function isWindows(operatingSystemFamily: string): boolean {
  return operatingSystemFamily.startsWith('WINDOWS')
}

/**
 * Whether a platform version such as `1.3.0` is older than another. False for `LATEST` and for text that is not a version.
 */
export function isBefore(version: string | undefined, limit: string): boolean {
  if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) return false
  return version.localeCompare(limit, 'en', { numeric: true }) < 0
}

/** The limits of the Fargate table for an operating system family and a platform version. */
export function limitsOf(operatingSystemFamily: string, platformVersion: string | undefined): FargateLimits {
  const windows = isWindows(operatingSystemFamily)
  return { windows, oldPlatform: !windows && isBefore(platformVersion, '1.4.0') }
}
