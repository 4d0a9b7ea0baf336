import type { RunTaskRequest } from '@aws-sdk/client-ecs'
import type { Cluster, WireTaskDefinition } from '../model.ts'
import { invalidParameter, ServiceError } from '../service-error.ts'
import { checkContainerSizes } from './container-sizes.ts'
import { OLD_PLATFORM_CPU_LIMIT } from './fargate-sizes.ts'
import { checkLaunch, isOldPlatform, resolveLaunch, resolvePlatform, type LaunchTarget } from './launch.ts'
import { checkNetwork } from './network.ts'
import { checkOverrides, effectiveContainers, effectiveSize } from './overrides.ts'
import { isWindows, NO_GPU_ON_FARGATE } from './register-task-definition.ts'
import { checkLabels, checkPlacement } from './run-task-options.ts'
import { checkEphemeralStorage, checkFargateSize, checkSpelling } from './task-size.ts'

const TASKS_MAX = 10

/** A cluster as the console makes it, with one container instance beside Fargate. */
export const DEFAULT_CLUSTER: Cluster = {
  name: 'default',
  capacityProviders: [
    { name: 'FARGATE', compute: 'FARGATE' },
    { name: 'FARGATE_SPOT', compute: 'FARGATE' },
  ],
  defaultStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
  containerInstances: 1,
}

/** Why ECS would refuse to run this definition so, or undefined. */
export function validateRunTask(
  definition: WireTaskDefinition,
  request: RunTaskRequest,
  cluster: Cluster = DEFAULT_CLUSTER,
): ServiceError | undefined {
  if (definition.status === 'INACTIVE') return invalidParameter('TaskDefinition is inactive')
  const count = request.count ?? 1
  if (count < 1 || count > TASKS_MAX) return invalidParameter(`count must be between 1 and ${TASKS_MAX}.`)
  const error = checkLaunch(request, cluster)
  if (error) return error
  const target = resolveLaunch(request, cluster)
  return (
    checkCompatibility(definition, target) ??
    checkLabels(definition, request) ??
    checkPlacement(request, target) ??
    checkNetwork(definition.networkMode, request.networkConfiguration) ??
    checkOverrides(definition.containerDefinitions ?? [], request.overrides) ??
    checkSizes(definition, request, target) ??
    checkInstances(target, cluster)
  )
}

function checkCompatibility(
  definition: WireTaskDefinition,
  { compute, strategy = [] }: LaunchTarget,
): ServiceError | undefined {
  if (compute !== 'FARGATE') return undefined
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html: no Windows on Spot.
  if (isWindows(definition) && strategy.some(({ capacityProvider }) => capacityProvider === 'FARGATE_SPOT')) {
    return invalidParameter('FARGATE_SPOT does not support Windows containers.')
  }
  const required = definition.requiresCompatibilities ?? []
  const suits = required.length === 0 ? definition.networkMode === 'awsvpc' : required.includes('FARGATE')
  return suits ? undefined : invalidParameter('Task definition does not support launch_type FARGATE.')
}

function checkSizes(
  definition: WireTaskDefinition,
  request: RunTaskRequest,
  target: LaunchTarget,
): ServiceError | undefined {
  const size = effectiveSize(definition, request.overrides)
  const containers = effectiveContainers(definition, request.overrides)
  const fargate = target.compute === 'FARGATE'
  const gpu = containers.some(({ resourceRequirements = [] }) =>
    resourceRequirements.some(({ type }) => type === 'GPU'),
  )
  if (fargate && gpu) return invalidParameter(NO_GPU_ON_FARGATE)
  const storage = request.overrides?.ephemeralStorage?.sizeInGiB
  return (
    checkSpelling(size, invalidParameter) ??
    (fargate ? checkFargateSize(size, isWindows(definition), invalidParameter) : undefined) ??
    checkContainerSizes(
      containers,
      size,
      invalidParameter,
      (name) => `'memory' setting for container '${name}' is greater than for task.`,
    ) ??
    checkEphemeralStorage(storage, fargate, invalidParameter) ??
    checkOldPlatform(definition, request, target, size.cpu)
  )
}

function checkOldPlatform(
  definition: WireTaskDefinition,
  request: RunTaskRequest,
  target: LaunchTarget,
  cpuUnits = 0,
): ServiceError | undefined {
  const storage = request.overrides?.ephemeralStorage ?? definition.ephemeralStorage
  const demanding = cpuUnits > OLD_PLATFORM_CPU_LIMIT || storage !== undefined
  // Windows has platform versions of its own, which start at 1.0.0.
  if (!demanding || isWindows(definition) || !isOldPlatform(resolvePlatform(request, target)))
    return undefined
  return new ServiceError(
    'PlatformTaskDefinitionIncompatibilityException',
    "The specified platform version does not satisfy the task definition's required capabilities.",
  )
}

function checkInstances({ compute, strategy }: LaunchTarget, cluster: Cluster): ServiceError | undefined {
  const needsInstance = (compute === 'EC2' || compute === 'EXTERNAL') && strategy === undefined
  if (!needsInstance || cluster.containerInstances > 0) return undefined
  return invalidParameter('No Container Instances were found in your cluster.')
}
