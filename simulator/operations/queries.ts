import { randomUUID } from 'node:crypto'
import {
  GetQueryResultsRequest$,
  StartQueryRequest$,
  StopQueryRequest$,
  type GetQueryResultsRequest,
  type StartQueryRequest,
  type StopQueryRequest,
} from '@aws-sdk/client-cloudwatch-logs'
import { compileQuery } from '../insights/run-query.ts'
import { retentionMs } from '../insights/performance-events.ts'
import { hasGroup, readableStreams } from '../logs.ts'
import type { Account, QueryRecord } from '../model.ts'
import { requestShape } from '../request-shape.ts'
import { invalidParameter, ServiceError } from '../service-error.ts'
import { notFound } from './log-requests.ts'
import type { Operation } from './operation.ts'

/** Its events are read when it starts; how long it takes is the scenario's. */
export const startQuery: Operation<StartQueryRequest> = {
  shape: requestShape(StartQueryRequest$),
  perform: (account, request, { region }) => {
    const groups = [
      ...(request.logGroupName === undefined ? [] : [request.logGroupName]),
      ...(request.logGroupNames ?? []),
      ...(request.logGroupIdentifiers ?? []).map((identifier) => identifier.replace(/^.*:log-group:/, '')),
    ]
    if (groups.length === 0) throw invalidParameter('A log group must be specified.')
    const query = compileQuery(request.queryString ?? '')
    const { startTime = 0, endTime = 0 } = request
    if (endTime < startTime) throw invalidParameter('Query start time must be before its end time.')
    if (groups.some((group) => !hasGroup(account.logs, region, group))) throw notFound('group')
    const now = account.clock.now()
    const events = groups
      .flatMap((group) => readableStreams(account.logs, region, group, now, retentionMs(account, group)))
      .flatMap((stream) => stream.events)
      .filter(({ timestamp }) => timestamp >= startTime * 1000 && timestamp <= endTime * 1000)
    const queryId = randomUUID()
    account.queries.set(queryId, {
      rows: query.run(events).slice(0, request.limit ?? Infinity),
      completeAt: now + account.scenario.logs.queryMs,
      stopped: false,
    })
    return { queryId }
  },
}

export const getQueryResults: Operation<GetQueryResultsRequest> = {
  shape: requestShape(GetQueryResultsRequest$),
  perform: (account, { queryId = '' }) => {
    const query = find(account, queryId)
    const complete = account.clock.now() >= query.completeAt
    const status = query.stopped ? 'Cancelled' : complete ? 'Complete' : 'Running'
    return {
      results: status === 'Complete' ? query.rows : [],
      statistics: { recordsMatched: query.rows.length, recordsScanned: query.rows.length, bytesScanned: 0 },
      status,
    }
  },
}

export const stopQuery: Operation<StopQueryRequest> = {
  shape: requestShape(StopQueryRequest$),
  perform: (account, { queryId = '' }) => {
    const query = find(account, queryId)
    if (query.stopped || account.clock.now() >= query.completeAt) {
      throw invalidParameter('Query already ended with status: Complete')
    }
    query.stopped = true
    return { success: true }
  },
}

function find({ queries }: Account, queryId: string): QueryRecord {
  const query = queries.get(queryId)
  if (query === undefined) {
    throw new ServiceError('ResourceNotFoundException', `Query with id ${queryId} does not exist.`)
  }
  return query
}
