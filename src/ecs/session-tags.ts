import type { GithubRun } from '../inputs/inputs.js'

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html */
const LONGEST_VALUE_CHARACTERS = 256
const NOT_IN_A_VALUE = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu

/** The tags that `aws-actions/configure-aws-credentials` gives a session: names and values are the same. */
export function sessionTags(run: GithubRun): { Key: string; Value: string }[] {
  const tags = {
    GitHub: 'Actions',
    Repository: run.repository,
    Workflow: run.workflow,
    Action: run.action,
    Actor: run.actor,
    Commit: run.sha,
    Branch: run.ref,
  }
  return Object.entries(tags).flatMap(([Key, value]) =>
    value === undefined
      ? []
      : [{ Key, Value: value.replace(NOT_IN_A_VALUE, '_').slice(0, LONGEST_VALUE_CHARACTERS) }],
  )
}
