import { errorMessage } from '../text/words.js'
import type { PullRequest } from './pull-request.js'
import { statusOf } from './upsert-comment.js'

const PERMISSION = [
  'The token has no permission to write it. Add to the permissions of the job:',
  '    pull-requests: write',
]

const FORK = [
  'The pull request comes from a fork. GitHub gives its runs a token that can only read: without pull-requests: write no comment can be written.',
  'The job summary has the same facts.',
]

/** Why GitHub took no comment, and what helps: for an annotation, lines to copy indented by four blanks. */
export function explainRefusal({ number, isForkWithoutWrite }: PullRequest, error: unknown): string {
  const status = statusOf(error)
  const said = errorMessage(error)
  const answer = status === undefined ? said : `GitHub answered ${status}: ${said}`
  return [`Pull request ${number}: ${answer}`, ...adviceFor(status, said, isForkWithoutWrite)].join('\n')
}

function adviceFor(status: number | undefined, said: string, isFork: boolean): readonly string[] {
  if (status === 401)
    return ['GitHub does not accept github-token. Leave the input out, or give a token that is valid.']
  // A locked conversation and the limit of requests are answered with 403 too.
  if ((status !== 403 && status !== 404) || /rate limit|locked/i.test(said)) return []
  return isFork ? FORK : PERMISSION
}
