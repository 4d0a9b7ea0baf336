import type { RunTaskRequest, Tag } from '@aws-sdk/client-ecs'
import type { WireTaskDefinition } from '../model.ts'
import { invalidParameter, type ServiceError } from '../service-error.ts'
import type { LaunchTarget } from './launch.ts'

const STARTED_BY_MAX = 128
const TAGS_MAX = 50
const CONSTRAINTS_MAX = 10
const STRATEGIES_MAX = 5

/** Names, tags and switches. The limits are those of RunTask's reference; most of their texts are not public. */
export function checkLabels(
  definition: WireTaskDefinition,
  request: RunTaskRequest,
): ServiceError | undefined {
  const { clientToken, startedBy, propagateTags, tags = [], overrides } = request
  if (clientToken !== undefined && !/^[\x21-\x7e]{1,64}$/.test(clientToken)) {
    return invalidParameter('clientToken must be at most 64 characters in the ASCII range 33-126.')
  }
  // Clients in wide use send "ECS Deploy", though the API reference knows no blanks here.
  if (startedBy !== undefined && startedBy.length > STARTED_BY_MAX) {
    return invalidParameter(`startedBy must be at most ${STARTED_BY_MAX} characters.`)
  }
  if (propagateTags !== undefined && propagateTags !== 'TASK_DEFINITION' && propagateTags !== 'NONE') {
    return invalidParameter(`The propagateTags value ${propagateTags} is not supported by RunTask.`)
  }
  const role = overrides?.taskRoleArn ?? definition.taskRoleArn
  if (request.enableExecuteCommand === true && !role) {
    return invalidParameter(
      "The service couldn't be created because a valid taskRoleArn is not being used. " +
        'Specify a valid task role in your task definition and try again.',
    )
  }
  return checkTags(tags) ?? checkVolumes(definition, request)
}

export function checkPlacement(request: RunTaskRequest, { compute }: LaunchTarget): ServiceError | undefined {
  const { placementConstraints = [], placementStrategy = [] } = request
  if (compute === 'FARGATE' && placementConstraints.length > 0) {
    return invalidParameter('Placement constraints are not supported with FARGATE launch type.')
  }
  if (compute === 'FARGATE' && placementStrategy.length > 0) {
    return invalidParameter('Placement strategies are not supported with FARGATE launch type.')
  }
  if (placementConstraints.length > CONSTRAINTS_MAX) {
    return invalidParameter(`Maximum number of constraints is ${CONSTRAINTS_MAX}`)
  }
  if (placementStrategy.length > STRATEGIES_MAX) {
    return invalidParameter(`Maximum number of strategies is ${STRATEGIES_MAX}`)
  }
  return undefined
}

/** The rules for the tags of anything in ECS. */
export function checkTags(tags: readonly Tag[]): ServiceError | undefined {
  if (tags.length > TAGS_MAX) return invalidParameter(`The number of tags must be at most ${TAGS_MAX}.`)
  const keys = tags.map(({ key = '' }) => key)
  if (new Set(keys).size < keys.length) return invalidParameter('Tag keys must be unique.')
  if (keys.some((key) => /^aws:/i.test(key))) return invalidParameter("Tag keys cannot start with 'aws:'.")
  if (keys.some((key) => key.length < 1 || key.length > 128)) {
    return invalidParameter('Tag keys must have 1 to 128 characters.')
  }
  if (tags.some(({ value = '' }) => value.length > 256)) {
    return invalidParameter('Tag values must have at most 256 characters.')
  }
  return undefined
}

function checkVolumes(definition: WireTaskDefinition, request: RunTaskRequest): ServiceError | undefined {
  const configurable = (definition.volumes ?? []).filter(
    ({ configuredAtLaunch }) => configuredAtLaunch === true,
  )
  const given = request.volumeConfigurations ?? []
  for (const { name = '', managedEBSVolume } of given) {
    if (!configurable.some((volume) => volume.name === name)) {
      return invalidParameter(`Volume ${name} is not configured at launch in the task definition.`)
    }
    if (!managedEBSVolume?.roleArn) return invalidParameter(`Volume ${name} requires a roleArn.`)
    if (managedEBSVolume.sizeInGiB === undefined && managedEBSVolume.snapshotId === undefined) {
      return invalidParameter(`Volume ${name} requires a sizeInGiB or a snapshotId.`)
    }
  }
  const missing = configurable.find((volume) => !given.some(({ name }) => name === volume.name))
  return missing === undefined
    ? undefined
    : invalidParameter(
        `Volume ${missing.name ?? ''} is configured at launch and requires a volume configuration.`,
      )
}
