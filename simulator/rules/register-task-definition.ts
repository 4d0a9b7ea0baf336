import type { ContainerDefinition, RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs'
import { clientException, type ServiceError } from '../service-error.ts'
import { checkContainerSizes } from './container-sizes.ts'
import { checkTags } from './run-task-options.ts'
import {
  checkEphemeralStorage,
  checkFargateSize,
  checkSpelling,
  parseDefinitionCpu,
  parseDefinitionMemory,
  type TaskSize,
} from './task-size.ts'

const CONTAINERS_MAX = 10
export const ENVIRONMENT_FILES_MAX = 10
export const TOO_MANY_ENVIRONMENT_FILES =
  'The maximum number of environment files was exceeded. Specify ten or less and try again'
export const NO_GPU_ON_FARGATE =
  'Tasks using the Fargate launch type do not support GPU resource requirements'
/** https://github.com/virtual-kubelet/virtual-kubelet/issues/193, https://github.com/aws/aws-cdk/issues/1279 */
export const NO_ROLE_FOR_AWSLOGS =
  'Fargate requires task definition to have execution role ARN to support log driver awslogs.'

/** The size of a definition that is to be registered; NaN where a value cannot be read. */
export function sizeOfRequest(request: RegisterTaskDefinitionRequest): TaskSize {
  return {
    cpu: request.cpu === undefined ? undefined : parseDefinitionCpu(request.cpu),
    memory: request.memory === undefined ? undefined : parseDefinitionMemory(request.memory),
  }
}

export function isWindows(definition: Pick<RegisterTaskDefinitionRequest, 'runtimePlatform'>): boolean {
  return definition.runtimePlatform?.operatingSystemFamily?.startsWith('WINDOWS') ?? false
}

/** Why ECS would not register this definition, or undefined. */
export function validateRegisterTaskDefinition(
  request: RegisterTaskDefinitionRequest,
): ServiceError | undefined {
  const containers = request.containerDefinitions ?? []
  const fargate = request.requiresCompatibilities?.includes('FARGATE') ?? false
  const size = sizeOfRequest(request)
  return (
    checkNames(request.family, containers) ??
    checkSpelling(size, clientException) ??
    (fargate ? checkFargate(request, containers, size) : undefined) ??
    checkContainerSizes(
      containers,
      size,
      clientException,
      (name) => `The 'memory' setting for container '${name}' is greater than for the task.`,
    ) ??
    checkEphemeralStorage(
      request.ephemeralStorage?.sizeInGiB,
      fargate || (request.requiresCompatibilities ?? []).length === 0,
      clientException,
    ) ??
    first(containers, checkLogging) ??
    checkFirelens(containers) ??
    first(containers, checkEnvironmentFiles) ??
    checkTags(request.tags ?? [])
  )
}

function checkNames(
  family: string | undefined,
  containers: readonly ContainerDefinition[],
): ServiceError | undefined {
  if (!family) return clientException('Family should not be null or empty.')
  if (!/^[\w-]{1,255}$/.test(family)) return clientException('Family contains invalid characters.')
  if (containers.length === 0) return clientException('Container list cannot be empty.')
  if (containers.length > CONTAINERS_MAX) return clientException('Too many containers.')
  if (containers.some(({ name }) => !name))
    return clientException('Container.name should not be null or empty.')
  if (containers.some(({ image }) => !image))
    return clientException('Container.image should not be null or empty.')
  if (new Set(containers.map(({ name }) => name)).size < containers.length) {
    return clientException('Container names must be unique.')
  }
  if (containers.every(({ essential }) => essential === false)) {
    return clientException("Task definition doesn't have any essential container.")
  }
  return undefined
}

function checkFargate(
  request: RegisterTaskDefinitionRequest,
  containers: readonly ContainerDefinition[],
  size: TaskSize,
): ServiceError | undefined {
  if (request.networkMode !== 'awsvpc') return clientException('Fargate only supports network mode ‘awsvpc’.')
  return (
    checkFargateSize(size, isWindows(request), clientException) ??
    first(containers, ({ logConfiguration }) =>
      logConfiguration?.logDriver === 'awslogs' && !logConfiguration.options?.['awslogs-stream-prefix']
        ? clientException('Fargate requires log configuration options to include awslogs-stream-prefix')
        : undefined,
    ) ??
    first(containers, ({ logConfiguration }) =>
      logConfiguration?.logDriver === 'awslogs' && !request.executionRoleArn
        ? clientException(NO_ROLE_FOR_AWSLOGS)
        : undefined,
    ) ??
    first(containers, ({ resourceRequirements = [] }) =>
      resourceRequirements.some(({ type }) => type === 'GPU')
        ? clientException(NO_GPU_ON_FARGATE)
        : undefined,
    )
  )
}

function checkLogging({ logConfiguration }: ContainerDefinition): ServiceError | undefined {
  if (logConfiguration?.logDriver !== 'awslogs') return undefined
  const missing = ['awslogs-group', 'awslogs-region'].find((option) => !logConfiguration.options?.[option])
  return missing === undefined
    ? undefined
    : clientException(`Log driver awslogs requires options: ${missing}`)
}

/** The service's own sentences, as users quote them (turnerlabs/fargate#60, aws/amazon-cloudwatch-logs-for-fluent-bit#20). */
function checkFirelens(containers: readonly ContainerDefinition[]): ServiceError | undefined {
  const users = containers.some(({ logConfiguration }) => logConfiguration?.logDriver === 'awsfirelens')
  const routers = containers.some(({ firelensConfiguration }) => firelensConfiguration !== undefined)
  if (users && !routers)
    return clientException(
      'When awsfirelens log driver is specified in log configuration, a firelens configuration object must be configured in one of the containers.',
    )
  if (routers && !users)
    return clientException(
      'When a firelensConfiguration object is specified, at least one container has to be configured with the awsfirelens log driver.',
    )
  return undefined
}

function checkEnvironmentFiles({ environmentFiles = [] }: ContainerDefinition): ServiceError | undefined {
  return environmentFiles.length > ENVIRONMENT_FILES_MAX
    ? clientException(TOO_MANY_ENVIRONMENT_FILES)
    : undefined
}

function first<Item>(
  items: readonly Item[],
  check: (item: Item) => ServiceError | undefined,
): ServiceError | undefined {
  for (const item of items) {
    const error = check(item)
    if (error) return error
  }
  return undefined
}
