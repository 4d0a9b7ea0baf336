import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Describes the sources of the SDK's default credential chain, in its order: the environment, the shared files with SSO
 * and `credential_process`, a web identity token, the container and the instance. The text has paths and the name of the
 * profile, and no other value. https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export function describeCredentialSources(environment: Environment = process.env): string {
  const given = (name: string): string => environment[name]?.trim() ?? ''
  const unset = (...names: readonly string[]): string[] => names.filter((name) => given(name) === '')
  const missing = (names: readonly string[]): string =>
    names.length === 0
      ? 'set, but refused'
      : `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} not set`
  const folder = join(given('HOME') || homedir(), '.aws')
  const files = [
    given('AWS_CONFIG_FILE') || join(folder, 'config'),
    given('AWS_SHARED_CREDENTIALS_FILE') || join(folder, 'credentials'),
  ]
  const there = files.filter((file) => existsSync(file))
  const container = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI']
  const isInContainer = unset(...container).length < container.length
  return [
    'These places were tried:',
    `    environment         ${missing(unset('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'))}`,
    `    profile ${JSON.stringify(given('AWS_PROFILE') || 'default')}   ${
      there.length === 0
        ? `neither ${files.join(' nor ')} is there`
        : `${there.join(' and ')} ${there.length === 1 ? 'has' : 'have'} no credentials for it that can be used`
    }`,
    `    web identity token  ${missing(unset('AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN'))}`,
    isInContainer
      ? '    container           its endpoint gave none'
      : `    container           ${container.join(' and ')} are not set`,
    `    EC2 instance        ${instanceStatus(isInContainer, given('AWS_EC2_METADATA_DISABLED'))}`,
  ].join('\n')
}

function instanceStatus(isInContainer: boolean, disabled: string): string {
  if (isInContainer) return 'not asked, because the container comes in its place'
  if (disabled !== '' && disabled !== 'false') return 'not asked, because AWS_EC2_METADATA_DISABLED is set'
  return 'its metadata service gave none'
}
