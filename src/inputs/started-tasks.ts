import { cluster, task } from './identifiers.js'
import { present } from './present.js'
import type { Reading } from './reading.js'
import { single } from './shapes.js'
import type { StartedTasks } from './wait-and-stop-settings.js'

/** The tasks that the wait and stop actions are given. They share a cluster, since ECS is asked about one at a time. */
export function readStartedTasks(reading: Reading): StartedTasks {
  reading.demand('task-arns', 'Write ${{ needs.<job>.outputs.task-arns }}, or the output of an earlier step.')
  const taskArns = reading.list('task-arns', single(task))
  const given = reading.one('cluster', cluster)
  return present({ taskArns: taskArns ?? [], cluster: given ?? (taskArns && findCluster(taskArns, reading)) })
}

function findCluster(taskArns: readonly string[], reading: Reading): string | undefined {
  const clusters = taskArns.map(clusterOf)
  const found = [...new Set(clusters.filter((each) => each !== undefined))]
  const unknown = clusters.filter((each) => each === undefined).length
  if (unknown > 0) {
    const message = `${unknown} of ${taskArns.length} tasks come without the name of their cluster`
    const advice = 'Write the cluster in the input cluster.'
    reading.report({ rule: 'cluster-of-tasks', where: 'task-arns', message, advice })
  } else if (found.length > 1) {
    const message = `the tasks are of ${found.length} clusters: ${found.join(', ')}`
    const advice = 'Use one step for the tasks of each cluster.'
    reading.report({ rule: 'cluster-of-tasks', where: 'task-arns', message, advice })
  }
  return found[0]
}

/** `arn:…:task/cluster/id` → `arn:…:cluster/cluster`. */
function clusterOf(taskArn: string): string | undefined {
  const [, account, name] = /^(.+):task\/([^/]+)\/[^/]+$/.exec(taskArn) ?? []
  return account !== undefined && name !== undefined ? `${account}:cluster/${name}` : undefined
}
