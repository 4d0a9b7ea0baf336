import { issueIdentityToken } from './identity-token.ts'
import type { Protocol } from './protocol.ts'
import { ServiceError } from './service-error.ts'

/** Where a job asks for its OIDC token: ACTIONS_ID_TOKEN_REQUEST_URL. GitHub's has a query too. */
export const IDENTITY_TOKEN_PATH = '/github/token?api-version=2.0'
/** ACTIONS_ID_TOKEN_REQUEST_TOKEN */
export const IDENTITY_TOKEN_KEY = 'simulator'

/** GitHub's OIDC endpoint, as a runner shows it to a job. */
export const githubProtocol: Protocol = {
  contentType: 'application/json; charset=utf-8',
  operationOf: () => 'GetIdToken',
  record: ({ url }) => Object.fromEntries(queryOf(url)),
  answer: ({ clock }, _operation, { url, headers }) => {
    if (headers.authorization?.toLowerCase() !== `bearer ${IDENTITY_TOKEN_KEY}`) {
      throw new ServiceError('Unauthorized', 'Bearer token required', 401)
    }
    const audience = queryOf(url).get('audience') ?? 'https://github.com/octo-org'
    return JSON.stringify({ value: issueIdentityToken(audience, clock.now()) })
  },
  encodeError: ({ message }) => JSON.stringify({ message }),
}

function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(url.slice(url.indexOf('?') + 1))
}
