import { region, roleArn, roleSessionName } from './identifiers.js'
import { present } from './present.js'
import type { Reading } from './reading.js'
import { integer, text } from './scalars.js'
import type { AwsSettings } from './settings.js'

/** Limits of STS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const SHORTEST_SESSION_SECONDS = 900
const LONGEST_SESSION_SECONDS = 43_200

// As aws-actions/configure-aws-credentials has them.
const DEFAULT_SESSION_SECONDS = 3600
const DEFAULT_SESSION_NAME = 'GitHubActions'
const DEFAULT_AUDIENCE = 'sts.amazonaws.com'

const sessionSeconds = integer({
  min: SHORTEST_SESSION_SECONDS,
  max: LONGEST_SESSION_SECONDS,
  takes: `${SHORTEST_SESSION_SECONDS} to ${LONGEST_SESSION_SECONDS} seconds`,
})

/** How AWS is reached. */
export function readAws(reading: Reading): AwsSettings {
  return present({
    region: reading.one('aws-region', region),
    roleToAssume: reading.one('role-to-assume', roleArn),
    roleSessionName: reading.one('role-session-name', roleSessionName) ?? DEFAULT_SESSION_NAME,
    roleDurationSeconds: reading.one('role-duration-seconds', sessionSeconds) ?? DEFAULT_SESSION_SECONDS,
    audience: reading.one('audience', text) ?? DEFAULT_AUDIENCE,
  })
}
