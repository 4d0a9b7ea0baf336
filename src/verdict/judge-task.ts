import type { Container, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import type { FollowSettings, RetrySettings } from '../inputs/settings.js'
import type { SizePlan } from '../sizing/types.js'
import {
  containersOutOfMemory,
  decidingContainers,
  neverStarted,
  runsOnFargate,
  STOP_EXIT_CODES,
} from '../tasks/containers.js'
import type { WatchedTask } from '../tasks/watched-task.js'
import { formatMemory } from '../text/format.js'
import { omitUndefined } from '../text/omit-undefined.js'
import { adviseMemory } from './advise-memory.js'
import { adviseExitCodeFrom, explainKilled } from './essential-containers.js'
import { failedDependency } from './explanations/container-dependencies.js'
import { explainStop } from './explanations/explain-stop.js'
import { isTransientStart } from './explanations/start-failure-fixes.js'
import type { StopExplanation } from './explanations/stop-explanation.js'
import { asClause, type Problem, type RetryCause, type TaskVerdict } from './verdict.js'

/** Data for a verdict, besides the task itself. */
export interface JudgeOptions {
  readonly follow: Pick<FollowSettings, 'exitCodeFrom' | 'successExitCodes'> &
    Partial<Pick<FollowSettings, 'timeoutMs' | 'waitFor'>>
  /** Absent where the permission to read it is missing, and where the tasks have different definitions. */
  readonly definition?: TaskDefinition
  /** By ARN, where the tasks have different definitions; one that cannot be read is absent. */
  readonly definitions?: ReadonlyMap<string, TaskDefinition>
  /** Absent for tasks that another step started. */
  readonly plan?: SizePlan
  /** Memory growth and the causes to retry; absent for tasks that another step started. */
  readonly retry?: RetrySettings
  /** Names of the containers that the step overrides. */
  readonly overridden?: readonly string[]
}

/** The options for one task: its own definition, and only those containers of `exit-code-from` that it has. */
export function optionsFor(task: Task, options: JudgeOptions): JudgeOptions {
  const { definitions, ...others } = options
  if (definitions === undefined) return options
  const definition = definitions.get(task.taskDefinitionArn ?? '')
  if (definition === undefined) return others
  const names = (definition.containerDefinitions ?? []).map(({ name }) => name)
  const exitCodeFrom = options.follow.exitCodeFrom.filter((name) => names.includes(name))
  return { ...others, definition, follow: { ...options.follow, exitCodeFrom } }
}

/** Judges a task whose deciding containers have ended. Each must have started, and ended with a success exit code. */
export function judgeTask(watched: WatchedTask, shared: JudgeOptions): TaskVerdict {
  const task = watched.task ?? {}
  const options = optionsFor(task, shared)
  const { exitCodeFrom, successExitCodes } = options.follow
  const deciding = decidingContainers(task, exitCodeFrom, options.definition)
  const hasFailed = (container: Container): boolean =>
    neverStarted(container, task) ||
    container.exitCode === undefined ||
    !successExitCodes.includes(container.exitCode)
  const notSuccessful = deciding.filter(hasFailed)
  const succeeded = deciding.filter((container) => !hasFailed(container))
  const wasStopped = (container: Container): boolean =>
    !neverStarted(container, task) && STOP_EXIT_CODES.includes(container.exitCode ?? 0)
  // The others were stopped because this one had ended: its end is what went wrong.
  const isEarlyEnd =
    options.follow.waitFor === 'healthy' &&
    succeeded.length > 0 &&
    notSuccessful.every(wasStopped) &&
    containersOutOfMemory(task).length === 0
  const failed = isEarlyEnd ? [] : notSuccessful
  const codes = failed.flatMap((container) =>
    neverStarted(container, task) ? [] : (container.exitCode ?? []),
  )
  const exitCode = failed.length === 0 ? 0 : codes[0]
  const problems = isEarlyEnd
    ? [endedEarly(succeeded, task)]
    : failed.map((container) => describeFailure(container, task, deciding, options))
  const retryCause = problems.length === 0 ? undefined : retryCauseOf(task)
  return {
    watched,
    fate: problems.length === 0 ? 'succeeded' : 'failed',
    words: problems[0]?.title ?? 'succeeded',
    problems,
    deciding: deciding.flatMap(({ name }) => name ?? []),
    outOfMemory: containersOutOfMemory(task).flatMap(({ name }) => name ?? []),
    ...omitUndefined({ exitCode, retryCause, definition: options.definition }),
  }
}

/** A program that was to stay and be healthy has ended, with success. */
function endedEarly(succeeded: readonly Container[], task: Task): Problem {
  const [{ name = 'a container', exitCode } = {}] = succeeded
  const title = `${name} ended with exit code ${exitCode ?? 'unknown'} before the task was healthy`
  return {
    title,
    message: [title, ecsSays({}, task)].join('\n'),
    advice: 'For a program that ends by itself, write\n    wait-for: stopped',
    log: { taskArn: task.taskArn ?? '', container: name, ...omitUndefined({ exitCode }) },
  }
}

function retryCauseOf(task: Task): RetryCause | undefined {
  if (containersOutOfMemory(task).length > 0) return 'out-of-memory'
  const { stopCode = '', stoppedReason = '', containers = [], startedAt } = task
  const reasons = [stoppedReason, ...containers.map(({ reason = '' }) => reason)].filter(Boolean)
  if (explainStop({ stopCode, reasons })?.kind === 'spot-interruption') return 'spot-interruption'
  if (stopCode === 'UserInitiated' || startedAt !== undefined) return undefined
  return stopCode === 'InfrastructureHealth' || isTransientStart(reasons) ? 'start-failure' : undefined
}

function describeFailure(
  container: Container,
  task: Task,
  deciding: readonly Container[],
  options: JudgeOptions,
): Problem {
  const name = container.name ?? 'a container'
  const { exitCode } = container
  const isOutOfMemory = containersOutOfMemory(task).includes(container)
  const hasStarted = !neverStarted(container, task)
  const title = isOutOfMemory ? `${name} ran out of memory` : titleOf(name, container, task)
  const { cause, fix, kind } = explain(container, task, deciding, options)
  const isShort = kind === 'start-failure' || kind === 'no-capacity' || kind === 'spot-interruption'
  return {
    title,
    message: [
      `${title}${isOutOfMemory && exitCode !== undefined ? ` (exit code ${exitCode})` : ''}`,
      isOutOfMemory ? memoryLimit(name, options.plan) : '',
      ecsSays(container, task),
      cause,
    ]
      .filter(Boolean)
      .join('\n'),
    ...omitUndefined({
      because: isOutOfMemory
        ? limitOf(name, options.plan)
        : isShort && cause !== undefined
          ? asClause(cause)
          : undefined,
      advice: isOutOfMemory
        ? adviseMemory(name, options, true)
        : (withRetry(fix, task, options) ?? adviseExitCodeFrom(container, deciding, options)),
      log: hasStarted
        ? { taskArn: task.taskArn ?? '', container: name, ...omitUndefined({ exitCode }) }
        : undefined,
    }),
    isExplained: isOutOfMemory || (kind !== undefined && kind !== 'signal'),
  }
}

type Explained = { readonly [Key in keyof StopExplanation]?: StopExplanation[Key] | undefined }

/** The most specific known cause. */
function explain(
  container: Container,
  task: Task,
  deciding: readonly Container[],
  options: JudgeOptions,
): Explained {
  const { name = '', exitCode, reason = '' } = container
  const { stopCode = '', stoppedReason = '' } = task
  const dependency = neverStarted(container, task)
    ? failedDependency(name, task, options.definition)
    : undefined
  if (dependency) {
    const { failed = '', exitCode: code } = dependency
    const how = code === undefined ? 'failed' : `ended with exit code ${code}`
    return {
      kind: 'start-failure',
      cause: `${name} depends on ${failed}, which ${how}.`,
      fix: `Look for the cause in ${failed}.`,
    }
  }
  const explanation = explainStop({
    stopCode,
    reasons: [reason, stoppedReason].filter(Boolean),
    outOfMemory: containersOutOfMemory(task).includes(container),
    ...omitUndefined({ exitCode, onFargate: runsOnFargate(task) }),
  })
  const killed =
    explanation === undefined || explanation.kind === 'signal'
      ? explainKilled(container, task, deciding, options)
      : undefined
  return { kind: explanation?.kind, cause: killed ?? explanation?.cause, fix: explanation?.fix }
}

/** The fix, and the input that applies it, unless the user has set that input. */
function withRetry(fix: string | undefined, task: Task, { retry }: JudgeOptions): string | undefined {
  const cause = retryCauseOf(task)
  if (retry === undefined || cause === undefined || cause === 'out-of-memory' || retry.on.includes(cause))
    return fix
  return [fix, 'To have the step run it again by itself:', `    retry-on: ${cause}`]
    .filter(Boolean)
    .join('\n')
}

function titleOf(name: string, container: Container, task: Task): string {
  if (neverStarted(container, task)) return `${name} never started`
  if (container.exitCode !== undefined) return `${name} ended with exit code ${container.exitCode}`
  return container.reason === undefined ? `${name} has no exit code` : `${name} failed without an exit code`
}

/** The full text of ECS: a stop without an explanation must be readable by it. */
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

function limitOf(name: string, plan: SizePlan | undefined): string | undefined {
  const own = plan?.containers.find((container) => container.name === name)?.memory.effective
  const limit = own ?? plan?.memory.effective
  return limit === undefined ? undefined : `its limit was ${formatMemory(limit)}`
}
