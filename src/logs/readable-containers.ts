import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { awslogsOptions } from './log-source.js'

/** The wanted containers whose logs are in CloudWatch, and a sentence for each of the others. */
export interface ReadableContainers {
  readonly names: readonly string[]
  readonly excuses: readonly string[]
}

export function readableContainers(
  definition: TaskDefinition,
  wanted: true | readonly string[],
): ReadableContainers {
  const containers = (definition.containerDefinitions ?? []).filter(
    ({ name = '' }) => wanted === true || wanted.includes(name),
  )
  const readable = containers.filter(
    ({ name }) => awslogsOptions(definition, name)?.['awslogs-group'] !== undefined,
  )
  return {
    names: readable.flatMap(({ name }) => name ?? []),
    excuses: containers
      .filter((container) => !readable.includes(container))
      .map(({ name = '', logConfiguration }) =>
        logConfiguration?.logDriver === undefined
          ? `${name} has no log driver in the task definition, so there is no log to follow`
          : `${name} logs through the driver ${logConfiguration.logDriver}; only awslogs can be followed`,
      ),
  }
}
