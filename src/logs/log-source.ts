import type { Container, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { parseTaskArn } from '../ecs/arn.js'

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
