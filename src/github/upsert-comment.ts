import { createHash } from 'node:crypto'
import type { Octokit } from './octokit.js'
import type { PullRequest } from './pull-request.js'

/** Limit of GitHub: "body is too long (maximum is 65536 characters)". */
export const MOST_COMMENT_CHARACTERS = 65_536
/** Pages of comments that are searched for an earlier comment of this step; if none has it, a new one is written. */
const MOST_PAGES = 30
/** The token of a job belongs to this user (GitHub docs, "GITHUB_TOKEN"). */
const ACTIONS_USER = 'github-actions[bot]'

/** Identifies the comment of one step: each step, job, matrix leg and workflow has its own. */
export interface CommentOwner {
  readonly workflow: string
  readonly job: string
  readonly matrixLeg: string
  readonly step: string
}

/** Updates the step's earlier comment, or creates one. Throws Octokit's errors. */
export async function upsertComment(
  octokit: Octokit,
  { owner, repo, number }: Pick<PullRequest, 'owner' | 'repo' | 'number'>,
  commentOwner: CommentOwner,
  markdown: string,
): Promise<'created' | 'updated'> {
  const marker = markerOf(commentOwner)
  const body = `${marker}\n${markdown}`.slice(0, MOST_COMMENT_CHARACTERS)
  const earlier = await findComment(octokit, { owner, repo, issue_number: number }, marker)
  if (earlier !== undefined) {
    try {
      await octokit.rest.issues.updateComment({ owner, repo, comment_id: earlier, body })
      return 'updated'
    } catch (error) {
      // The comment was deleted after the search.
      if (statusOf(error) !== 404) throw error
    }
  }
  await octokit.rest.issues.createComment({ owner, repo, issue_number: number, body })
  return 'created'
}

/** The HTTP status of an error of Octokit. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined
}

/** The id of the comment with this marker. Any user can write the marker, so the author must be this token's user. */
async function findComment(
  octokit: Octokit,
  issue: { readonly owner: string; readonly repo: string; readonly issue_number: number },
  marker: string,
): Promise<number | undefined> {
  const author = await findAuthor(octokit)
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, { ...issue, per_page: 100 })
  let page = 0
  for await (const { data } of pages) {
    const mine = data.find(({ body, user }) => user?.login === author && body?.startsWith(marker))
    if (mine !== undefined) return mine.id
    if (++page >= MOST_PAGES) break
  }
  return undefined
}

/** GitHub refuses `GET /user` to tokens of apps; this query works with all tokens. */
async function findAuthor(octokit: Octokit): Promise<string> {
  try {
    const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('{ viewer { login } }')
    return viewer.login
  } catch (error) {
    if (statusOf(error) === 401) throw error
    return ACTIONS_USER
  }
}

/** An HTML comment, which GitHub does not show. It holds a hash, since workflow names may be any text. */
function markerOf({ workflow, job, matrixLeg, step }: CommentOwner): string {
  const key = JSON.stringify([workflow, job, matrixLeg, step])
  return `<!-- ecs-run-task ${createHash('sha256').update(key).digest('hex').slice(0, 32)} -->`
}
