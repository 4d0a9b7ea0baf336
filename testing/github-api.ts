import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface StoredComment {
  readonly id: number
  readonly login: string
  body: string
}

export interface GithubApi {
  /** For GITHUB_API_URL: that of a GitHub Enterprise Server, whose paths begin with `/api/v3`. */
  readonly url: string
  readonly comments: StoredComment[]
  /** Method and path of every request so far. */
  readonly requests: string[]
  /** Authorization headers so far. */
  readonly authorizations: string[]
  stop(): Promise<void>
}

export interface GithubApiOptions {
  /** Whom the token belongs to. */
  readonly login?: string
  readonly comments?: readonly StoredComment[]
  /** What the token may do: `read` without `pull-requests: write`, `none` without a permission to read either. */
  readonly access?: 'write' | 'read' | 'none' | 'bad-credentials'
  /** Answers to the first requests in place of the right ones. */
  readonly failures?: readonly number[]
  /** The GraphQL API refuses the token. */
  readonly withoutGraphql?: boolean
}

const COMMENTS = /^\/api\/v3\/repos\/octo-org\/warehouse\/issues\/(\d+)\/comments$/
const COMMENT = /^\/api\/v3\/repos\/octo-org\/warehouse\/issues\/comments\/(\d+)$/
const NO_PERMISSION = 'Resource not accessible by integration'
const LONGEST_BODY_CHARACTERS = 65_536

/**
 * Answers as GitHub's REST API documents it for comments of issues (docs.github.com, "REST API endpoints for issue
 * comments"), and its GraphQL API for `viewer`.
 */
export async function startGithubApi(options: GithubApiOptions = {}): Promise<GithubApi> {
  const { login = 'github-actions[bot]', access = 'write' } = options
  const comments: StoredComment[] = [...(options.comments ?? [])]
  const failures = [...(options.failures ?? [])]
  const requests: string[] = []
  const authorizations: string[] = []

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', headers } = request
    const url = new URL(request.url ?? '/', `http://${headers.host ?? ''}`)
    const body = await text(request)
    requests.push(`${method} ${url.pathname}`)
    authorizations.push(headers.authorization ?? '')
    const send = (status: number, answer: unknown, more: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...more })
      response.end(JSON.stringify(answer))
    }
    const refuse = (status: number, message: string): void => {
      send(status, { message, documentation_url: 'https://docs.github.com/rest', status: `${status}` })
    }
    const failure = failures.shift()
    if (failure !== undefined) {
      refuse(failure, 'Server Error')
      return
    }
    if (access === 'bad-credentials') {
      refuse(401, 'Bad credentials')
      return
    }
    if (url.pathname === '/api/graphql') {
      if (options.withoutGraphql === true) refuse(403, NO_PERMISSION)
      else send(200, { data: { viewer: { login } } })
      return
    }
    const issue = COMMENTS.exec(url.pathname)?.[1]
    const id = COMMENT.exec(url.pathname)?.[1]
    if (issue === undefined && id === undefined) {
      refuse(404, 'Not Found')
    } else if (access === 'none' || (access === 'read' && method !== 'GET')) {
      refuse(403, NO_PERMISSION)
    } else if (method === 'GET') {
      sendPage(url, comments, send)
    } else {
      const { body: markdown } = JSON.parse(body) as { body: string }
      if (markdown.length > LONGEST_BODY_CHARACTERS) {
        refuse(422, 'Validation Failed')
        return
      }
      if (method === 'POST') {
        const comment = { id: 1000 + comments.length, login, body: markdown }
        comments.push(comment)
        send(201, asAnswered(comment))
        return
      }
      const comment = comments.find((stored) => `${stored.id}` === id)
      if (comment === undefined) {
        refuse(404, 'Not Found')
        return
      }
      comment.body = markdown
      send(200, asAnswered(comment))
    }
  }

  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/api/v3`,
    comments,
    requests,
    authorizations,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function sendPage(
  url: URL,
  comments: readonly StoredComment[],
  send: (status: number, answer: unknown, more?: Record<string, string>) => void,
): void {
  const size = Number(url.searchParams.get('per_page') ?? '30')
  const page = Number(url.searchParams.get('page') ?? '1')
  const last = Math.max(1, Math.ceil(comments.length / size))
  const address = (number: number, rel: string): string => {
    const target = new URL(url)
    target.searchParams.set('page', `${number}`)
    return `<${target.href}>; rel="${rel}"`
  }
  const link = page < last ? [address(page + 1, 'next'), address(last, 'last')].join(', ') : ''
  send(200, comments.slice((page - 1) * size, page * size).map(asAnswered), link === '' ? {} : { link })
}

function asAnswered({ id, login, body }: StoredComment): object {
  return {
    id,
    body,
    user: { login, type: login.endsWith('[bot]') ? 'Bot' : 'User' },
    html_url: `https://github.com/octo-org/warehouse/pull/7#issuecomment-${id}`,
    author_association: 'NONE',
  }
}
