import type { ECSClientConfig } from '@aws-sdk/client-ecs'
import { NAME, VERSION } from '../version.js'

const CONNECT_TIMEOUT_MS = 5_000
/** Longer than any call takes that this action makes; short enough that one lost packet does not cost a poll its place. */
const ANSWER_TIMEOUT_MS = 6_000

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

export type CredentialsProvider = (options?: { readonly forceRefresh?: boolean }) => Promise<Credentials>

export interface Access {
  /** The SDK looks for it itself where it is absent, as for credentials. */
  readonly region?: string | undefined
  readonly credentials?: CredentialsProvider | undefined
}

/** The AWS CLI takes either, in this order; the SDK knows the first alone. A variable that is empty was not set. */
function environmentRegion(): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  return [AWS_REGION, AWS_DEFAULT_REGION].find(Boolean)
}

/** What every client of AWS has in common: how long it waits, and how it names itself. */
export function clientSettings({
  region,
  credentials,
}: Access): Pick<ECSClientConfig, 'region' | 'credentials' | 'customUserAgent' | 'requestHandler'> {
  const known = region ?? environmentRegion()
  return {
    ...(known !== undefined && { region: known }),
    ...(credentials && { credentials }),
    customUserAgent: [[NAME, VERSION]],
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: ANSWER_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  }
}
