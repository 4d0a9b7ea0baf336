import { RunTaskRequest$, type RunTaskRequest } from '@aws-sdk/client-ecs'
import { ecsArn } from '../arns.ts'
import { beginLife } from '../lifecycle.ts'
import type { Account, Cluster, Launch, TaskRecord } from '../model.ts'
import { requestShape } from '../request-shape.ts'
import { resolveLaunch } from '../rules/launch.ts'
import { validateRunTask } from '../rules/run-task.ts'
import { selects } from '../scenario.ts'
import { clientException, ServiceError } from '../service-error.ts'
import { allotProviders } from '../strategy.ts'
import { createTask, isVisible } from '../task.ts'
import { requireCluster } from './clusters.ts'
import type { Operation } from './operation.ts'
import { findDefinition } from './task-definitions.ts'

/** The same client token with the same parameters is answered with the tasks of the first call. */
export const runTask: Operation<RunTaskRequest> = {
  shape: requestShape(RunTaskRequest$),
  perform: (account, request) => {
    const cluster = requireCluster(account, request.cluster)
    const { clientToken, ...parameters } = request
    const fingerprint = JSON.stringify(parameters)
    const token = clientToken === undefined ? undefined : `${cluster.name}/${clientToken}`
    const earlier = token === undefined ? undefined : findLaunch(account, token)
    if (earlier !== undefined && earlier.fingerprint !== fingerprint) throw conflict(earlier)
    const launch = earlier ?? start(account, cluster, request, fingerprint)
    if (token !== undefined) account.launches.set(token, launch)
    return { tasks: launch.tasks.map(({ description }) => description), failures: launch.failures }
  },
}

function start(account: Account, cluster: Cluster, request: RunTaskRequest, fingerprint: string): Launch {
  const record = findDefinition(account, request.taskDefinition ?? '')
  if (record === undefined) throw clientException('TaskDefinition not found.')
  const error = validateRunTask(record.definition, request, cluster)
  if (error) throw error
  const target = resolveLaunch(request, cluster)
  const count = request.count ?? 1
  const allotted = allotProviders(target.strategy ?? [], count)
  const places = Array.from({ length: count }, (_, index) => allotted[index] ?? request.launchType)
  const { placed, failures } = place(account, cluster, places)
  const tasks: TaskRecord[] = []
  for (const provider of placed) {
    const task = createTask(
      account,
      cluster,
      record,
      request,
      target,
      allotted.length > 0 ? provider : undefined,
    )
    account.tasks.set(task.description.taskArn ?? task.id, task)
    beginLife(account, task)
    tasks.push(task)
  }
  return { fingerprint, tasks, failures }
}

/** The places of the tasks that start, and failures for the others, as the scenario has it. */
function place(
  account: Account,
  cluster: Cluster,
  places: readonly (string | undefined)[],
): { placed: readonly (string | undefined)[]; failures: object[] } {
  account.placements += 1
  const rule = account.scenario.placement.find(
    (candidate) =>
      selects(candidate, account.placements) &&
      (candidate.place === undefined || places.includes(candidate.place)),
  )
  if (rule === undefined) return { placed: places, failures: [] }
  const { reason, detail, elsewhere, starts = 0 } = rule
  let left = starts
  const placed = places.filter((name) => (rule.place !== undefined && name !== rule.place) || left-- > 0)
  const failures = [
    { arn: instance(account, cluster, 1), reason, detail },
    ...(elsewhere === undefined ? [] : [{ arn: instance(account, cluster, 2), reason: elsewhere }]),
  ]
  return { placed, failures: Array.from({ length: places.length - placed.length }, () => failures).flat() }
}

function instance(account: Account, cluster: Cluster, number: number): string {
  return ecsArn(account, `container-instance/${cluster.name}/${String(number).padStart(32, '0')}`)
}

/** A token is forgotten with its tasks. */
function findLaunch(account: Account, token: string): Launch | undefined {
  const launch = account.launches.get(token)
  const forgotten = launch?.tasks.some((task) => task.stoppedAtMs !== undefined && !isVisible(account, task))
  return forgotten === true ? undefined : launch
}

function conflict({ tasks }: Launch): ServiceError {
  return new ServiceError(
    'ConflictException',
    'The clientToken was used before with other parameters. Use another clientToken and try again.',
    400,
    { resourceIds: tasks.map(({ description }) => description.taskArn) },
  )
}
