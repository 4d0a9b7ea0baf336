/** The pull request that a workflow run is about. */
export interface PullRequest {
  readonly owner: string
  readonly repo: string
  readonly number: number
  /** GitHub gives the token of such a run no permission to write (docs, "Events that trigger workflows", `pull_request`). */
  readonly isForkWithoutWrite: boolean
}

/**
 * Finds the pull request in the event that started the run: `pull_request` and its relatives, and comments on one.
 * Undefined for other events, and where the event is not as GitHub documents it.
 *
 * @param event the webhook payload, as JSON.parse gives it
 */
export function pullRequestOf(
  event: unknown,
  { repository, eventName }: { readonly repository?: string; readonly eventName?: string },
): PullRequest | undefined {
  const [owner, repo] = repository?.split('/') ?? []
  const pullRequest = member(event, 'pull_request')
  const issue = member(event, 'issue')
  const number = member(pullRequest ?? (member(issue, 'pull_request') && issue), 'number')
  if (!owner || !repo || typeof number !== 'number' || !Number.isSafeInteger(number)) return undefined
  const head = member(member(member(pullRequest, 'head'), 'repo'), 'full_name')
  return {
    owner,
    repo,
    number,
    // A fork that has been deleted since has no repository at all.
    isForkWithoutWrite:
      pullRequest !== undefined && eventName !== 'pull_request_target' && head !== repository,
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = Object.getOwnPropertyDescriptor(value, name)?.value
  return found ?? undefined
}
