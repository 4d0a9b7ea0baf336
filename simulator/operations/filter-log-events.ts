import { FilterLogEventsRequest$, type FilterLogEventsRequest } from '@aws-sdk/client-cloudwatch-logs'
import { searchPage, type SearchedStream } from '../log-search.ts'
import { compilePattern } from '../insights/filter-pattern.ts'
import { retentionMs } from '../insights/performance-events.ts'
import { hasGroup, readableStreams, streamKey } from '../logs.ts'
import type { Account } from '../model.ts'
import { requestShape } from '../request-shape.ts'
import { invalidParameter } from '../service-error.ts'
import { checkedLimit, groupOf, notFound } from './log-requests.ts'
import type { Operation } from './operation.ts'

const STREAMS_MAX = 100

/** Of the streams that are named, else of all of the group. */
export const filterLogEvents: Operation<FilterLogEventsRequest> = {
  shape: requestShape(FilterLogEventsRequest$),
  perform: (account, request, { region }) => {
    const group = groupOf(request)
    const names = request.logStreamNames ?? []
    if (!group) throw invalidParameter('A log group must be specified.')
    if (names.length > STREAMS_MAX) {
      throw invalidParameter(
        `1 validation error detected: Value at 'logStreamNames' failed to satisfy constraint: ` +
          `Member must have length less than or equal to ${STREAMS_MAX}`,
      )
    }
    const limit = checkedLimit(request.limit)
    const now = account.clock.now()
    const matches = compilePattern(request.filterPattern ?? '')
    const prefix = request.logStreamNamePrefix ?? ''
    if (names.length > 0 && prefix !== '')
      throw invalidParameter('logStreamNames and logStreamNamePrefix cannot both be specified.')
    const searched = streamsOf(account, region, group, names).filter(({ name }) => name.startsWith(prefix))
    const streams = searched.map(({ name, events }) => ({
      name,
      events: request.filterPattern === undefined ? events : events.filter(({ message }) => matches(message)),
    }))
    const settings = account.scenario.logs
    return searchPage(streams, request, Math.min(limit, settings.pageEvents), settings.emptyPages, now)
  },
}

function streamsOf(
  account: Account,
  region: string,
  group: string,
  names: readonly string[],
): readonly SearchedStream[] {
  const now = account.clock.now()
  if (!hasGroup(account.logs, region, group)) throw notFound('group')
  if (names.length === 0)
    return readableStreams(account.logs, region, group, now, retentionMs(account, group))
  return names.map((name) => {
    const found = account.logs.get(streamKey({ region, group, stream: name }))
    if (found === undefined || now < found.visibleFrom) throw notFound('stream')
    return { name, events: found.events }
  })
}
