import { fromTemporaryCredentials, fromWebToken } from '@aws-sdk/credential-providers'
import type { GithubRun } from '../../runtime/runtime.js'
import type { AwsSettings } from '../../inputs/settings.js'
import type { Console } from '../../runtime/console.js'
import { fitTagValue } from '../../text/tag-value.js'
import { asAwsError } from '../aws-error.js'
import { clientSettings, type Credentials } from '../client-settings.js'
import { mayRequestIdentityToken, readPublicClaims, requestIdentityToken } from './identity-token.js'
import { explainRefusedChain, explainRefusedToken } from './explain-refused-role.js'

export type RoleSettings = AwsSettings & { readonly roleToAssume: string }

/**
 * Opens a session of the role. Uses the job's OIDC token where the job may request one, else the credentials that the
 * job has already, as `aws-actions/configure-aws-credentials` does. Throws an `AwsError`.
 */
export async function assumeRole(
  aws: RoleSettings,
  run: GithubRun,
  console: Pick<Console, 'mask' | 'masked'>,
): Promise<Credentials> {
  const session = mayRequestIdentityToken()
    ? await assumeWithToken(aws, console)
    : await assumeFromCredentials(aws, run, console)
  console.mask(session.secretAccessKey)
  if (session.sessionToken !== undefined) console.mask(session.sessionToken)
  return session
}

async function assumeWithToken(
  { region, roleToAssume, roleSessionName, roleDurationSeconds, audience = '' }: RoleSettings,
  console: Pick<Console, 'mask' | 'masked'>,
): Promise<Credentials> {
  const webIdentityToken = await requestIdentityToken(audience)
  console.mask(webIdentityToken)
  try {
    return await fromWebToken({
      roleArn: roleToAssume,
      webIdentityToken,
      clientConfig: clientSettings({ region }),
      ...(roleSessionName !== undefined && { roleSessionName }),
      ...(roleDurationSeconds !== undefined && { durationSeconds: roleDurationSeconds }),
    })()
  } catch (error) {
    throw asAwsError('AssumeRoleWithWebIdentity', error, {
      service: 'sts',
      mask: (text) => console.masked(text),
      explain: (facts) => explainRefusedToken(facts, roleToAssume, readPublicClaims(webIdentityToken)),
    })
  }
}

/** Only this call passes session tags: for a session by OIDC token, the tags would have to be in the token. */
async function assumeFromCredentials(
  { region, roleToAssume, roleSessionName, roleDurationSeconds }: RoleSettings,
  run: GithubRun,
  console: Pick<Console, 'masked'>,
): Promise<Credentials> {
  try {
    return await fromTemporaryCredentials({
      params: {
        RoleArn: roleToAssume,
        Tags: sessionTags(run),
        ...(roleSessionName !== undefined && { RoleSessionName: roleSessionName }),
        ...(roleDurationSeconds !== undefined && { DurationSeconds: roleDurationSeconds }),
      },
      clientConfig: clientSettings({ region }),
    })()
  } catch (error) {
    throw asAwsError('AssumeRole', error, {
      service: 'sts',
      mask: (text) => console.masked(text),
      explain: (facts) => explainRefusedChain(facts, roleToAssume),
    })
  }
}

/** The session tags. Names and values are those of `aws-actions/configure-aws-credentials`. */
export function sessionTags(run: GithubRun): { Key: string; Value: string }[] {
  const tags = {
    GitHub: 'Actions',
    Repository: run.repository,
    Workflow: run.workflow,
    Action: run.action,
    Actor: run.actor,
    Commit: run.sha,
    Branch: run.ref,
  }
  return Object.entries(tags).flatMap(([Key, value]) =>
    value === undefined ? [] : [{ Key, Value: fitTagValue(value) }],
  )
}
