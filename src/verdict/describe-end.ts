import { shortId } from '../text/arn.js'
import type { FollowResult } from '../follow/follow-tasks.js'
import { hasStopped, type WatchedTask } from '../tasks/watched-task.js'
import { plural } from '../text/words.js'
import type { Problem } from './verdict.js'
import { decidingContainers } from '../tasks/containers.js'
import { type JudgeOptions, optionsFor, type TaskVerdict } from './judge-task.js'

/** More lines than this nobody reads; the log shows each task. */
const MOST_TASKS = 20

/** What to say where following ended before the tasks did: each task with its last state, and whether it goes on. */
export function describeEnd(following: FollowResult): Problem[] {
  const { end, error, tasks } = following
  if (end === 'finished' || (end === 'incomplete' && tasks.length === 0)) return []
  const title = {
    'timed-out': 'The time was up before the end',
    cancelled: 'The job was cancelled',
    lost: 'The task cannot be followed any further',
    incomplete: 'Some of the tasks started without the others',
  }[end]
  return [
    {
      title,
      message: [
        `${title}: ${tallyTasks(following)}`,
        ...tasks.slice(0, MOST_TASKS).map((task) => fate(task, following)),
        tasks.length > MOST_TASKS ? `and ${tasks.length - MOST_TASKS} more` : '',
        error?.message ?? '',
      ]
        .filter(Boolean)
        .join('\n'),
    },
  ]
}

/** `2 tasks stopped, 1 task had ended`. */
export function tallyTasks({ tasks, stopping }: FollowResult): string {
  const open = tasks.filter((watched) => !hasStopped(watched) && watched.gone === undefined)
  const stopped = stopping?.stopped.length ?? 0
  const parts = [
    ...(stopped > 0 ? [`${plural(stopped, 'task')} stopped`] : []),
    ...(open.length > stopped ? [`${plural(open.length - stopped, 'task')} left running`] : []),
    ...(tasks.length > open.length ? [`${plural(tasks.length - open.length, 'task')} had ended`] : []),
  ]
  return parts.length > 0 ? parts.join(', ') : 'no task was running'
}

function fate(watched: WatchedTask, { stopping }: FollowResult): string {
  const { arn, task } = watched
  const status = task?.lastStatus ?? 'UNKNOWN'
  if (hasStopped(watched)) return `${shortId(arn)}  had ended`
  if (watched.gone !== undefined) return `${arn}  is not known to ECS`
  const left = stopping?.left.find((entry) => entry.arn === arn)
  if (left) return `${arn}  ${status}, could not be stopped and may go on: ${left.why}`
  return stopping?.stopped.includes(arn) ? `${arn}  ${status}, stopped` : `${arn}  ${status}, goes on`
}

/** What became of the tasks in a few words; undefined where the problem of the one that failed says it best. */
export function summarise(
  following: FollowResult,
  verdicts: readonly Pick<TaskVerdict, 'task' | 'problems'>[],
  options: JudgeOptions,
): string | undefined {
  const { end, tasks } = following
  if (end === 'timed-out' || end === 'cancelled' || end === 'incomplete') return tallyTasks(following)
  const failed = verdicts.filter(({ problems }) => problems.length > 0)
  if (failed.length > 0)
    return tasks.length > 1 ? `${failed.length} of ${plural(tasks.length, 'task')} failed` : undefined
  if (end === 'lost' || tasks.length === 0) return undefined
  const [only] = verdicts
  if (only === undefined || tasks.length > 1) return plural(tasks.length, 'task')
  const { follow, definition } = optionsFor(only.task, options)
  return decidingContainers(only.task, follow.exitCodeFrom, definition)
    .map(({ name = '', exitCode }) => `${name} exited with ${exitCode ?? 'no code'}`)
    .join(', ')
}
