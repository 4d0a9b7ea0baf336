import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import type { TaskArn } from '../text/arn.js'

/**
 * Where FireLens sends a container's log, as far as `logConfiguration` gives it. ECS turns its options into an output of
 * Fluent Bit (developer guide, "Example Amazon ECS task definition: Route logs to FireLens").
 */
export interface FirelensOutput {
  readonly region?: string
  readonly group: string
  readonly stream: string
  /** The stream's name is the same for all tasks, so the stream holds the lines of other tasks too. */
  readonly isShared: boolean
  /** An event is a whole record of Fluent Bit with the line in its field `log`; else the event is the line. */
  readonly sendsRecords: boolean
}

/**
 * Fluent Bit's outputs for CloudWatch: `cloudwatch` is the plugin in Go (aws/amazon-cloudwatch-logs-for-fluent-bit),
 * `cloudwatch_logs` the one in C (fluent/fluent-bit-docs, pipeline/outputs/cloudwatch.md).
 */
const CLOUDWATCH_OUTPUTS = ['cloudwatch', 'cloudwatch_logs']

/** Options that set the log group, stream and Region. */
const NAMING_OPTIONS = /^(?:region|log_(?:group|stream)_(?:name|prefix|template))$/

/** `$(name)`, replaced by the plugin in Go, and `${NAME}`, a variable of the log router, replaced by Fluent Bit. */
const PLACEHOLDER = /\$\((?<field>[^)]*)\)|\$\{(?<variable>\w+)\}/g

/** Why the log of a container with the log driver awsfirelens cannot be followed, as the end of a sentence about it. */
export function firelensObstacle(
  container: ContainerDefinition,
  definition: TaskDefinition,
): string | undefined {
  const options = optionsOf(container)
  const output = options.get('name') ?? options.get('@type')
  if (output === undefined)
    return 'logs through FireLens to where the configuration of its log router says, which cannot be read from here'
  const router = routerOf(definition)
  if (!CLOUDWATCH_OUTPUTS.includes(output.toLowerCase()) || router?.firelensConfiguration?.type === 'fluentd')
    return `logs through FireLens to ${output}; only Fluent Bit's outputs cloudwatch and cloudwatch_logs can be followed`
  const secret = container.logConfiguration?.secretOptions?.find(({ name = '' }) =>
    NAMING_OPTIONS.test(name.toLowerCase()),
  )
  if (secret !== undefined)
    return `logs through FireLens to CloudWatch; its ${secret.name ?? 'option'} is a secret of the task, so the log cannot be followed`
  const names = fillIn(options, definition, EXAMPLE_TASK)
  const unknown = [...options.keys()].find((option) => option.endsWith('_template')) ?? names.unknown
  if (unknown !== undefined)
    return `logs through FireLens to CloudWatch; its ${unknown} is known in the task alone, so the log cannot be followed`
  return names.group === ''
    ? 'logs through FireLens to CloudWatch and has no log_group_name, so the log cannot be followed'
    : undefined
}

/** The stream of a container of this task; undefined for other drivers, and if {@link firelensObstacle} returns a reason. */
export function firelensOutput(
  container: ContainerDefinition,
  definition: TaskDefinition,
  task: TaskArn,
): FirelensOutput | undefined {
  if (container.logConfiguration?.logDriver !== 'awsfirelens') return undefined
  if (firelensObstacle(container, definition) !== undefined) return undefined
  const options = optionsOf(container)
  const { region, group, stream } = fillIn(options, definition, { ...task, container: container.name ?? '' })
  return {
    ...(region !== undefined && { region }),
    group,
    stream,
    isShared: !stream.includes(task.id),
    sendsRecords: !options.has('log_key'),
  }
}

/**
 * The lines of these events that this container of this task wrote. A record names its container where FireLens adds
 * the ECS metadata. A record without metadata counts as the container's.
 */
export function linesOfRecords(
  events: readonly string[],
  { taskArn, container }: { readonly taskArn: string; readonly container: string },
  otherContainers: readonly string[],
): string[] {
  return events.flatMap((event) => {
    const record = parseRecord(event)
    if (record === undefined) return [event]
    const { ecs_task_arn: arn, container_name: name, log } = record
    if (typeof arn === 'string' && arn !== taskArn) return []
    if (typeof name === 'string' && name !== container && otherContainers.includes(name)) return []
    return [typeof log === 'string' ? log.replace(/\r?\n$/, '') : event]
  })
}

type TaskValues = Pick<TaskArn, 'arn' | 'id' | 'region' | 'clusterName'> & { readonly container: string }

const EXAMPLE_TASK: TaskValues = {
  arn: 'arn',
  id: 'id',
  region: 'region',
  clusterName: 'cluster',
  container: 'c',
}

interface FilledIn {
  readonly region?: string | undefined
  readonly group: string
  readonly stream: string
  /** The first option with an unknown placeholder, and that placeholder. */
  readonly unknown?: string | undefined
}

function fillIn(
  options: ReadonlyMap<string, string>,
  definition: TaskDefinition,
  { arn, id, region, clusterName, container }: TaskValues,
): FilledIn {
  const tag = `${container}-firelens-${id}`
  const fields = new Map([
    ['tag', tag],
    ['ecs_task_id', id],
    ['ecs_task_arn', arn],
    ...(clusterName === undefined ? [] : [['ecs_cluster', clusterName] as const]),
  ])
  const variables = new Map([
    ['AWS_REGION', region],
    ...(routerOf(definition)?.environment ?? []).map(({ name = '', value = '' }) => [name, value] as const),
  ])
  const fillsFields = options.get('name')?.toLowerCase() === 'cloudwatch'
  let unknown: string | undefined
  const fill = (option: string): string | undefined =>
    options.get(option)?.replaceAll(PLACEHOLDER, (placeholder, field?: string, variable?: string) => {
      if (field !== undefined && !fillsFields) return placeholder
      const value = field === undefined ? variables.get(variable ?? '') : fields.get(field)
      if (value === undefined) unknown ??= `${option} (${placeholder})`
      return value ?? placeholder
    })
  const filled = {
    region: fill('region'),
    group: fill('log_group_name') ?? '',
    stream: fill('log_stream_name') ?? `${fill('log_stream_prefix') ?? ''}${tag}`,
  }
  return { ...filled, unknown }
}

/** Option names of Fluent Bit are case-insensitive. */
function optionsOf({ logConfiguration }: ContainerDefinition): Map<string, string> {
  const options = Object.entries(logConfiguration?.options ?? {})
  return new Map(options.map(([name, value]) => [name.toLowerCase(), value]))
}

function routerOf({ containerDefinitions = [] }: TaskDefinition): ContainerDefinition | undefined {
  return containerDefinitions.find(({ firelensConfiguration }) => firelensConfiguration !== undefined)
}

function parseRecord(event: string): Record<string, unknown> | undefined {
  if (!event.startsWith('{')) return undefined
  try {
    const record: unknown = JSON.parse(event)
    return typeof record === 'object' && record !== null ? { ...record } : undefined
  } catch {
    return undefined
  }
}
