import type { Container, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { parseTaskArn } from '../text/arn.js'

/** Where one container of one task writes its log. */
export interface LogSource {
  readonly taskArn: string
  readonly container: string
  readonly group: string
  readonly stream: string
  /** That of the log group, which need not be the task's. */
  readonly region: string
}

/**
 * The stream of a container with the awslogs driver; undefined for other drivers, and as long as the stream's name is
 * not known. Names: `prefix/container/task id`, or the container's runtime id where no prefix is set, as EC2 allows
 * (API reference, LogConfiguration).
 */
export function logSource(
  task: Task,
  container: Container,
  definition: TaskDefinition,
): LogSource | undefined {
  const arn = parseTaskArn(task.taskArn ?? '')
  const options = awslogsOptions(definition, container.name)
  const group = options?.['awslogs-group']
  if (arn === undefined || options === undefined || group === undefined || container.name === undefined)
    return undefined
  const prefix = options['awslogs-stream-prefix']
  const stream = prefix === undefined ? container.runtimeId : `${prefix}/${container.name}/${arn.id}`
  if (stream === undefined) return undefined
  return {
    taskArn: arn.arn,
    container: container.name,
    group,
    stream,
    region: options['awslogs-region'] ?? arn.region,
  }
}

/** Options of the awslogs driver; undefined where the container has another driver, or none. */
export function awslogsOptions(
  definition: TaskDefinition,
  container: string | undefined,
): Record<string, string> | undefined {
  const { logDriver, options = {} } =
    definition.containerDefinitions?.find(({ name }) => name === container)?.logConfiguration ?? {}
  return logDriver === 'awslogs' ? options : undefined
}

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
