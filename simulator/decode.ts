import { ServiceError } from './service-error.ts'
import { findMismatch, type Mismatch, type Shape, type Structure } from './shapes.ts'

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
