import type { AwsSettings, FollowSettings, UsageSettings } from './settings.js'
import type { Finding } from '../findings.js'
import { readAws, readFollow, readUsage, stepRegion } from './common-settings.js'
import { checkOnePlace } from './one-place.js'
import type { Inputs, GithubRun } from '../runtime/runtime.js'
import { createInputReader, type InputReader } from './input-reader.js'
import { matching } from './scalars.js'
import { cluster, task } from './identifiers.js'
import { omitUndefined } from '../text/omit-undefined.js'

/** Tasks that an earlier step started, as the user names them. */
export interface StartedTasks {
  /** ARNs, or ids where the user also gives the cluster. */
  readonly taskArns: readonly string[]
  /** As written, else the full ARN of the cluster in the tasks' ARNs. Absent where neither names a cluster. */
  readonly cluster?: string
}

export interface WaitSettings extends StartedTasks {
  readonly follow: FollowSettings
  readonly usage: UsageSettings
  readonly aws: AwsSettings
}

export interface StopSettings extends StartedTasks {
  /** The task's stopped reason in ECS. */
  readonly reason: string
  readonly aws: AwsSettings
}

/** Reads every input of the wait action. All mistakes are reported together; an invalid setting is absent. */
export function readWaitSettings(inputs: Inputs): { settings: WaitSettings; findings: readonly Finding[] } {
  const reading = createInputReader(inputs)
  // Another step started the tasks: by default they keep running.
  const settings = {
    ...readStartedTasks(reading),
    follow: readFollow(reading, 'leave'),
    usage: readUsage(reading),
    aws: readAws(reading),
  }
  checkPlaceOf(reading, settings, inputs)
  return { settings, findings: reading.findings }
}

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html
const LONGEST_REASON_CHARACTERS = 255

const reason = matching(/^[^]{1,255}$/, `a text of at most ${LONGEST_REASON_CHARACTERS} characters`)

/** Reads every input of the stop action. All mistakes are reported together; an invalid setting is absent. */
export function readStopSettings(inputs: Inputs): { settings: StopSettings; findings: readonly Finding[] } {
  const reading = createInputReader(inputs)
  const settings = {
    ...readStartedTasks(reading),
    reason: reading.one('reason', reason) ?? defaultStopReason(inputs.github),
    aws: readAws(reading),
  }
  checkPlaceOf(reading, settings, inputs)
  return { settings, findings: reading.findings }
}

/** Skipped where `task-arns` is invalid: tasks of several clusters are already reported. */
function checkPlaceOf(
  reading: InputReader,
  { taskArns, cluster, aws }: StartedTasks & { readonly aws: AwsSettings },
  inputs: Inputs,
): void {
  if (reading.isRefused('task-arns')) return
  checkOnePlace(reading, {
    region: stepRegion(reading, aws, inputs),
    cluster,
    inputs: [
      { where: 'role-to-assume', arns: [aws.roleToAssume] },
      // A cluster that comes from the task ARNs is checked as a part of them.
      { where: 'cluster', arns: [cluster === clusterOf(taskArns[0] ?? '') ? undefined : cluster] },
      { where: 'task-arns', arns: taskArns },
    ],
  })
}

function defaultStopReason({ repository, workflow, runId }: GithubRun): string {
  const origin = [workflow && `workflow ${workflow}`, repository].filter(Boolean).join(' of ')
  const run = runId === undefined ? '' : `, GitHub run ${runId}`
  return `Stopped by ${origin || 'GitHub Actions'}${run}`.slice(0, LONGEST_REASON_CHARACTERS)
}

/** The size limit of a file. A runner passes at most 128 KiB as an input on Linux, and 32,767 characters on Windows. */
const LONGEST_TASK_ARNS_CHARACTERS = 1024 * 1024

const WHY_NONE = `Usual causes: the step that was to start the tasks started none, or did not run; its job does not name the output under outputs:;
GitHub dropped the output because it holds a masked account number: then hand over task-ids and the cluster.`

/** The tasks that the wait and stop actions get. All are in one cluster, because an ECS call names one cluster. */
export function readStartedTasks(reading: InputReader): StartedTasks {
  reading.require(
    'task-arns',
    `Write \${{ needs.<job>.outputs.task-arns }}, or the output of an earlier step.\n${WHY_NONE}`,
  )
  const taskArns = reading.ids('task-arns', task, undefined, LONGEST_TASK_ARNS_CHARACTERS)
  if (taskArns?.length === 0 && !reading.findings.some(({ where }) => where.startsWith('task-arns'))) {
    const message = 'task-arns is an empty list'
    reading.report({ rule: 'required-input', where: 'task-arns', message, advice: WHY_NONE })
  }
  const given = reading.one('cluster', cluster)
  return omitUndefined({
    taskArns: taskArns ?? [],
    cluster: given ?? (taskArns && findCluster(taskArns, reading)),
  })
}

function findCluster(taskArns: readonly string[], reading: InputReader): string | undefined {
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
