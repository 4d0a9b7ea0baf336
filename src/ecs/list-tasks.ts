import { type ECSClient, paginateListTasks, type Task } from '@aws-sdk/client-ecs'
import type { RunSettings } from '../inputs/settings.js'
import type { Runtime } from '../runtime/runtime.js'
import { lastSegment } from '../text/arn.js'
import { call } from './call.js'
import { describeTasks } from './describe-tasks.js'

/** A runner's clock and that of AWS may differ by so much. */
const CLOCK_SKEW_MS = 60_000

export interface LaunchTrace {
  readonly cluster: string
  readonly startedBy: string
  /** When RunTask was sent, ms since the epoch. */
  readonly since: number
  readonly settings: RunSettings
}

/**
 * Running tasks that look like those of a RunTask whose answer never came: same `startedBy`, same task definition,
 * not older than the call, and overriding the same containers. Another job of the same run may have started the like.
 */
export async function findStarted(
  ecs: ECSClient,
  { cluster, startedBy, since, settings }: LaunchTrace,
  runtime: Runtime,
): Promise<string[]> {
  const taskArns = await call('ListTasks', async () => listTasks(ecs, cluster, startedBy), runtime)
  if (taskArns.length === 0) return []
  const { seen } = await call('DescribeTasks', async () => describeTasks(ecs, cluster, taskArns), runtime)
  return [...seen.values()]
    .filter((task) => (task.createdAt?.getTime() ?? 0) >= since - CLOCK_SKEW_MS && isSimilar(task, settings))
    .flatMap(({ taskArn }) => taskArn ?? [])
}

async function listTasks(client: ECSClient, cluster: string, startedBy: string): Promise<string[]> {
  const arns: string[] = []
  for await (const page of paginateListTasks({ client }, { cluster, startedBy }))
    arns.push(...(page.taskArns ?? []))
  return arns
}

function isSimilar(
  { taskDefinitionArn = '', overrides }: Task,
  { taskDefinition = '', containers }: RunSettings,
): boolean {
  const asked = lastSegment(taskDefinition)
  const ran = lastSegment(taskDefinitionArn)
  const overridden = overrides?.containerOverrides?.flatMap(({ name }) => name ?? []) ?? []
  return (
    (ran === asked || ran.startsWith(`${asked}:`)) &&
    containers.every(({ name }) => overridden.includes(name))
  )
}
