import { readPage } from '../log-pages.ts'
import { hasGroup, streamKey } from '../logs.ts'
import { invalidParameter, ServiceError } from '../service-error.ts'
import type { Operation } from './operation.ts'
import { GET_LOG_EVENTS } from './request-shapes.ts'

const PAGE_EVENTS_MAX = 10_000

export interface GetLogEventsRequest {
  readonly logGroupName?: string
  readonly logGroupIdentifier?: string
  readonly logStreamName?: string
  /** Epoch milliseconds, inclusive. */
  readonly startTime?: number
  /** Epoch milliseconds, exclusive. */
  readonly endTime?: number
  readonly nextToken?: string
  readonly limit?: number
  readonly startFromHead?: boolean
}

export const getLogEvents: Operation<GetLogEventsRequest> = {
  shape: GET_LOG_EVENTS,
  perform: (account, request, { region }) => {
    const group = request.logGroupName ?? request.logGroupIdentifier?.replace(/^.*:log-group:/, '')
    const stream = request.logStreamName
    if (!group || !stream) throw invalidParameter('A log group and a log stream must be specified.')
    const { limit = PAGE_EVENTS_MAX } = request
    if (limit < 1 || limit > PAGE_EVENTS_MAX) {
      throw invalidParameter(
        `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: ` +
          `Member must have value between 1 and ${PAGE_EVENTS_MAX}`,
      )
    }
    const now = account.clock.now()
    const found = account.logs.get(streamKey({ region, group, stream }))
    if (found === undefined && !hasGroup(account.logs, region, group)) throw notFound('group')
    if (found === undefined || now < found.visibleFrom) throw notFound('stream')
    const settings = account.scenario.logs
    return readPage(found.events, request, Math.min(limit, settings.pageEvents), settings.emptyPages, now)
  },
}

function notFound(what: 'group' | 'stream'): ServiceError {
  return new ServiceError('ResourceNotFoundException', `The specified log ${what} does not exist.`)
}
