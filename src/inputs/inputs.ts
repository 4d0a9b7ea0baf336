/** What a step was given. An argument everywhere, so that a test writes inputs as a plain object. */
export interface Inputs {
  /** The input as the user wrote it, line breaks and indentation kept; empty where it is absent. */
  text(name: string): string
  readonly github: GithubRun
}

/** The workflow run around the step, as far as the runner tells. */
export interface GithubRun {
  /** `owner/name`. */
  readonly repository?: string
  readonly workflow?: string
  readonly runId?: string
  readonly runAttempt?: string
  readonly sha?: string
  /** `refs/heads/main`. */
  readonly ref?: string
  /** Id or name of the step's action. */
  readonly action?: string
  readonly actor?: string
}
