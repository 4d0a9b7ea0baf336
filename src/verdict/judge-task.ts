import type { Container, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import type { FollowSettings, RetrySettings } from '../inputs/settings.js'
import type { SizePlan } from '../sizing/types.js'
import { decidingContainers, containersOutOfMemory } from '../tasks/containers.js'
import { explainEnd } from './explain-end.js'
import { adviseMemory } from './advise-memory.js'
import type { Problem } from './verdict.js'

/** What a verdict rests on, besides the task itself. */
export interface JudgeOptions {
  readonly follow: Pick<FollowSettings, 'exitCodeFrom' | 'successExitCodes'>
  /** Absent where it may not be read, and where the tasks have definitions of their own. */
  readonly definition?: TaskDefinition
  /** By ARN, where the tasks have definitions of their own; one that cannot be read is absent. */
  readonly definitions?: ReadonlyMap<string, TaskDefinition>
  /** Absent for tasks that another step started. */
  readonly plan?: SizePlan
  /** How far memory may grow, and whether the step does it by itself; absent for tasks that another step started. */
  readonly retry?: RetrySettings
}

export interface TaskVerdict {
  readonly task: Task
  /** The first deciding exit code that is not a success, else 0; absent where no deciding container has one. */
  readonly exitCode?: number
  readonly problems: readonly Problem[]
}

/** SIGKILL and SIGTERM: what ECS sends to the other containers once an essential one has ended. */
const STOP_EXIT_CODES = [137, 143]

/** What the verdict on this task rests on: its own definition, and of `exit-code-from` the containers that it has. */
export function optionsFor(task: Task, options: JudgeOptions): JudgeOptions {
  const { definitions, ...others } = options
  if (definitions === undefined) return options
  const definition = definitions.get(task.taskDefinitionArn ?? '')
  if (definition === undefined) return others
  const names = (definition.containerDefinitions ?? []).map(({ name }) => name)
  const exitCodeFrom = options.follow.exitCodeFrom.filter((name) => names.includes(name))
  return { ...others, definition, follow: { ...options.follow, exitCodeFrom } }
}

/** Judges a task that has stopped by its deciding containers: each must have ended with a success code. */
export function judgeTask(task: Task, shared: JudgeOptions): TaskVerdict {
  const options = optionsFor(task, shared)
  const { exitCodeFrom, successExitCodes } = options.follow
  const deciding = decidingContainers(task, exitCodeFrom, options.definition)
  const failed = deciding.filter(
    ({ exitCode }) => exitCode === undefined || !successExitCodes.includes(exitCode),
  )
  const exitCode =
    failed.find(({ exitCode }) => exitCode !== undefined)?.exitCode ?? (failed.length === 0 ? 0 : undefined)
  return {
    task,
    ...(exitCode !== undefined && { exitCode }),
    problems: failed.map((container) => describeFailure(container, task, deciding, options)),
  }
}

function describeFailure(
  container: Container,
  task: Task,
  deciding: readonly Container[],
  options: JudgeOptions,
): Problem {
  const name = container.name ?? 'a container'
  const { stopCode = '', stoppedReason = '' } = task
  const outOfMemory = containersOutOfMemory(task).includes(container)
  const ending = explainEnd({
    stopCode,
    reasons: [container.reason ?? '', stoppedReason],
    outOfMemory,
    ...(container.exitCode !== undefined && { exitCode: container.exitCode }),
  })
  const title = outOfMemory ? `${name} ran out of memory` : headline(name, container, task)
  const siblings = deciding.filter((other) => options.follow.successExitCodes.includes(other.exitCode ?? NaN))
  const stoppedBySibling =
    STOP_EXIT_CODES.includes(container.exitCode ?? NaN) && siblings.length > 0 && ending?.kind === 'signal'
  return {
    title,
    message: [
      `${title}${outOfMemory && container.exitCode !== undefined ? ` (exit code ${container.exitCode})` : ''}`,
      outOfMemory ? memoryLimit(name, options.plan) : '',
      ecsSays(container, task),
      stoppedBySibling ? eitherOr(name, siblings) : ending?.means,
      stoppedBySibling ? '' : ending?.cure,
      outOfMemory ? adviseMemory(name, options) : '',
    ]
      .filter(Boolean)
      .join('\n'),
  }
}

function headline(name: string, { exitCode, reason }: Container, { stopCode, startedAt }: Task): string {
  if (exitCode !== undefined) return `${name} ended with exit code ${exitCode}`
  if (stopCode === 'TaskFailedToStart' || startedAt === undefined) return `${name} never started`
  return reason === undefined ? `${name} has no exit code` : `${name} failed without an exit code`
}

function ecsSays({ reason }: Container, { stopCode, stoppedReason }: Task): string {
  const quoted = [reason, stoppedReason]
    .filter((text) => text !== undefined && text !== '')
    .map((text) => JSON.stringify(text))
  const words = [...new Set(quoted), stopCode].filter(Boolean)
  return words.length > 0 ? `ECS: ${words.join(', ')}` : 'ECS gives no reason.'
}

function memoryLimit(name: string, plan: SizePlan | undefined): string {
  const limit = plan?.containers.find((container) => container.name === name)?.memory.effective
  const taskLimit = plan?.memory.effective
  if (limit !== undefined) return `Its limit was ${limit} MiB.`
  return taskLimit !== undefined ? `It has no limit of its own; the task had ${taskLimit} MiB.` : ''
}

function eitherOr(name: string, siblings: readonly Container[]): string {
  const other = siblings.map((sibling) => sibling.name ?? '').join(', ')
  return (
    `${other} ended with success, and ${name} was stopped. Both are essential, and ECS does not say which came first, ` +
    `so this counts as a failure. If ${other} alone decides, write\n    exit-code-from: ${other}`
  )
}
