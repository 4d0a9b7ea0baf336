import type { Failure, Task } from '@aws-sdk/client-ecs'
import { shortId } from '../text/arn.js'
import { explainFailure } from '../ecs/explain-failure.js'
import type { FollowResult } from '../follow/follow-tasks.js'
import { hasStopped, type WatchedTask } from '../tasks/watched-task.js'
import { plural } from '../text/words.js'
import { describeEnd, summarise } from './describe-end.js'
import { type JudgeOptions, judgeTask, type TaskVerdict } from './judge-task.js'
import type { Outcome, Problem, Verdict } from './verdict.js'

/** What the launch left undone. */
export interface Shortfall {
  readonly asked: number
  readonly started: number
  readonly failures: readonly Failure[]
  /** Tasks asked for without an answer. */
  readonly unanswered: number
  /** Ready to be shown, where a call was refused. */
  readonly error?: Problem
}

/** Judges what was followed and what never started. Tasks that go on count neither way; the end of following does. */
export function judge(following: FollowResult, shortfall: Shortfall, options: JudgeOptions): Verdict {
  const verdicts = following.tasks.flatMap((watched) => judgeWatched(watched, options))
  const failed = verdicts.filter(({ problems }) => problems.length > 0)
  const problems = [
    ...failed.flatMap(({ task, problems }) =>
      following.tasks.length > 1 ? naming(task, problems) : problems,
    ),
    ...describeShortfall(shortfall, following.end),
    ...describeEnd(following),
  ]
  const decisive = failed.find(({ exitCode }) => exitCode !== undefined) ?? failed[0] ?? verdicts[0]
  const decidedBy = decisive?.task ?? following.tasks[0]?.task
  const summary = summarise(following, verdicts, options)
  return {
    outcome: outcomeOf(following, problems.length > 0),
    ...(decisive?.exitCode !== undefined && { exitCode: decisive.exitCode }),
    ...(decidedBy && { decidedBy }),
    problems,
    ...(summary !== undefined && { summary }),
  }
}

/** Where there are several tasks each problem says whose it is. */
function naming({ taskArn = '' }: Task, problems: readonly Problem[]): Problem[] {
  return problems.map(({ title, message }) => ({ title, message: `${shortId(taskArn)}  ${message}` }))
}

function outcomeOf({ end, tasks }: FollowResult, anythingWrong: boolean): Outcome {
  if (end === 'timed-out' || end === 'cancelled') return end
  if (anythingWrong) return 'failed'
  return tasks.every(hasStopped) ? 'succeeded' : 'started'
}

function judgeWatched(
  watched: WatchedTask,
  options: JudgeOptions,
): Pick<TaskVerdict, 'task' | 'problems' | 'exitCode'>[] {
  if (watched.gone !== undefined)
    return [{ task: watched.task ?? { taskArn: watched.arn }, problems: [describeGone(watched)] }]
  return watched.task && hasStopped(watched) ? [judgeTask(watched.task, options)] : []
}

function describeGone({ arn, gone }: WatchedTask): Problem {
  const title = gone === 'forgotten' ? 'ECS has forgotten the task' : 'ECS does not know the task'
  const why =
    gone === 'forgotten'
      ? 'ECS shows a stopped task for about an hour. How it ended cannot be known any more; its logs may still tell.'
      : 'Either it stopped more than about an hour ago, or there never was such a task in this cluster, account and Region.'
  return { title, message: `${title}: ${arn}\n${why}` }
}

function describeShortfall(
  { asked, started, failures, error, unanswered }: Shortfall,
  end: FollowResult['end'],
): Problem[] {
  if (started >= asked) return []
  if (unanswered > 0) return [describeUnanswered(unanswered, error)]
  if (error !== undefined) return [error]
  const title = `ECS started ${started} of ${plural(asked, 'task')}`
  if (failures.length === 0)
    return end === 'finished' || end === 'incomplete'
      ? [{ title, message: `${title} and gave no reason` }]
      : []
  return failures.map(({ reason = 'no reason given', detail, arn }) => {
    const { cause, fix } = explainFailure(reason)
    const said = [reason, detail, arn].filter(Boolean).join(', ')
    return { title, message: [`${title}: ${said}`, cause, fix].filter(Boolean).join('\n') }
  })
}

function describeUnanswered(tasks: number, error: Problem | undefined): Problem {
  const title = 'RunTask was never answered'
  const fate = `${plural(tasks, 'task')} may have been started. The clean-up after this job looks for what runs, and stops it unless on-cancel is leave.`
  return { title, message: [title, error?.message, fate].filter(Boolean).join('\n') }
}
