import type { Task, TaskDefinition } from '@aws-sdk/client-ecs'
import type { RetrySettings } from '../inputs/settings.js'
import type { WatchedTask } from '../tasks/watched-task.js'

/** One failure, for the log, the annotations and the job summary. */
export interface Problem {
  /** What happened, in a few words: `app ended with exit code 3`. */
  readonly title: string
  /** The cause in a few words, if known: `the registry has no such image or tag`. */
  readonly because?: string
  /** The facts, one a line; the first line repeats the title. Lines indented by four spaces are to be copied. */
  readonly message: string
  /** Lines of the message for the job summary, whose heading and table hold the other lines. */
  readonly facts?: readonly string[]
  /** The fix; lines to copy as in `message`. */
  readonly advice?: string
  /** The container whose log may show the cause. */
  readonly log?: { readonly taskArn: string; readonly container: string; readonly exitCode?: number }
  /** ECS gives the cause: the log is shown but not searched for a cause. */
  readonly isExplained?: boolean
}

/** `app never started: the registry has no such image or tag`. */
export function headlineOf({ title, because }: Pick<Problem, 'title' | 'because'>): string {
  return because === undefined ? title : `${title}: ${because}`
}

/** A sentence as the end of another one: `The image ...` → `the image ...`, without its full stop. */
export function asClause(sentence: string): string {
  const clause = sentence.replace(/\.$/, '')
  return /^(?:A|An|The|Its|It|No|Run|Two) /.test(clause)
    ? `${clause.charAt(0).toLowerCase()}${clause.slice(1)}`
    : clause
}

export type Outcome = 'succeeded' | 'failed' | 'timed-out' | 'cancelled' | 'started' | 'skipped' | 'planned'

/** `stopped`: by this step. `lost`: ECS does not know the task, or no longer has it. */
export type Fate = 'succeeded' | 'failed' | 'stopped' | 'running' | 'lost'

export type RetryCause = RetrySettings['on'][number]

/** The result of one task. The retry and the report use it. */
export interface TaskVerdict {
  readonly watched: WatchedTask
  /** The task's own; absent where the permission to read it is missing. */
  readonly definition?: TaskDefinition
  readonly fate: Fate
  /** The result in a few words: `succeeded`, `app ended with exit code 3`, `running`. */
  readonly words: string
  /** The first deciding exit code that is not a success, else 0; absent where no deciding container has one. */
  readonly exitCode?: number
  readonly problems: readonly Problem[]
  /** Names of the containers whose exit codes decide. */
  readonly deciding: readonly string[]
  /** Names of the containers that ran out of memory, as ECS reports. */
  readonly outOfMemory: readonly string[]
  /** The value of `retry-on` for this failure; absent where a retry would fail the same way. */
  readonly retryCause?: RetryCause
}

/** The verdict on a step. The step fails unless the outcome is `succeeded`, `started`, `skipped` or `planned`. */
export interface Verdict {
  readonly outcome: Outcome
  /** The first deciding exit code that is not a success, else 0; absent where no task ran. */
  readonly exitCode?: number
  /** The task whose stop code and stopped reason are reported: the first that failed, else the first. */
  readonly decidedBy?: Task
  readonly problems: readonly Problem[]
  /** The result of the tasks in a few words; absent where the problems' titles are better. */
  readonly summary?: string
  /** The reason why the step did nothing. */
  readonly refused?: string
}

/** The verdict on a step that followed tasks. */
export interface JudgedVerdict extends Verdict {
  /** All followed tasks, in the order of their start. */
  readonly tasks: readonly TaskVerdict[]
}

const GREEN: readonly Outcome[] = ['succeeded', 'started', 'skipped', 'planned']

/** Whether a step with this outcome succeeds. */
export function isGreen({ outcome }: Pick<Verdict, 'outcome'>): boolean {
  return GREEN.includes(outcome)
}
