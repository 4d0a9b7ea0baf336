import { randomBytes } from 'node:crypto'
import type { Account, Caller } from './model.ts'
import { checkIdentityToken } from './identity-token.ts'
import type { StsOperationName } from './operation-names.ts'
import { ServiceError } from './service-error.ts'

/** Elements of an answer, by name. */
export interface StsAnswer {
  readonly [name: string]: string | StsAnswer
}

export type StsOperation = (account: Account, form: URLSearchParams, caller: Caller) => StsAnswer

const DEFAULT_SESSION_S = 3600
const SHORTEST_SESSION_S = 900
const LONGEST_SESSION_S = 43_200

const OPERATIONS: Readonly<Record<StsOperationName, StsOperation>> = {
  AssumeRole: (account, form) => openSession(account, form),
  AssumeRoleWithWebIdentity: (account, form) => {
    const { subject, audience } = checkIdentityToken(form.get('WebIdentityToken') ?? '', account.clock.now())
    return {
      ...openSession(account, form),
      SubjectFromWebIdentityToken: subject,
      Audience: audience,
      Provider: `arn:aws:iam::${account.id}:oidc-provider/token.actions.githubusercontent.com`,
    }
  },
  GetCallerIdentity: (account, _form, { accessKeyId = '' }) => ({
    Arn: account.sessions.get(accessKeyId)?.arn ?? `arn:aws:iam::${account.id}:user/simulator`,
    UserId: accessKeyId,
    Account: account.id,
  }),
}

export function findStsOperation(name: string): StsOperation | undefined {
  return new Map<string, StsOperation>(Object.entries(OPERATIONS)).get(name)
}

function openSession(account: Account, form: URLSearchParams): StsAnswer {
  const roleArn = form.get('RoleArn') ?? ''
  const sessionName = form.get('RoleSessionName') ?? ''
  const role = /^arn:aws[\w-]*:iam::\d{12}:role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(roleArn)?.[1]
  if (role === undefined) throw invalid(`${roleArn} is invalid`)
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName))
    throw invalid(`Value '${sessionName}' at 'roleSessionName' is invalid`)
  const askedS = Number(form.get('DurationSeconds') ?? DEFAULT_SESSION_S)
  if (!(askedS >= SHORTEST_SESSION_S && askedS <= LONGEST_SESSION_S)) {
    throw invalid(
      `1 validation error detected: Value '${askedS}' at 'durationSeconds' failed to satisfy constraint: ` +
        `Member must have value between ${SHORTEST_SESSION_S} and ${LONGEST_SESSION_S}`,
    )
  }
  const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`
  const session = {
    expiresAt: account.clock.now() + (account.scenario.sessionMs || askedS * 1000),
    arn: `arn:aws:sts::${account.id}:assumed-role/${role}/${sessionName}`,
  }
  account.sessions.set(accessKeyId, session)
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: randomBytes(20).toString('hex'),
      SessionToken: randomBytes(48).toString('base64'),
      Expiration: new Date(session.expiresAt).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: `AROASIMULATOR:${sessionName}`, Arn: session.arn },
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationError', message)
}
