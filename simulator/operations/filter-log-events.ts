import { FilterLogEventsRequest$, type FilterLogEventsRequest } from '@aws-sdk/client-cloudwatch-logs'
import { searchPage } from '../log-search.ts'
import { hasGroup, streamKey } from '../logs.ts'
import { requestShape } from '../request-shape.ts'
import { invalidParameter } from '../service-error.ts'
import { checkedLimit, groupOf, notFound } from './log-requests.ts'
import type { Operation } from './operation.ts'

const STREAMS_MAX = 100

/** Of streams that are named, and without a pattern: as an action reads the logs of many tasks. */
export const filterLogEvents: Operation<FilterLogEventsRequest> = {
  shape: requestShape(FilterLogEventsRequest$),
  perform: (account, request, { region }) => {
    const group = groupOf(request)
    const names = request.logStreamNames ?? []
    if (!group) throw invalidParameter('A log group must be specified.')
    if (names.length === 0)
      throw invalidParameter('The simulator searches log streams that are named, and no others.')
    if (names.length > STREAMS_MAX) {
      throw invalidParameter(
        `1 validation error detected: Value at 'logStreamNames' failed to satisfy constraint: ` +
          `Member must have length less than or equal to ${STREAMS_MAX}`,
      )
    }
    const limit = checkedLimit(request.limit)
    const now = account.clock.now()
    const streams = names.map((name) => {
      const found = account.logs.get(streamKey({ region, group, stream: name }))
      if (found === undefined && !hasGroup(account.logs, region, group)) throw notFound('group')
      if (found === undefined || now < found.visibleFrom) throw notFound('stream')
      return { name, events: found.events }
    })
    const settings = account.scenario.logs
    return searchPage(streams, request, Math.min(limit, settings.pageEvents), settings.emptyPages, now)
  },
}
