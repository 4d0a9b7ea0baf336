import { createHmac } from 'node:crypto'
import {
  type ECSClient,
  ListTasksCommand,
  type ListTasksCommandInput,
  type Task,
  type TaskOverride,
} from '@aws-sdk/client-ecs'
import type { Runtime } from '../runtime/runtime.js'
import { lastSegment } from '../text/arn.js'
import { call } from './call.js'
import { checkArns } from './check-answer.js'
import { describeKnown } from './describe-tasks.js'

export interface LaunchTrace {
  readonly cluster: string
  readonly startedBy: string
  /** Family, `family:revision` or ARN. */
  readonly taskDefinition: string
}

/**
 * Running tasks that a RunTask without an answer may have started: same `startedBy`, same task definition. Another job
 * of the same run may have started similar tasks.
 */
export async function findStarted(
  ecs: ECSClient,
  { cluster, startedBy, taskDefinition }: LaunchTrace,
  runtime: Runtime,
): Promise<Task[]> {
  const taskArns = await listTasks(ecs, { cluster, startedBy }, runtime)
  if (taskArns.length === 0) return []
  const asked = lastSegment(taskDefinition)
  const { seen } = await describeKnown(ecs, cluster, taskArns, runtime)
  // A task that cannot be described may be one of this step.
  const tasks = taskArns.map((taskArn): Task => seen.get(taskArn) ?? { taskArn })
  return tasks.filter(({ taskDefinitionArn }) => {
    if (taskDefinitionArn === undefined) return true
    const ran = lastSegment(taskDefinitionArn)
    return ran === asked || ran.startsWith(`${asked}:`)
  })
}

/** `startedBy` cannot be combined with another filter. Without `desiredStatus` ECS lists tasks whose desired status is RUNNING. */
type TaskFilter = Pick<ListTasksCommandInput, 'cluster' | 'family' | 'startedBy' | 'desiredStatus'>

/** The ARNs of all tasks that match, page by page. Throws an `AwsError`, or the signal's reason. */
export async function listTasks(ecs: ECSClient, filter: TaskFilter, runtime: Runtime): Promise<string[]> {
  const arns: string[] = []
  let nextToken: string | undefined
  do {
    const page = await call(
      'ListTasks',
      async () =>
        ecs.send(new ListTasksCommand({ ...filter, ...(nextToken !== undefined && { nextToken }) })),
      runtime,
    )
    arns.push(...checkArns(page.taskArns))
    nextToken = page.nextToken
  } while (nextToken)
  return arns
}

/**
 * A hash of the commands and environments of the overrides. Two overrides with the same of both have the same hash. It
 * shows no value without the salt and a guess. Sizes and the order of names are left out: ECS may change both.
 */
export function fingerprintOverrides(salt: string, overrides: TaskOverride | undefined): string {
  const containers = (overrides?.containerOverrides ?? [])
    .map(({ name = '', command = [], environment = [] }) => ({
      name,
      command,
      environment: environment.map(({ name = '', value = '' }) => [name, value]).sort(),
    }))
    // ECS also returns the containers without an override.
    .filter(({ command, environment }) => command.length + environment.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return createHmac('sha256', salt).update(JSON.stringify(containers)).digest('hex')
}
