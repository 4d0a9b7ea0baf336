import type { Task } from '@aws-sdk/client-ecs'

/**
 * One thing that went wrong, ready to be shown: the message's first line names it, the others explain. Lines indented by
 * four blanks are to be copied into a workflow or a policy.
 */
export interface Problem {
  /** A few words for the head of an annotation. */
  readonly title: string
  readonly message: string
}

export type Outcome = 'succeeded' | 'failed' | 'timed-out' | 'cancelled' | 'started' | 'skipped' | 'planned'

/** What became of the step. Anything but `succeeded`, `started`, `skipped` and `planned` makes it red. */
export interface Verdict {
  readonly outcome: Outcome
  /** The first deciding exit code that is not a success, else 0; absent where nothing ran. */
  readonly exitCode?: number
  /** The task whose stop code and stopped reason are told: the first that failed, else the first. */
  readonly decidedBy?: Task
  readonly problems: readonly Problem[]
  /** What became of the tasks, in a few words, where the problems' titles do not say it best. */
  readonly summary?: string
  /** Why nothing was done at all. */
  readonly refused?: string
}

const GREEN: readonly Outcome[] = ['succeeded', 'started', 'skipped', 'planned']

/** Whether a step with this outcome is green. */
export function isGreen({ outcome }: Pick<Verdict, 'outcome'>): boolean {
  return GREEN.includes(outcome)
}
