import type { Container, ContainerDefinition } from '@aws-sdk/client-ecs'
import type { OutputLine } from './containers.ts'
import type { StreamName } from './logs.ts'
import type { Account, TaskRecord } from './model.ts'

/** What FireLens does with a container's lines: the stream they go to, and the form they have there. */
export interface FirelensStream {
  readonly name: StreamName
  encode(line: OutputLine): string
}

/** Fluent Bit's two outputs for CloudWatch: the plugin in Go and the one in C. Other outputs are not simulated. */
const CLOUDWATCH_OUTPUTS = ['cloudwatch', 'cloudwatch_logs']

/**
 * The CloudWatch stream of a container with the log driver awsfirelens; undefined for another driver or output. Options
 * are those of the plugins (fluent/fluent-bit-docs, pipeline/outputs/cloudwatch.md; aws/amazon-cloudwatch-logs-for-fluent-bit,
 * README), whose names Fluent Bit reads in any case.
 */
export function firelensStream(
  account: Account,
  task: TaskRecord,
  { name = '', logConfiguration }: ContainerDefinition,
  container: Container,
): FirelensStream | undefined {
  if (logConfiguration?.logDriver !== 'awsfirelens') return undefined
  const environment = routerEnvironment(account, task)
  const options = new Map(
    Object.entries(logConfiguration.options ?? {}).map(([option, value]) => [
      option.toLowerCase(),
      value.replaceAll(/\$\{(\w+)\}/g, (_, variable: string) => environment.get(variable) ?? ''),
    ]),
  )
  const output = options.get('name')?.toLowerCase() ?? ''
  const group = options.get('log_group_name')
  if (!CLOUDWATCH_OUTPUTS.includes(output) || group === undefined) return undefined
  const tag = `${name}-firelens-${task.id}`
  const fill = output === 'cloudwatch' ? fillTemplate(task, tag) : (text: string) => text
  const stream = options.get('log_stream_name') ?? `${options.get('log_stream_prefix') ?? ''}${tag}`
  const key = options.get('log_key')
  return {
    name: { region: options.get('region') ?? account.region, group: fill(group), stream: fill(stream) },
    encode: (line) => {
      const record = recordOf(task, name, container, line)
      return key === undefined ? JSON.stringify(record) : (record[key] ?? '')
    },
  }
}

/** The record of a line as FireLens gives it, with the ECS metadata that it adds unless it is told not to. */
function recordOf(
  task: TaskRecord,
  name: string,
  { runtimeId = '' }: Container,
  { text, source }: OutputLine,
): Record<string, string> {
  const router = task.definition.containerDefinitions?.find(
    ({ firelensConfiguration }) => firelensConfiguration !== undefined,
  )
  const withMetadata = router?.firelensConfiguration?.options?.['enable-ecs-log-metadata'] !== 'false'
  return {
    container_id: runtimeId,
    container_name: name,
    source,
    log: text,
    ...(withMetadata && {
      ecs_cluster: task.cluster.name,
      ecs_task_arn: task.description.taskArn ?? '',
      ecs_task_definition: `${task.definition.family ?? ''}:${task.definition.revision ?? ''}`,
    }),
  }
}

/** `$(name)` in the names of groups and streams, which the plugin in Go alone fills in. */
function fillTemplate(task: TaskRecord, tag: string): (text: string) => string {
  const values = new Map([
    ['tag', tag],
    ['ecs_task_id', task.id],
    ['ecs_cluster', task.cluster.name],
    ['ecs_task_arn', task.description.taskArn ?? ''],
  ])
  return (text) => text.replaceAll(/\$\(([^)]*)\)/g, (template, name: string) => values.get(name) ?? template)
}

/** Variables that Fluent Bit can read: those of the log router's container. */
function routerEnvironment({ region }: Account, task: TaskRecord): Map<string, string> {
  const router = task.definition.containerDefinitions?.find(
    ({ firelensConfiguration }) => firelensConfiguration !== undefined,
  )
  const override = task.description.overrides?.containerOverrides?.find(({ name }) => name === router?.name)
  const written = [...(router?.environment ?? []), ...(override?.environment ?? [])]
  return new Map([
    ['AWS_REGION', region],
    ...written.map(({ name = '', value = '' }): [string, string] => [name, value]),
  ])
}
