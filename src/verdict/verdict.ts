import type { Task, TaskDefinition } from '@aws-sdk/client-ecs'
import type { RetrySettings } from '../inputs/settings.js'
import type { WatchedTask } from '../tasks/watched-task.js'

/** One thing that went wrong, for the log, the annotations and the job summary. */
export interface Problem {
  /** What happened, in a few words: `app ended with exit code 3`. */
  readonly title: string
  /** Why, in a few words, where that is known: `the registry has no such image or tag`. */
  readonly because?: string
  /** The facts, one a line; the first line repeats the title. Lines indented by four blanks are to be copied. */
  readonly message: string
  /** Lines of the message that the job summary shows, where its heading and table have the others. */
  readonly facts?: readonly string[]
  /** The one change that helps; lines to copy as in `message`. */
  readonly advice?: string
  /** Whose log may say more. */
  readonly log?: { readonly taskArn: string; readonly container: string; readonly exitCode?: number }
  /** ECS gives the cause: the log is shown, and not searched for one. */
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

/** `stopped`: by this step. `lost`: ECS does not know the task, or not any more. */
export type Fate = 'succeeded' | 'failed' | 'stopped' | 'running' | 'lost'

export type RetryCause = RetrySettings['on'][number]

/** How one task ended, judged once; the retry and the report read it. */
export interface TaskVerdict {
  readonly watched: WatchedTask
  /** Its own; absent where it may not be read. */
  readonly definition?: TaskDefinition
  readonly fate: Fate
  /** How it ended in a few words: `succeeded`, `app ended with exit code 3`, `running`. */
  readonly words: string
  /** The first deciding exit code that is not a success, else 0; absent where no deciding container has one. */
  readonly exitCode?: number
  readonly problems: readonly Problem[]
  /** Names of the containers whose exit codes decide. */
  readonly deciding: readonly string[]
  /** Names of the containers that ECS says ran out of memory. */
  readonly outOfMemory: readonly string[]
  /** What `retry-on` calls this failure; absent where another attempt would end the same way. */
  readonly retryCause?: RetryCause
}

/** The verdict on a step. Anything but `succeeded`, `started`, `skipped` and `planned` makes it red. */
export interface Verdict {
  readonly outcome: Outcome
  /** The first deciding exit code that is not a success, else 0; absent where nothing ran. */
  readonly exitCode?: number
  /** The task whose stop code and stopped reason are reported: the first that failed, else the first. */
  readonly decidedBy?: Task
  readonly problems: readonly Problem[]
  /** How the tasks ended, in a few words, where the problems' titles do not say it best. */
  readonly summary?: string
  /** Why nothing was done at all. */
  readonly refused?: string
}

/** The verdict on a step that followed tasks. */
export interface JudgedVerdict extends Verdict {
  /** Every task that was followed, in the order of their start. */
  readonly tasks: readonly TaskVerdict[]
}

const GREEN: readonly Outcome[] = ['succeeded', 'started', 'skipped', 'planned']

/** Whether a step with this outcome is green. */
export function isGreen({ outcome }: Pick<Verdict, 'outcome'>): boolean {
  return GREEN.includes(outcome)
}
