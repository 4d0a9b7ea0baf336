import {
  DescribeTasksRequest$,
  ListTasksRequest$,
  StopTaskRequest$,
  type DescribeTasksRequest,
  type ListTasksRequest,
  type StopTaskRequest,
} from '@aws-sdk/client-ecs'
import { ecsArn, shortName } from '../arns.ts'
import type { Account, Cluster, TaskRecord } from '../model.ts'
import { requestShape } from '../request-shape.ts'
import { checkClusterOf } from '../rules/arns.ts'
import { invalidParameter } from '../service-error.ts'
import { isVisible } from '../task.ts'
import { haltTask } from '../task-state.ts'
import { requireCluster } from './clusters.ts'
import type { Operation } from './operation.ts'
import { readPageOf } from './pages.ts'

const DESCRIBED_MAX = 100

export const describeTasks: Operation<DescribeTasksRequest> = {
  shape: requestShape(DescribeTasksRequest$),
  perform: (account, request) => {
    const cluster = requireCluster(account, request.cluster)
    const asked = request.tasks ?? []
    if (asked.length === 0) throw invalidParameter('Tasks cannot be empty.')
    if (asked.length > DESCRIBED_MAX) throw invalidParameter(`Tasks can have at most ${DESCRIBED_MAX} items.`)
    const withTags = request.include?.includes('TAGS') ?? false
    const tasks: object[] = []
    const failures: object[] = []
    for (const idOrArn of asked) {
      const task = findTask(account, cluster, idOrArn)
      if (task !== undefined && isVisible(account, task)) {
        tasks.push(withTags ? task.description : { ...task.description, tags: [] })
      } else {
        failures.push({ arn: taskArn(account, cluster, idOrArn), reason: 'MISSING' })
      }
    }
    return { tasks, failures }
  },
}

export const stopTask: Operation<StopTaskRequest> = {
  shape: requestShape(StopTaskRequest$),
  perform: (account, { cluster, task: idOrArn = '', reason }) => {
    const task = findTask(account, requireCluster(account, cluster), idOrArn)
    if (task === undefined) throw invalidParameter('The referenced task was not found.')
    haltTask(account, task, 'UserInitiated', reason ?? 'Task stopped by user')
    task.description.tags = []
    return { task: task.description }
  },
}

export const listTasks: Operation<ListTasksRequest> = {
  shape: requestShape(ListTasksRequest$),
  perform: (account, request) => {
    const cluster = requireCluster(account, request.cluster)
    const { family, startedBy, launchType, desiredStatus = 'RUNNING', nextToken, maxResults } = request
    if (
      startedBy !== undefined &&
      (family ?? request.serviceName ?? request.containerInstance) !== undefined
    ) {
      throw invalidParameter('startedBy cannot be combined with another filter.')
    }
    const found = [...account.tasks.values()].filter(
      (task) =>
        task.cluster.name === cluster.name &&
        isVisible(account, task) &&
        task.description.desiredStatus === desiredStatus &&
        (family === undefined || task.definition.family === family) &&
        (startedBy === undefined || task.description.startedBy === startedBy) &&
        (launchType === undefined || task.description.launchType === launchType) &&
        request.serviceName === undefined &&
        request.containerInstance === undefined,
    )
    const arns = found.map(({ description }) => description.taskArn)
    const { items, next } = readPageOf(arns, nextToken, maxResults)
    return { taskArns: items, ...next }
  },
}

/** Throws InvalidParameterException for the ARN of a task of another cluster. */
function findTask(account: Account, cluster: Cluster, idOrArn: string): TaskRecord | undefined {
  const error = checkClusterOf(idOrArn, cluster.name)
  if (error) throw error
  const task = account.tasks.get(taskArn(account, cluster, idOrArn))
  return task?.cluster.name === cluster.name ? task : undefined
}

function taskArn(account: Account, cluster: Cluster, idOrArn: string): string {
  return idOrArn.startsWith('arn:') ? idOrArn : ecsArn(account, `task/${cluster.name}/${shortName(idOrArn)}`)
}
