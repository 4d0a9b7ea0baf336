import { HttpRequest } from '@smithy/core/protocols'
import { errorMessage } from '../../text/words.js'
import { NAME, VERSION } from '../../version.js'
import { AwsError } from '../aws-error.js'
import { explainConnection } from '../explain-connection.js'
import { createRequestHandler } from '../request-handler.js'

/** Temporary statuses: the same request may succeed in a moment. */
const PASSING_STATUSES = [408, 425, 429]

/** Whether the job may request a token of GitHub. It may with `permissions: id-token: write`. */
export function mayRequestIdentityToken(): boolean {
  return Boolean(process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] && process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'])
}

/**
 * Requests the job's OIDC token. `core.getIDToken` is not used: it prints an `add-mask` command with the token. While
 * the log of a container is printed, the runner obeys no commands and would show the token. Throws an {@link AwsError}.
 */
export async function requestIdentityToken(audience: string): Promise<string> {
  const url = new URL(process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '')
  url.searchParams.set('audience', audience)
  let answer: Answer | undefined
  try {
    answer = await get(url, process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '')
    if (answer.status !== 200) throw new Error(`GitHub answered ${answer.status}`)
    const value = parseObject(answer.body)?.['value']
    if (typeof value !== 'string' || value === '') throw new Error('the answer holds no token')
    return value
  } catch (error) {
    throw new AwsError('OIDC token of the job', error, {
      service: 'sts',
      explain: (facts) =>
        answer !== undefined && isRefusal(answer)
          ? {
              retry: 'never',
              cause: `GitHub refuses the job its OIDC token (status ${answer.status}).`,
              fix: 'GitHub gives a token as long as the job runs; after that there is none.',
            }
          : (explainConnection({ ...facts, ...(answer && { status: answer.status }) }) ?? {
              retry: 'soon',
              cause: `GitHub returned no OIDC token: ${errorMessage(error)}`,
            }),
    })
  }
}

interface Answer {
  readonly status: number
  readonly body: string
}

/** GitHub refused the request. Its status is not temporary and its body is JSON; the error page of a proxy is not. */
function isRefusal({ status, body }: Answer): boolean {
  return (
    status >= 400 && status < 500 && !PASSING_STATUSES.includes(status) && parseObject(body) !== undefined
  )
}

/** Uses the proxy that the environment names, as the calls to AWS do. */
async function get(url: URL, key: string): Promise<Answer> {
  const handler = createRequestHandler()
  try {
    const request = new HttpRequest({
      method: 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== '' && { port: Number(url.port) }),
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: {
        host: url.host,
        accept: 'application/json',
        authorization: `Bearer ${key}`,
        'user-agent': `${NAME}/${VERSION}`,
      },
    })
    const { response } = await handler.handle(request)
    return { status: response.statusCode, body: String(response.body) }
  } finally {
    handler.destroy()
  }
}

/** The claims that a trust policy can test, the most useful first. The claims are not secret; the token is. */
const PUBLIC_CLAIMS = ['sub', 'aud', 'repository', 'ref', 'environment'] as const

export interface PublicClaims {
  /** Without `https://`, as in condition keys and provider ARNs. An Enterprise Server has its own issuer. */
  readonly issuer: string
  readonly claims: readonly (readonly [name: string, value: string])[]
}

/** Reads the claims of the token. Does not check its signature. */
export function readPublicClaims(token: string): PublicClaims {
  const payload = parsePayload(token)
  const text = (name: string): string[] => {
    const value = payload[name]
    return typeof value === 'string' ? [value] : []
  }
  return {
    issuer: (text('iss')[0] ?? 'https://token.actions.githubusercontent.com').replace(/^https:\/\//, ''),
    claims: PUBLIC_CLAIMS.flatMap((name) => text(name).map((value) => [name, value] as const)),
  }
}

function parsePayload(token: string): Readonly<Record<string, unknown>> {
  return parseObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) ?? {}
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
