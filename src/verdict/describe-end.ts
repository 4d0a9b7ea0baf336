import type { FollowResult } from '../follow/follow-tasks.js'
import { taskHealth, type TaskHealth } from '../tasks/health.js'
import { hasStopped } from '../tasks/watched-task.js'
import { shortId } from '../text/arn.js'
import { formatDuration } from '../text/format.js'
import { omitUndefined } from '../text/omit-undefined.js'
import { plural } from '../text/words.js'
import type { JudgeOptions } from './judge-task.js'
import { asClause, type Problem, type TaskVerdict } from './verdict.js'

/** Tasks in the message; the log shows all of them. */
const MAX_TASKS = 20

/** What to say where following ended before the tasks did: each task with its last state, and whether it keeps running. */
export function describeEnd(
  following: FollowResult,
  tasks: readonly TaskVerdict[],
  { follow: { timeoutMs, waitFor } }: JudgeOptions,
): Problem[] {
  const { end, error } = following
  if (end === 'finished' || (end === 'incomplete' && tasks.length === 0)) return []
  const limit = timeoutMs === undefined ? '' : ` (timeout: ${formatDuration(timeoutMs)})`
  const unhealthy = tasks.find((verdict) => isUnhealthy(verdict))
  const title = {
    unhealthy: unhealthy ? titleOfUnhealthy(unhealthy) : 'A task ended before all tasks were healthy',
    'timed-out': `The time limit was reached${limit}`,
    cancelled: 'The job was cancelled',
    lost: 'The status of the task is unavailable',
    incomplete: 'Some of the tasks started without the others',
  }[end]
  const listed = tasks.slice(0, MAX_TASKS)
  const unstopped = tasks.filter(({ watched }) =>
    following.stopping?.left.some(({ arn }) => arn === watched.arn),
  )
  return [
    {
      title,
      message: [
        `${title}: ${tallyTasks(following, tasks)}`,
        ...listed.map((verdict) => stateOf(verdict, following, waitFor)),
        tasks.length > MAX_TASKS ? `and ${tasks.length - MAX_TASKS} more` : '',
        error?.message ?? '',
      ]
        .filter(Boolean)
        .join('\n'),
      isExplained: true,
      facts: [
        ...unstopped.slice(0, MAX_TASKS).map((verdict) => stateOf(verdict, following, waitFor)),
        error?.message ?? '',
      ].filter(Boolean),
      ...omitUndefined({
        log:
          end === 'cancelled'
            ? undefined
            : unhealthy && end === 'unhealthy'
              ? logOfUnhealthy(unhealthy)
              : unendedLog(tasks),
        because:
          error === undefined || error.explanation.cause === ''
            ? undefined
            : asClause(error.explanation.cause),
        advice:
          end === 'timed-out' && timeoutMs !== undefined
            ? adviseTimeout(timeoutMs)
            : end === 'unhealthy' && unhealthy
              ? adviseHealthCheck(unhealthy)
              : undefined,
      }),
    },
  ]
}

function healthOfVerdict({ watched, definition }: TaskVerdict): TaskHealth {
  return taskHealth(watched.task ?? {}, definition)
}

function isUnhealthy(verdict: TaskVerdict): boolean {
  const isOpen = verdict.fate === 'running' || verdict.fate === 'stopped'
  return isOpen && healthOfVerdict(verdict).status === 'unhealthy'
}

function titleOfUnhealthy(verdict: TaskVerdict): string {
  const { containers } = healthOfVerdict(verdict)
  const names = containers.length === 0 ? 'The task' : containers.join(', ')
  return `${names} ${containers.length > 1 ? 'are' : 'is'} UNHEALTHY`
}

function logOfUnhealthy(verdict: TaskVerdict): Problem['log'] {
  const [container] = healthOfVerdict(verdict).containers
  return container === undefined ? undefined : { taskArn: verdict.watched.arn, container }
}

/** API reference, `HealthCheck`: the defaults of ECS, and the longest startPeriod in seconds. */
const HEALTH_CHECK_DEFAULTS = { interval: 30, retries: 3, startPeriod: 0 }
const LONGEST_START_PERIOD = 300

