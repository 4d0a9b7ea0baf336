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
  /** The SDK looks for it itself where it is absent, as for credentials. */
  readonly region?: string | undefined
  readonly credentials?: CredentialsProvider | undefined
}

/** The AWS CLI takes either, in this order; the SDK knows the first alone. A variable that is blank was not set. */
function environmentRegion(): string | undefined {
  // The SDK would take a blank Region for one, and not look into the profile.
  if (process.env['AWS_REGION']?.trim() === '') delete process.env['AWS_REGION']
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  return [AWS_REGION, AWS_DEFAULT_REGION].map((region) => region?.trim()).find(Boolean)
}

/** The same settings with the Region of the environment: they hold where the environment is another. */
export function resolvedAccess<T extends { readonly region?: string }>(aws: T): T {
  const region = aws.region ?? environmentRegion()
  return { ...aws, ...(region !== undefined && { region }) }
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
    requestHandler: createRequestHandler(),
  }
}
