import { formatDuration } from '../text/format.js'

/** The explanation of an ECS error, and whether a retry can help. */
export interface ErrorExplanation {
  /** `soon`: the same call may succeed in a moment. `capacity`: it may succeed after other tasks have stopped. */
  readonly retry: 'soon' | 'capacity' | 'never'
  readonly cause: string
  readonly fix?: string
  /** The input that caused the error, for every operation. */
  readonly input?: 'aws-region' | 'cluster'
  /** AWS throttled the call. */
  readonly throttled?: boolean
  /** The IAM action that the credentials lack. */
  readonly missingPermission?: string
}

/**
 * What is known about the effect of a failed call:
 * - `refused`: AWS returned an error of its API in a whole answer. The call had no effect.
 * - `unsent`: the call never reached AWS: no Region, no credentials, no connection.
 * - `uncertain`: all others. The connection broke before the end of the answer, AWS returned a server error, or the
 *   answer is not from AWS. The call may have had its effect. It is retried, RunTask with its client token.
 */
export type Certainty = 'refused' | 'unsent' | 'uncertain'

/** The facts of a failed call, for every kind of error. */
export interface CallFacts {
  /** `RunTask`, `DescribeTasks`, ... */
  readonly operation: string
  /** As IAM names it. */
  readonly service: 'ecs' | 'logs' | 'sts'
  /** The exception's name: `AccessDeniedException`, `ECONNRESET`, ... */
  readonly name: string
  readonly message: string
  /** HTTP status, where there was an answer. */
  readonly status?: number
  /** `refused` unless given. */
  readonly certainty?: Certainty
  /** The status, type and beginning of an answer that AWS did not send. */
  readonly answer?: string
  /** How far AWS's clock is ahead of this machine's, ms. Absent where the answer has no time. */
  readonly clockAheadMs?: number
}

/** A row of a table of errors. */
export interface Row {
  readonly when: (facts: CallFacts) => boolean
  readonly meaning: (facts: CallFacts) => ErrorExplanation
}

/** Matches an exception by its name. */
export const named =
  (...names: string[]) =>
  ({ name }: CallFacts): boolean =>
    names.includes(name)

/** Matches an error by its text. */
export const saying =
  (pattern: RegExp) =>
  ({ message }: CallFacts): boolean =>
    pattern.test(message)

/** The same explanation for every call. */
export const always = (meaning: ErrorExplanation) => (): ErrorExplanation => meaning

export const BOTH_WAYS_TO_CREDENTIALS = `Either let this step assume a role, and renew it for as long as the step runs:
    permissions:
      id-token: write
      contents: read
    steps:
      - uses: ...  # this action
        with:
          role-to-assume: arn:aws:iam::111122223333:role/my-role
          aws-region: eu-west-1
or give the job credentials before this step, with the same permissions:
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: arn:aws:iam::111122223333:role/my-role
          aws-region: eu-west-1`

/** ` by 10 min (it is behind)`. Empty where the answer has no time. */
export function clockError(aheadMs: number): string {
  if (Math.abs(aheadMs) < 1000) return ''
  return ` by ${formatDuration(Math.abs(aheadMs))} (it is ${aheadMs > 0 ? 'behind' : 'ahead'})`
}
