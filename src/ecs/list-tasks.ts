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
import { describeAll } from './describe-tasks.js'

export interface LaunchTrace {
  readonly cluster: string
  readonly startedBy: string
  /** Family, `family:revision` or ARN. */
  readonly taskDefinition: string
}

/**
 * Running tasks that may be those of a RunTask whose answer never came: same `startedBy`, same task definition. Another
 * job of the same run may have started similar tasks.
 */
export async function findStarted(
  ecs: ECSClient,
  { cluster, startedBy, taskDefinition }: LaunchTrace,
  runtime: Runtime,
): Promise<Task[]> {
  const taskArns = await listTasks(ecs, { cluster, startedBy }, runtime)
  if (taskArns.length === 0) return []
  const asked = lastSegment(taskDefinition)
  const seen = await describeAll(ecs, cluster, taskArns, runtime)
  // What cannot be described may be ours.
  const tasks = taskArns.map((taskArn): Task => seen.get(taskArn) ?? { taskArn })
  return tasks.filter(({ taskDefinitionArn }) => {
    if (taskDefinitionArn === undefined) return true
    const ran = lastSegment(taskDefinitionArn)
    return ran === asked || ran.startsWith(`${asked}:`)
  })
}

/** `startedBy` goes with no other filter; without `desiredStatus` ECS lists tasks that are meant to run. */
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
 * Tells whether two overrides run the same commands with the same environments, and nothing of their values without
 * the salt and a guess. What ECS may write in another way than it was sent is left out: sizes, and the order of names.
 */
export function fingerprintOverrides(salt: string, overrides: TaskOverride | undefined): string {
  const containers = (overrides?.containerOverrides ?? [])
    .map(({ name = '', command = [], environment = [] }) => ({
      name,
      command,
      environment: environment.map(({ name = '', value = '' }) => [name, value]).sort(),
    }))
    // ECS also names the containers that nothing was overridden of.
    .filter(({ command, environment }) => command.length + environment.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return createHmac('sha256', salt).update(JSON.stringify(containers)).digest('hex')
}
