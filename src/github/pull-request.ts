/** The pull request of a workflow run. */
export interface PullRequest {
  readonly owner: string
  readonly repo: string
  readonly number: number
  /** The token of such a run has no write permission (GitHub docs, "Events that trigger workflows", `pull_request`). */
  readonly isForkWithoutWrite: boolean
}

/**
 * Finds the pull request in the event that started the run: `pull_request` and similar events, and comments on a pull
 * request. Undefined for other events, and for an event that differs from GitHub's documentation.
 *
 * @param event the webhook payload, parsed from JSON
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
    // A deleted fork has no repository in the event.
    isForkWithoutWrite:
      pullRequest !== undefined && eventName !== 'pull_request_target' && head !== repository,
  }
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = Object.getOwnPropertyDescriptor(value, name)?.value
  return found ?? undefined
}
