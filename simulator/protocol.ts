import type { IncomingHttpHeaders } from 'node:http'
import type { Account, Caller } from './model.ts'
import type { ServiceError } from './service-error.ts'

export interface ProtocolRequest {
  /** Path and query. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** How a service is spoken to. */
export interface Protocol {
  readonly contentType: string
  /** The operation's name; empty where the request names none. */
  operationOf(request: ProtocolRequest): string
  /** The body in a form that a test can read. */
  record(request: ProtocolRequest): unknown
  /** The text of the answer. Throws ServiceError. */
  answer(account: Account, operation: string, request: ProtocolRequest, caller: Caller): string
  encodeError(error: ServiceError): string
}

/** Key and Region of the signature's credential scope. The signature itself is not verified. */
export function callerOf(headers: IncomingHttpHeaders, defaultRegion: string): Caller {
  const scope = /Credential=([^/,\s]+)\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')
  return { accessKeyId: scope?.[1], region: scope?.[2] ?? defaultRegion }
}
