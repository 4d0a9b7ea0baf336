import type { Failure } from '@aws-sdk/client-ecs'
import { explainFailure } from '../ecs/explain-failure.js'
import type { FollowResult } from '../follow/follow-tasks.js'
import { decidingContainers, haveEnded } from '../tasks/containers.js'
import { hasStopped, type WatchedTask } from '../tasks/watched-task.js'
import { shortId } from '../text/arn.js'
import { omitUndefined } from '../text/omit-undefined.js'
import { plural } from '../text/words.js'
import { describeEnd, summarise } from './describe-end.js'
import { type JudgeOptions, judgeTask, optionsFor } from './judge-task.js'
import { asClause, type Outcome, type Problem, type TaskVerdict, type JudgedVerdict } from './verdict.js'

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

/**
 * Judges what was followed and what never started. Running tasks are ignored; a timeout or cancel is not. At a timeout
 * a task whose deciding containers have all ended is judged by them, though it has not stopped yet.
 */
export function judge(following: FollowResult, shortfall: Shortfall, options: JudgeOptions): JudgedVerdict {
  const tasks = following.tasks.map((watched) => judgeWatched(watched, following, options))
  const failed = tasks.filter(({ problems }) => problems.length > 0)
  const outcome = outcomeOf(following, tasks, shortfall)
  const problems = [
    ...failed.flatMap(({ watched, problems }) => (tasks.length > 1 ? naming(watched, problems) : problems)),
    ...describeShortfall(shortfall, following.end),
    ...(outcome === 'judged' ? [] : describeEnd(following, tasks, options)),
  ]
  const ended = tasks.filter(({ fate }) => fate === 'failed' || fate === 'succeeded' || fate === 'lost')
  const decisive = failed.find(({ exitCode }) => exitCode !== undefined) ?? failed[0] ?? ended[0]
  return {
    outcome: outcome !== 'judged' ? outcome : problems.length > 0 ? 'failed' : doneOutcome(tasks),
    problems,
    tasks,
    ...omitUndefined({
      exitCode: decisive?.exitCode,
      decidedBy: decisive?.watched.task ?? following.tasks[0]?.task,
      summary: summarise(following, tasks, outcome === 'judged', options),
    }),
  }
}

function doneOutcome(tasks: readonly TaskVerdict[]): Outcome {
  return tasks.every(({ fate }) => fate === 'succeeded') ? 'succeeded' : 'started'
}

/** `judged`: by its tasks, not by how following them ended. */
function outcomeOf(
  { end }: FollowResult,
  tasks: readonly TaskVerdict[],
  { asked, started }: Shortfall,
): 'judged' | 'timed-out' | 'cancelled' | 'failed' {
  if (end === 'finished') return 'judged'
  if (end === 'lost' || end === 'incomplete' || end === 'unhealthy') return 'failed'
  const isKnown = tasks.every(({ fate }) => fate === 'succeeded' || fate === 'failed' || fate === 'lost')
  return end === 'timed-out' && tasks.length > 0 && started >= asked && isKnown ? 'judged' : end
}

function judgeWatched(
  watched: WatchedTask,
  { end, stopping }: FollowResult,
  shared: JudgeOptions,
): TaskVerdict {
  const { task, arn } = watched
  const { follow, definition } = optionsFor(task ?? {}, shared)
  const deciding = decidingContainers(task ?? {}, follow.exitCodeFrom, definition)
  const unjudged = {
    watched,
    ...omitUndefined({ definition }),
    problems: [],
    deciding: deciding.flatMap(({ name }) => name ?? []),
    outOfMemory: [],
  }
  if (watched.gone !== undefined)
    return { ...unjudged, fate: 'lost', words: 'unknown to ECS', problems: [describeGone(watched)] }
  if (hasStopped(watched)) return judgeTask(watched, shared)
  if (end === 'timed-out' && haveEnded(deciding)) return judgeTask(watched, shared)
  return stopping?.stopped.includes(arn) === true
    ? { ...unjudged, fate: 'stopped', words: 'stopped by this step' }
    : { ...unjudged, fate: 'running', words: (task?.lastStatus ?? 'not seen').toLowerCase() }
}

/** With several tasks each problem says whose it is. */
function naming({ arn }: WatchedTask, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => ({ ...problem, message: `${shortId(arn)}  ${problem.message}` }))
}

function describeGone({ arn, gone }: WatchedTask): Problem {
  const title = gone === 'forgotten' ? 'ECS no longer has the task' : 'ECS does not know the task'
  const why =
    gone === 'forgotten'
      ? 'ECS shows a stopped task for about an hour. Its result is unknown; check its logs.'
      : 'It stopped more than about an hour ago, or there is no such task in this cluster, account and Region.'
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
    return {
      title,
      because: cause === '' ? reason : asClause(cause),
      message: [`${title}: ${said}`, cause].filter(Boolean).join('\n'),
      ...omitUndefined({ advice: fix }),
    }
  })
}

function describeUnanswered(tasks: number, error: Problem | undefined): Problem {
  const title = 'No response to RunTask'
  const fate = `${plural(tasks, 'task')} may have been started. The post step will search for them and stop them (unless on-cancel: leave).`
  return { title, message: [title, error?.message, fate].filter(Boolean).join('\n') }
}
