import type { Container, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { parseTaskArn, type TaskArn } from '../text/arn.js'
import { logSource } from '../logs/log-source.js'

/** Domains of the AWS console; each Region has its own host. Isolated partitions (aws-iso) have no public console. */
const CONSOLE_DOMAINS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-eusc': 'console.amazonaws-eusc.eu',
}

/** The task's page in the ECS console; undefined where the console or the cluster's short name is unknown. */
export function taskUrl(
  { partition, region, id, clusterName }: TaskArn,
  cluster?: string,
): string | undefined {
  const name = clusterName ?? cluster
  if (name === undefined) return undefined
  return address(
    partition,
    region,
    `ecs/v2/clusters/${encode(name)}/tasks/${id}/configuration?region=${region}`,
  )
}

/** The container's log stream in the CloudWatch console; undefined without a stream, or where its name is unknown. */
export function logUrl(
  task: Task,
  container: Container,
  definition: TaskDefinition | undefined,
): string | undefined {
  const source = definition && logSource(task, container, definition)
  const partition = parseTaskArn(task.taskArn ?? '')?.partition
  if (source === undefined || partition === undefined) return undefined
  const { region, group, stream } = source
  const page = `logsV2:log-groups/log-group/${twice(group)}/log-events/${twice(stream)}`
  return address(partition, region, `cloudwatch/home?region=${region}#${page}`)
}

function address(partition: string, region: string, path: string): string | undefined {
  const domain = CONSOLE_DOMAINS[partition]
  // A Region from the options of a log driver may be any text.
  return domain !== undefined && /^[a-z\d-]+$/.test(region)
    ? `https://${region}.${domain}/${path}`
    : undefined
}

/** Escapes a name for the console's URL fragment: percent-encoded twice, with `$` for `%`. */
function twice(name: string): string {
  return encode(encode(name)).replaceAll('%', '$')
}

/** encodeURIComponent keeps some characters that end a link in Markdown, and throws on a lone surrogate. */
function encode(name: string): string {
  return encodeURIComponent(name.replaceAll(/\p{Surrogate}/gu, '\uFFFD')).replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
