import type { Following } from '../follow/follow.js'
import { counted } from '../text/humane.js'
import { decidingContainers } from './deciding-containers.js'
import { tallyTasks } from './describe-end.js'
import type { Grounds, TaskVerdict } from './judge-task.js'

/** What became of the tasks in a few words; undefined where the problem of the one that failed says it best. */
export function summarise(
  following: Following,
  verdicts: readonly Pick<TaskVerdict, 'task' | 'problems'>[],
  { follow, definition }: Grounds,
): string | undefined {
  const { end, tasks } = following
  if (end === 'timed-out' || end === 'cancelled') return tallyTasks(following)
  const failed = verdicts.filter(({ problems }) => problems.length > 0)
  if (failed.length > 0)
    return tasks.length > 1 ? `${failed.length} of ${counted(tasks.length, 'task')} failed` : undefined
  if (end === 'lost' || tasks.length === 0) return undefined
  const [only] = verdicts
  if (only === undefined || tasks.length > 1) return counted(tasks.length, 'task')
  return decidingContainers(only.task, follow.exitCodeFrom, definition)
    .map(({ name = '', exitCode }) => `${name} exited with ${exitCode ?? 'no code'}`)
    .join(', ')
}
