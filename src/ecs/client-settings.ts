import type { ECSClientConfig } from '@aws-sdk/client-ecs'
import { NAME, VERSION } from '../version.js'
import { createRequestHandler } from './request-handler.js'

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

export type CredentialsProvider = (options?: { readonly forceRefresh?: boolean }) => Promise<Credentials>

export interface Access {
  /** Where it is absent, the SDK's default chain finds it, as it finds the credentials. */
  readonly region?: string | undefined
  readonly credentials?: CredentialsProvider | undefined
}

/** The AWS CLI reads both variables, in this order. The SDK reads the first only. A blank variable counts as not set. */
function environmentRegion(): string | undefined {
  // The SDK would use a blank Region, and would not read the Region of the profile.
  if (process.env['AWS_REGION']?.trim() === '') delete process.env['AWS_REGION']
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  return [AWS_REGION, AWS_DEFAULT_REGION].map((region) => region?.trim()).find(Boolean)
}

/** The same settings with the Region of the environment. They stay valid in a process with another environment. */
export function resolvedAccess<T extends { readonly region?: string }>(aws: T): T {
  const region = aws.region ?? environmentRegion()
  return { ...aws, ...(region !== undefined && { region }) }
}

/** The settings of every AWS client: its time limits and its user agent. */
export function clientSettings({
  region,
  credentials,
}: Access): Pick<ECSClientConfig, 'region' | 'credentials' | 'customUserAgent' | 'requestHandler'> {
  const known = region ?? environmentRegion()
  return {
    ...(known !== undefined && { region: known }),
    ...(credentials && { credentials }),
    customUserAgent: [[NAME, VERSION]],
    requestHandler: createRequestHandler(),
  }
}
