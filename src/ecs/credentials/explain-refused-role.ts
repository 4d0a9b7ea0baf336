import type { PublicClaims } from './identity-token.js'
import { BOTH_WAYS_TO_CREDENTIALS, type CallFacts, type ErrorExplanation } from '../error-explanation.js'
import { describeCredentialSources } from './sources.js'

/** Explains why STS refused the job's OIDC token. Undefined for every other error. */
export function explainRefusedToken(
  { name, message, certainty }: CallFacts,
  role: string,
  { issuer, claims }: PublicClaims,
): ErrorExplanation | undefined {
  if (certainty === 'uncertain') return undefined
  // STS reads GitHub's keys to check a token. It returns this error where that fails for a moment
  // (aws-actions/configure-aws-credentials#299, #348).
  if (name === 'IDPCommunicationError' || /verification key from your identity provider/i.test(message))
    return { retry: 'soon', cause: 'STS could not read the keys that the tokens of GitHub are signed with.' }
  if (isNoAnswer(message)) return NO_ANSWER
  if (isTooLong(message)) return tooLong(role)
  const provider = `arn:${role.split(':')[1] ?? 'aws'}:iam::${role.split(':')[4] ?? ''}:oidc-provider/${issuer}`
  if (/no openidconnect provider/i.test(message)) {
    return {
      retry: 'never',
      cause: `The account of ${role} has no identity provider for the tokens of GitHub.`,
      fix: `Create ${provider} there, with the audience ${claim(claims, 'aud')}.`,
    }
  }
  if (/audience/i.test(message)) {
    return {
      retry: 'never',
      cause: `The identity provider ${provider} does not know the audience of the token, ${claim(claims, 'aud')}.`,
      fix: 'Add it to the audiences of the provider, or write  audience:  with one that is there.',
    }
  }
  if (!isDenied(name)) return undefined
  return {
    retry: 'never',
    cause: `The trust policy of ${role} does not allow this job, or the role does not exist.`,
    fix: [
      'The token says:',
      ...claims.map(([key, value]) => `    ${key.padEnd(10)}  ${value}`),
      'Look in the trust policy of the role, under Condition:',
      `    ${issuer}:sub  must be, or match with StringLike, the sub above`,
      `    ${issuer}:aud  must be the aud above`,
      'and under Principal and Action:',
      `    "Principal": {"Federated": "${provider}"}, "Action": "sts:AssumeRoleWithWebIdentity"`,
    ].join('\n'),
  }
}

/** Explains why the credentials of the job cannot assume the role. Undefined for every other error. */
export function explainRefusedChain(
  { name, message }: CallFacts,
  role: string,
): ErrorExplanation | undefined {
  if (name === 'CredentialsProviderError') {
    return {
      retry: 'never',
      cause:
        'role-to-assume is given, but the job may not ask for an OIDC token, and there are no other credentials to assume the role with. GitHub gives no such token to pull requests from forks.',
      fix: `${describeCredentialSources()}\n${BOTH_WAYS_TO_CREDENTIALS}`,
    }
  }
  if (isNoAnswer(message)) return NO_ANSWER
  if (isTooLong(message))
    return tooLong(role, ' A role that is assumed from another role has an hour at most.')
  if (!isDenied(name)) return undefined
  const caller = /User: (\S+)/.exec(message)?.[1] ?? 'the ARN of the credentials'
  return {
    retry: 'never',
    cause: `The credentials of the job may not assume ${role}. Without  permissions: id-token: write  the job has no OIDC token, so they were tried.`,
    fix: [
      'Either give the job its OIDC token:',
      '    permissions:',
      '      id-token: write',
      '      contents: read',
      'or let these credentials assume the role, in their own policy and in the trust policy of the role:',
      `    {"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"], "Resource": "${role}"}`,
      `    {"Effect": "Allow", "Action": ["sts:AssumeRole", "sts:TagSession"], "Principal": {"AWS": "${caller}"}}`,
    ].join('\n'),
  }
}

/** The SDK's text for a whole answer without a session. STS never answers so. */
function isNoAnswer(message: string): boolean {
  return /^Invalid response from STS/i.test(message)
}

const NO_ANSWER: ErrorExplanation = {
  retry: 'soon',
  cause: 'This is no answer that STS gives; a proxy or a broken connection may have changed it.',
}

function isDenied(name: string): boolean {
  return name === 'AccessDenied' || name === 'AccessDeniedException'
}

/** Texts of STS: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", and "... the 1 hour session limit for roles assumed by role chaining." */
function isTooLong(message: string): boolean {
  return /DurationSeconds exceeds/i.test(message)
}

function tooLong(role: string, limit = ''): ErrorExplanation {
  return {
    retry: 'never',
    cause: `role-duration-seconds exceeds the maximum session duration of ${role}.${limit}`,
    fix: 'Write a smaller  role-duration-seconds; this action renews the session for as long as it runs.',
  }
}

function claim(claims: PublicClaims['claims'], wanted: string): string {
  return claims.find(([name]) => name === wanted)?.[1] ?? 'unknown'
}
