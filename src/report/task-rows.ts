import type { Container, Task } from '@aws-sdk/client-ecs'
import type { Size, SizedContainer } from '../sizing/types.js'
import { STOP_EXIT_CODES } from '../tasks/containers.js'
import type { WatchedTask } from '../tasks/watched-task.js'
import { parseTaskArn, shortId } from '../text/arn.js'
import { omitUndefined } from '../text/omit-undefined.js'
import type { Fate, TaskVerdict } from '../verdict/verdict.js'
import { logUrl, taskUrl } from './console-links.js'
import type { AttemptReport } from './run-report.js'

/** A judged task and the attempt that started it. */
export interface ReportedTask {
  readonly verdict: TaskVerdict
  readonly attempt: AttemptReport
  /** 1, 2, ... */
  readonly attemptNumber: number
}

/** Sizes as the task definition has them and as they were launched: CPU units and MiB. */
interface RowSizes {
  readonly cpu?: Size
  readonly memory?: Size
  readonly memoryReservation?: Size
}

/** A row of the table of tasks. The log and the job summary show the same rows. */
export interface TaskRow extends RowSizes {
  /** Short id of the task, or name of the container. */
  readonly name: string
  /** The task in the ECS console, or the container's log in CloudWatch. */
  readonly url?: string
  /** Absent for a container. */
  readonly fate?: Fate
  /** The result of the task, or notes on the container. */
  readonly notes: readonly string[]
  readonly exitCode?: number
  /** The container's reason, as ECS reports it. */
  readonly reason?: string
  readonly waitedMs?: number
  readonly ranMs?: number
}

/** All tasks of all attempts, in order. */
export function gatherTasks(attempts: readonly AttemptReport[]): ReportedTask[] {
  return attempts.flatMap((attempt, index) =>
    attempt.tasks.map((verdict) => ({ verdict, attempt, attemptNumber: index + 1 })),
  )
}

/** @param now ms since the epoch, for tasks that have not stopped */
export function taskRow({ verdict, attempt }: ReportedTask, now: number): TaskRow {
  const { watched, fate, words, exitCode } = verdict
  const arn = parseTaskArn(watched.arn)
  return {
    name: shortId(watched.arn),
    fate,
    notes: [words],
    ...taskSizes(attempt, watched.task),
    ...omitUndefined({
      url: arn && taskUrl(arn),
      exitCode,
      waitedMs: waitedMs(watched, attempt),
      ranMs: watched.task && ranForMs(watched.task, now),
    }),
  }
}

export function containerRows(task: ReportedTask): TaskRow[] {
  const { verdict, attempt } = task
  return (verdict.watched.task?.containers ?? []).map((container) =>
    containerRow(container, verdict, attempt),
  )
}

function containerRow(container: Container, verdict: TaskVerdict, { plan }: AttemptReport): TaskRow {
  const { name = '', exitCode, reason } = container
  const { watched, definition } = verdict
  const { task = {} } = watched
  const defined = definition?.containerDefinitions?.find((each) => each.name === name)
  // A container that never ran has no log.
  const hasRun = task.startedAt !== undefined || exitCode !== undefined
  return {
    name,
    notes: [
      defined?.essential === false ? 'not essential' : '',
      wasStoppedByEcs(container, task, verdict) ? 'stopped by ECS' : '',
    ].filter(Boolean),
    ...containerSizes(plan?.containers.find((each) => each.name === name)),
    ...omitUndefined({ url: hasRun ? logUrl(task, container, definition) : undefined, exitCode, reason }),
  }
}

function containerSizes(planned: SizedContainer | undefined): RowSizes {
  if (planned === undefined) return {}
  const { cpu, memory, memoryReservation } = planned
  return { cpu, memory, memoryReservation }
}

/** ECS reports the size with which it launched the task. Without a plan only that size is known. */
function taskSizes({ plan }: AttemptReport, { cpu, memory }: Task = {}): RowSizes {
  return { ...sizeOf('cpu', plan?.cpu, cpu), ...sizeOf('memory', plan?.memory, memory) }
}

function sizeOf(key: 'cpu' | 'memory', planned: Size | undefined, shown: string | undefined): RowSizes {
  const launched = Number(shown)
  const effective = shown !== undefined && launched > 0 ? launched : planned?.effective
  const size = omitUndefined({ defined: planned?.defined, effective })
  return planned === undefined && effective === undefined ? {} : { [key]: size }
}

/** Whether ECS stopped the container after an essential container had ended. */
function wasStoppedByEcs({ exitCode, name = '' }: Container, task: Task, { deciding }: TaskVerdict): boolean {
  return (
    STOP_EXIT_CODES.includes(exitCode ?? NaN) &&
    task.stopCode === 'EssentialContainerExited' &&
    !deciding.includes(name)
  )
}

/** Ms from the task's start to its end, or to now; undefined where it never ran. */
export function ranForMs(
  { startedAt, executionStoppedAt, stoppingAt, stoppedAt }: Task,
  now: number,
): number | undefined {
  if (startedAt === undefined) return undefined
  const end = executionStoppedAt ?? stoppingAt ?? stoppedAt
  return Math.max((end?.getTime() ?? now) - startedAt.getTime(), 0)
}

/** Ms from the first RunTask call, or the task's creation, to its start; undefined where it never ran. */
export function waitedMs(watched: WatchedTask, attempt: AttemptReport): number | undefined {
  const { createdAt, startedAt } = watched.task ?? {}
  if (createdAt === undefined || startedAt === undefined) return undefined
  return waitedForCapacityMs(watched, attempt) + Math.max(startedAt.getTime() - createdAt.getTime(), 0)
}

/** Each RunTask call takes some time; a shorter time is not a wait for capacity. */
const MIN_CAPACITY_WAIT_MS = 1_500

/** Ms from the first RunTask call to the task's creation. Clocks differ: bounded by the time measured on this machine. */
export function waitedForCapacityMs({ changes, task }: WatchedTask, { askedAt }: AttemptReport): number {
  const answeredAt = changes[0]?.at
  const createdAt = task?.createdAt?.getTime()
  if (askedAt === undefined || answeredAt === undefined || createdAt === undefined) return 0
  const waited = Math.min(answeredAt, createdAt) - askedAt
  return waited < MIN_CAPACITY_WAIT_MS ? 0 : waited
}
