import { randomBytes } from 'node:crypto'
import { ServiceError } from './service-error.ts'

const ISSUER = 'https://token.actions.githubusercontent.com'
const STS_AUDIENCE = 'sts.amazonaws.com'
const LIFETIME_S = 300

export interface Identity {
  readonly subject: string
  readonly audience: string
}

/** A token as GitHub gives it to a job. Its signature is noise: the simulator alone reads it. */
export function issueIdentityToken(audience: string, nowMs: number): string {
  const now = Math.floor(nowMs / 1000)
  const claims = {
    iss: ISSUER,
    sub: 'repo:octo-org/octo-repo:ref:refs/heads/main',
    aud: audience,
    repository: 'octo-org/octo-repo',
    repository_owner: 'octo-org',
    ref: 'refs/heads/main',
    workflow: 'simulated',
    event_name: 'push',
    runner_environment: 'github-hosted',
    iat: now,
    nbf: now,
    exp: now + LIFETIME_S,
  }
  const segments = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  return [...segments, randomBytes(32).toString('base64url')].join('.')
}

/** Checks what an IAM OIDC provider checks, but the signature. Throws ServiceError. */
export function checkIdentityToken(token: string, nowMs: number): Identity {
  const { iss, aud, sub, exp } = parseClaims(token)
  if (iss !== ISSUER || typeof aud !== 'string' || typeof sub !== 'string') {
    throw refuse('InvalidIdentityToken', 'The ID Token provided is not a valid JWT.')
  }
  if (aud !== STS_AUDIENCE) throw refuse('InvalidIdentityToken', 'Incorrect token audience')
  if (typeof exp !== 'number' || exp * 1000 <= nowMs) {
    throw refuse(
      'ExpiredTokenException',
      'Token expired: current date/time must be before the expiration date/time',
    )
  }
  return { subject: sub, audience: aud }
}

function parseClaims(token: string): Record<string, unknown> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? { ...claims } : {}
  } catch {
    return {}
  }
}

function refuse(type: string, message: string): ServiceError {
  return new ServiceError(type, message)
}
