import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { TaskArn } from '../ecs/arn.js'

/** Address of the AWS console in a partition; the Region's own host where the partition has such hosts. */
function consoleHost(partition: string, region: string): string {
  if (partition === 'aws-cn') return 'console.amazonaws.cn'
  if (partition === 'aws-us-gov') return 'console.amazonaws-us-gov.com'
  return `${region}.console.aws.amazon.com`
}

/** The task's page in the ECS console. Needs the cluster's short name, which ARNs of the old form do not hold. */
export function taskUrl(task: TaskArn, clusterName: string): string {
  const { partition, region, id } = task
  return `https://${consoleHost(partition, region)}/ecs/v2/clusters/${encodeURIComponent(clusterName)}/tasks/${id}/configuration?region=${region}`
}

/** The container's log stream in the CloudWatch console; undefined where its log driver is not awslogs or names no stream we can know. */
export function logUrl(task: TaskArn, container: ContainerDefinition): string | undefined {
  const { logDriver, options = {} } = container.logConfiguration ?? {}
  const group = options['awslogs-group']
  const prefix = options['awslogs-stream-prefix']
  if (logDriver !== 'awslogs' || group === undefined || prefix === undefined) return undefined
  const region = options['awslogs-region'] ?? task.region
  const stream = `${prefix}/${container.name ?? ''}/${task.id}`
  return `https://${consoleHost(task.partition, region)}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${twice(group)}/log-events/${twice(stream)}`
}

/** The console's own escaping of names in its fragment: percent-encoded twice, with `$` for `%`. */
function twice(text: string): string {
  return encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$')
}