function adviseHealthCheck(verdict: TaskVerdict): string | undefined {
  const [name] = healthOfVerdict(verdict).containers
  const container = verdict.definition?.containerDefinitions?.find((each) => each.name === name)
  if (container?.healthCheck === undefined) return undefined
  const {
    interval = HEALTH_CHECK_DEFAULTS.interval,
    retries = HEALTH_CHECK_DEFAULTS.retries,
    startPeriod = HEALTH_CHECK_DEFAULTS.startPeriod,
  } = container.healthCheck
  const check = `The health check of ${name} runs every ${interval} s; ${plural(retries, 'failure')} in a row after the first ${startPeriod} s are UNHEALTHY.`
  return startPeriod < LONGEST_START_PERIOD
    ? `${check}\nWhere ${name} takes longer to start, raise startPeriod of its healthCheck in the task definition (at most ${LONGEST_START_PERIOD} s).`
    : `${check}\nCheck its command in the task definition: it must end with 0 inside the container.`
}

/** The log of the first task that had not ended: what its program did last. */
function unendedLog(tasks: readonly TaskVerdict[]): Problem['log'] {
  const open = tasks.find(({ fate }) => fate === 'running' || fate === 'stopped')
  const [container] = open?.deciding ?? []
  return open === undefined || container === undefined ? undefined : { taskArn: open.watched.arn, container }
}

function adviseTimeout(timeoutMs: number): string {
  const minutes = Math.ceil((timeoutMs * 2) / 60_000)
  return `To wait longer, write for example\n    timeout: ${minutes}m`
}

/** `2 tasks stopped, 1 task already stopped`. */
function tallyTasks({ stopping }: FollowResult, tasks: readonly TaskVerdict[]): string {
  const open = tasks.filter(({ fate }) => fate === 'stopped' || fate === 'running').length
  const stopped = stopping?.stopped.length ?? 0
  const parts = [
    ...(stopped > 0 ? [`${plural(stopped, 'task')} stopped`] : []),
    ...(open > stopped ? [`${plural(open - stopped, 'task')} left running`] : []),
    ...(tasks.length > open ? [`${plural(tasks.length - open, 'task')} already stopped`] : []),
  ]
  return parts.length > 0 ? parts.join(', ') : 'no task was running'
}

function stateOf(verdict: TaskVerdict, { stopping }: FollowResult, waitFor?: string): string {
  const { watched, fate } = verdict
  const { arn, task } = watched
  const status = `${task?.lastStatus ?? 'UNKNOWN'}${waitFor === 'healthy' ? notHealthy(verdict) : ''}`
  if (hasStopped(watched)) return `${shortId(arn)}  already stopped`
  if (fate === 'lost') return `${arn}  unknown to ECS`
  const left = stopping?.left.find((entry) => entry.arn === arn)
  if (left) return `${arn}  ${status}, could not be stopped, may still be running: ${left.why}`
  return stopping?.stopped.includes(arn) ? `${arn}  ${status}, stopped` : `${arn}  ${status}, left running`
}

/** `, not HEALTHY: app, proxy`. */
function notHealthy(verdict: TaskVerdict): string {
  const { status, containers } = healthOfVerdict(verdict)
  if (status === 'healthy') return ', HEALTHY'
  const word = status === 'unhealthy' ? 'UNHEALTHY' : 'not HEALTHY'
  return containers.length === 0 ? `, ${word}` : `, ${word}: ${containers.join(', ')}`
}

/** How the tasks ended, in a few words; undefined where the problem of the one that failed says it best. */
export function summarise(
  following: FollowResult,
  tasks: readonly TaskVerdict[],
  isJudged: boolean,
  { follow: { timeoutMs } }: JudgeOptions,
): string | undefined {
  const { end } = following
  if (!isJudged && (end === 'cancelled' || end === 'incomplete')) return tallyTasks(following, tasks)
  if (!isJudged && end === 'timed-out') {
    const limit = timeoutMs === undefined ? '' : `; the input timeout is ${formatDuration(timeoutMs)}`
    return `${tallyTasks(following, tasks)}${limit}`
  }
  const failed = tasks.filter(({ problems }) => problems.length > 0)
  if (failed.length > 0)
    return tasks.length > 1 ? `${failed.length} of ${plural(tasks.length, 'task')} failed` : undefined
  if (end === 'lost' || end === 'unhealthy') return undefined
  const [only] = tasks
  if (only === undefined) return undefined
  if (tasks.length > 1 || only.fate !== 'succeeded') return plural(tasks.length, 'task')
  const containers = only.watched.task?.containers ?? []
  return only.deciding
    .map(
      (name) => `${name} exited with ${containers.find((each) => each.name === name)?.exitCode ?? 'no code'}`,
    )
    .join(', ')
}
