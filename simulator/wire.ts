import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from './model.ts'
import { ServiceError } from './service-error.ts'
import { findMismatch, type Mismatch, type Shape, type Structure } from './shapes.ts'

/** AWS JSON 1.1: what the SDK sends to ECS and to CloudWatch Logs. */
export const CONTENT_TYPE = 'application/x-amz-json-1.1'

/** `RunTask` of `AmazonEC2ContainerServiceV20141113.RunTask`. */
export function operationOf(headers: IncomingHttpHeaders): string | undefined {
  const target = headers['x-amz-target']
  return typeof target === 'string'
    ? /^(?:AmazonEC2ContainerServiceV20141113|Logs_20140328)\.(\w+)$/.exec(target)?.[1]
    : undefined
}

/** Key and Region of the signature's credential scope. The signature itself is not verified. */
export function callerOf(headers: IncomingHttpHeaders, defaultRegion: string): Caller {
  const scope = /Credential=([^/,\s]+)\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')
  return { accessKeyId: scope?.[1], region: scope?.[2] ?? defaultRegion }
}

/**
 * Parses a request and checks its members' types as the service's own deserializer does; members that the
 * shape does not name pass unchecked. Throws SerializationException.
 */
export function decode(shape: Structure, body: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(body === '' ? '{}' : body, dropNullMember)
  } catch {
    throw serializationException('Request body is not valid JSON')
  }
  const mismatch = findMismatch(shape, value, '', false)
  if (mismatch) throw serializationException(describeMismatch(mismatch))
  return value
}

export function encodeError(error: ServiceError): string {
  return JSON.stringify({ __type: error.type, message: error.message, ...error.members })
}

function dropNullMember(this: unknown, _key: string, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value
}

function serializationException(message: string): ServiceError {
  return new ServiceError('SerializationException', message)
}

function describeMismatch({ shape, value }: Mismatch): string {
  if (typeof value === 'object') {
    return Array.isArray(value)
      ? 'Start of list found where not expected'
      : 'Start of structure or map found where not expected.'
  }
  return `${tokenOf(value)} cannot be converted to ${targetOf(shape)}`
}

function tokenOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  return typeof value === 'number' ? 'NUMBER_VALUE' : 'STRING_VALUE'
}

function targetOf(shape: Shape): string {
  if (typeof shape === 'string') return shape.charAt(0).toUpperCase() + shape.slice(1)
  return 'list' in shape ? 'List' : 'Structure'
}
