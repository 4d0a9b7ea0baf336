import { invalidParameter, ServiceError } from '../service-error.ts'

const PAGE_EVENTS_MAX = 10_000

interface GroupRequest {
  readonly logGroupName?: string | undefined
  readonly logGroupIdentifier?: string | undefined
}

/** The name of the log group that a request is for. */
export function groupOf({ logGroupName, logGroupIdentifier }: GroupRequest): string | undefined {
  return logGroupName ?? logGroupIdentifier?.replace(/^.*:log-group:/, '')
}

/** How many events a page may hold. */
export function checkedLimit(limit = PAGE_EVENTS_MAX): number {
  if (limit >= 1 && limit <= PAGE_EVENTS_MAX) return limit
  throw invalidParameter(
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: ` +
      `Member must have value between 1 and ${PAGE_EVENTS_MAX}`,
  )
}

export function notFound(what: 'group' | 'stream'): ServiceError {
  return new ServiceError('ResourceNotFoundException', `The specified log ${what} does not exist.`)
}
