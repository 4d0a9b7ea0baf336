import { shortId } from '../ecs/arn.js'
import type { Following } from '../follow/follow.js'
import { hasStopped, type WatchedTask } from '../follow/watched-task.js'
import { counted } from '../text/humane.js'
import type { Problem } from './verdict.js'

/** More lines than this nobody reads; the log shows each task. */
const MOST_TASKS = 20

/** What to say where following ended before the tasks did: each task with its last state, and whether it goes on. */
export function describeEnd(following: Following): Problem[] {
  const { end, error, tasks } = following
  if (end === 'finished') return []
  const title = {
    'timed-out': 'The time was up before the end',
    cancelled: 'The job was cancelled',
    lost: 'The task cannot be followed any further',
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
export function tallyTasks({ tasks, stopping }: Following): string {
  const open = tasks.filter((watched) => !hasStopped(watched) && watched.gone === undefined)
  const stopped = stopping?.stopped.length ?? 0
  const parts = [
    ...(stopped > 0 ? [`${counted(stopped, 'task')} stopped`] : []),
    ...(open.length > stopped ? [`${counted(open.length - stopped, 'task')} left running`] : []),
    ...(tasks.length > open.length ? [`${counted(tasks.length - open.length, 'task')} had ended`] : []),
  ]
  return parts.length > 0 ? parts.join(', ') : 'no task was running'
}

function fate(watched: WatchedTask, { stopping }: Following): string {
  const { arn, task } = watched
  const status = task?.lastStatus ?? 'UNKNOWN'
  if (hasStopped(watched)) return `${shortId(arn)}  had ended`
  if (watched.gone !== undefined) return `${arn}  is not known to ECS`
  const left = stopping?.left.find((entry) => entry.arn === arn)
  if (left) return `${arn}  ${status}, could not be stopped and may go on: ${left.why}`
  return stopping?.stopped.includes(arn) ? `${arn}  ${status}, stopped` : `${arn}  ${status}, goes on`
}
