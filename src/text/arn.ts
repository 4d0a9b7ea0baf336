/** The parts of a task's ARN. They are read from the ARN alone, so they are right in every partition. */
export interface TaskArn {
  readonly arn: string
  readonly partition: string
  readonly region: string
  readonly account: string
  /** Short name; absent from ARNs of the old form `task/<id>`. */
  readonly clusterName?: string
  readonly id: string
}

/** Reads `arn:aws:ecs:eu-west-1:111122223333:task/cluster/id`; undefined for anything else. */
export function parseTaskArn(arn: string): TaskArn | undefined {
  const match = /^arn:([\w-]+):ecs:([\w-]+):(\d{12}):task\/(?:([\w-]+)\/)?([\w-]+)$/.exec(arn)
  const [, partition, region, account, clusterName, id] = match ?? []
  if (partition === undefined || region === undefined || account === undefined || id === undefined)
    return undefined
  return { arn, partition, region, account, id, ...(clusterName !== undefined && { clusterName }) }
}

/** The last segment: a task's id, a cluster's short name, a definition's `family:revision`. */
export function lastSegment(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}

/** The first eight characters of a task's id, for lines with several tasks. */
export function shortId(arn: string): string {
  return `${lastSegment(arn).slice(0, 8)}…`
}

/** The Region of any ARN; undefined for text that is not an ARN. */
export function regionOf(arn: string): string | undefined {
  return /^arn:[\w-]+:[\w-]+:([a-z\d-]+):/.exec(arn)?.[1]
}
