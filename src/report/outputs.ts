import type { RunTaskCommandInput, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { lastSegment, parseTaskArn } from '../text/arn.js'
import type { SizePlan } from '../sizing/types.js'
import { maskRequest } from '../request/run-task-request.js'
import type { Verdict } from '../verdict/verdict.js'
import { logUrl, taskUrl } from './console-links.js'

/** Every output of the run and wait actions, in the order of `action.yml`. */
export const OUTPUT_NAMES = [
  'task-arns',
  'task-arn',
  'task-ids',
  'cluster-arn',
  'task-definition-arn',
  'cpu',
  'memory',
  'console-url',
  'tasks',
  'exit-code',
  'stop-code',
  'stopped-reason',
  'outcome',
  'request',
] as const

export type OutputName = (typeof OUTPUT_NAMES)[number]
export type SetOutput = (name: OutputName, value: string) => void

/** What RunTask would be, or was, asked; environment values left out. */
export function setRequestOutput(set: SetOutput, request: RunTaskCommandInput): void {
  set('request', JSON.stringify(maskRequest(request)))
}

export interface Started {
  /** Tasks of earlier attempts. */
  readonly before: readonly Task[]
  /** Those that ECS has just started. */
  readonly now: readonly Task[]
  readonly cluster: string
  /** Absent for tasks that another step started. */
  readonly plan?: SizePlan
}

/** As soon as ECS has answered: who runs, where, and how large. */
export function setStartedOutputs(set: SetOutput, { before, now, cluster, plan }: Started): void {
  const arns = [...before, ...now].flatMap(({ taskArn }) => taskArn ?? [])
  set('task-arns', JSON.stringify(arns))
  set('task-ids', JSON.stringify(arns.map(lastSegment)))
  const [first] = now
  if (first === undefined) return
  set('task-arn', first.taskArn ?? '')
  set('cluster-arn', first.clusterArn ?? '')
  set('task-definition-arn', first.taskDefinitionArn ?? '')
  set('cpu', first.cpu ?? plan?.cpu.effective?.toString() ?? '')
  set('memory', first.memory ?? plan?.memory.effective?.toString() ?? '')
  const arn = parseTaskArn(first.taskArn ?? '')
  set('console-url', (arn && taskUrl(arn, lastSegment(first.clusterArn ?? cluster))) ?? '')
}

/** At the end: what became of it. */
export function setVerdictOutputs(set: SetOutput, { outcome, exitCode, decidedBy }: Verdict): void {
  set('outcome', outcome)
  set('exit-code', exitCode?.toString() ?? '')
  set('stop-code', decidedBy?.stopCode ?? '')
  set('stopped-reason', decidedBy?.stoppedReason ?? '')
}

/** Every task with its containers, field by field: ECS's own answer echoes the environment. */
export function setTaskOutputs(set: SetOutput, tasks: readonly Task[], definition?: TaskDefinition): void {
  set('tasks', JSON.stringify(tasks.map((task) => taskOutput(task, definition))))
}

function taskOutput(task: Task, definition: TaskDefinition | undefined): object {
  const arn = parseTaskArn(task.taskArn ?? '')
  return {
    arn: task.taskArn,
    id: arn?.id,
    status: task.lastStatus,
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    startedAt: task.startedAt?.toISOString(),
    stoppedAt: task.stoppedAt?.toISOString(),
    containers: (task.containers ?? []).map((container) => {
      const { name, exitCode, reason } = container
      return { name, exitCode, reason, logUrl: logUrl(task, container, definition) }
    }),
  }
}
