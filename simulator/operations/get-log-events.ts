import { readPage } from '../log-pages.ts'
import { hasGroup, streamKey } from '../logs.ts'
import { invalidParameter } from '../service-error.ts'
import { checkedLimit, groupOf, notFound } from './log-requests.ts'
import type { Operation } from './operation.ts'
import { GET_LOG_EVENTS } from './request-shapes.ts'

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
    const group = groupOf(request)
    const stream = request.logStreamName
    if (!group || !stream) throw invalidParameter('A log group and a log stream must be specified.')
    const limit = checkedLimit(request.limit)
    const now = account.clock.now()
    const found = account.logs.get(streamKey({ region, group, stream }))
    if (found === undefined && !hasGroup(account.logs, region, group)) throw notFound('group')
    if (found === undefined || now < found.visibleFrom) throw notFound('stream')
    const settings = account.scenario.logs
    return readPage(found.events, request, Math.min(limit, settings.pageEvents), settings.emptyPages, now)
  },
}
