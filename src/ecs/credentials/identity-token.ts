import { HttpClient, HttpClientError } from '@actions/http-client'
import { NAME, VERSION } from '../../version.js'
import { AwsError } from '../aws-error.js'

const ANSWER_TIMEOUT_MS = 6_000

/** Whether the job may ask GitHub for a token: it may with `permissions: id-token: write`. */
export function mayRequestIdentityToken(): boolean {
  return Boolean(process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] && process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'])
}

/**
 * Asks for the job's OIDC token. Not by `core.getIDToken`, which prints the token as a mask on its own: while the log
 * of a container is shown, the runner obeys no commands and would show it. Throws an {@link AwsError}.
 */
export async function requestIdentityToken(audience: string): Promise<string> {
  const client = new HttpClient(`${NAME}/${VERSION}`, [], {
    allowRetries: true,
    maxRetries: 3,
    socketTimeout: ANSWER_TIMEOUT_MS,
  })
  const url = `${process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? ''}&audience=${encodeURIComponent(audience)}`
  const authorization = `Bearer ${process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''}`
  try {
    const { result } = await client.getJson<{ value?: string }>(url, { authorization })
    if (!result?.value) throw new Error('the answer holds no token')
    return result.value
  } catch (error) {
    throw new AwsError('OIDC token of the job', error, {
      service: 'sts',
      explain: ({ message }) =>
        isRefusal(error)
          ? {
              retry: 'never',
              cause: `GitHub refuses the job its OIDC token (status ${error.statusCode}).`,
              fix: 'A token can be asked for as long as the job runs; a step that outlives its job has none.',
            }
          : { retry: 'soon', cause: `GitHub did not hand over the job's OIDC token: ${message}` },
    })
  }
}

/** GitHub itself says no: by a status that does not pass, and a JSON body, which no proxy has. */
function isRefusal(error: unknown): error is HttpClientError {
  if (!(error instanceof HttpClientError) || typeof error.result !== 'object' || error.result === null)
    return false
  return error.statusCode < 500 && error.statusCode !== 408 && error.statusCode !== 429
}

/** What a trust policy can look at, in the order of its usefulness. None of it is secret; the token is. */
const PUBLIC_CLAIMS = ['sub', 'aud', 'repository', 'ref', 'environment'] as const

export interface PublicClaims {
  /** Without `https://`, as condition keys and ARNs of providers have it; not github.com's on an Enterprise Server. */
  readonly issuer: string
  readonly claims: readonly (readonly [name: string, value: string])[]
}

/** Reads the token without checking it: what it says, not whether it is right. */
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

function parsePayload(token: string): Record<string, unknown> {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return typeof payload === 'object' && payload !== null ? { ...payload } : {}
  } catch {
    return {}
  }
}
