import { GetLogEventsRequest$, type GetLogEventsRequest } from '@aws-sdk/client-cloudwatch-logs'
import { readPage } from '../log-pages.ts'
import { hasGroup, streamKey } from '../logs.ts'
import { requestShape } from '../request-shape.ts'
import { invalidParameter } from '../service-error.ts'
import { checkedLimit, groupOf, notFound } from './log-requests.ts'
import type { Operation } from './operation.ts'

export const getLogEvents: Operation<GetLogEventsRequest> = {
  shape: requestShape(GetLogEventsRequest$),
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
