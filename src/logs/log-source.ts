import type { Container, ContainerDefinition, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { parseTaskArn } from '../text/arn.js'
import { firelensObstacle, firelensOutput, linesOfRecords } from './firelens.js'

/** Where one container of one task writes its log. */
export interface LogSource {
  readonly taskArn: string
  readonly container: string
  readonly group: string
  readonly stream: string
  /** Region of the log group; it may differ from the task's. */
  readonly region: string
  /** The container that writes to the stream, where it is not this one: the log router of FireLens. */
  readonly writer?: string
  /** The stream holds the lines of other tasks too. */
  readonly shared?: {
    /** Earliest time of this task's lines, ms since the epoch. */
    readonly since: number
    /** Each event names its container, so {@link LogSource.lines} can filter them. */
    readonly separable: boolean
  }
  /** Reads the lines out of events; absent where each event is a line. */
  readonly lines?: (events: readonly string[]) => string[]
  /** When ECS created the task, ms since the epoch. */
  readonly createdAt?: number
}

/**
 * The stream of a container with the driver awslogs, or with awsfirelens if it sends to CloudWatch. Undefined for other
 * drivers, and while the stream's name is unknown. Names with awslogs: `prefix/container/task id`; without a prefix, as
 * EC2 allows, the container's runtime id (API reference, LogConfiguration).
 */
export function logSource(
  task: Task,
  container: Container,
  definition: TaskDefinition,
): LogSource | undefined {
  const arn = parseTaskArn(task.taskArn ?? '')
  if (logDriverOf(definition, container.name) === 'awsfirelens')
    return firelensSource(task, container, definition)
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
    // The driver treats an empty value as unset (moby, `daemon/logger/awslogs/cloudwatchlogs.go`).
    region: options['awslogs-region'] || arn.region,
    ...(task.createdAt && { createdAt: task.createdAt.getTime() }),
  }
}

function firelensSource(
  task: Task,
  { name = '' }: Container,
  definition: TaskDefinition,
): LogSource | undefined {
  const { containerDefinitions = [] } = definition
  const defined = containerDefinitions.find((container) => container.name === name)
  const arn = parseTaskArn(task.taskArn ?? '')
  const output = defined && arn && firelensOutput(defined, definition, arn)
  if (output === undefined) return undefined
  const { group, stream, region = arn?.region ?? '', isShared, sendsRecords } = output
  const writer = containerDefinitions.find(({ firelensConfiguration }) => firelensConfiguration)?.name
  const others = containerDefinitions
    .flatMap((container) => container.name ?? [])
    .filter((other) => other !== name)
  const owner = { taskArn: arn?.arn ?? '', container: name }
  return {
    ...owner,
    group,
    stream,
    region,
    ...(writer !== undefined && { writer }),
    ...(isShared && { shared: { since: task.createdAt?.getTime() ?? 0, separable: sendsRecords } }),
    ...(sendsRecords && { lines: (events) => linesOfRecords(events, owner, others) }),
  }
}

function logDriverOf(
  { containerDefinitions = [] }: TaskDefinition,
  container: string | undefined,
): string | undefined {
  return containerDefinitions.find(({ name }) => name === container)?.logConfiguration?.logDriver
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

/** The requested containers whose logs are in CloudWatch, and a sentence for each of the others. */
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
  const obstacles = new Map(
    containers.flatMap((container) => {
      const obstacle = obstacleOf(container, definition)
      return obstacle === undefined ? [] : [[container.name ?? '', obstacle]]
    }),
  )
  return {
    names: containers.flatMap(({ name = '' }) => (obstacles.has(name) ? [] : name)),
    excuses: [...obstacles].map(([name, obstacle]) => `${name} ${obstacle}`),
  }
}

/** Why the log of a container cannot be followed, as the end of a sentence about it; undefined where it can. */
function obstacleOf(container: ContainerDefinition, definition: TaskDefinition): string | undefined {
  const driver = container.logConfiguration?.logDriver
  if (driver === undefined) return 'has no log driver in the task definition, so there is no log to follow'
  if (driver === 'awsfirelens') return firelensObstacle(container, definition)
  return driver === 'awslogs' && container.logConfiguration?.options?.['awslogs-group'] !== undefined
    ? undefined
    : `logs through the driver ${driver}; only awslogs, and awsfirelens to CloudWatch, can be followed`
}
