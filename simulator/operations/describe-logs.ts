import {
  DescribeLogGroupsRequest$,
  DescribeLogStreamsRequest$,
  type DescribeLogGroupsRequest,
  type DescribeLogStreamsRequest,
} from '@aws-sdk/client-cloudwatch-logs'
import { hasGroup, splitStreamKey, type LogStream, type StreamName } from '../logs.ts'
import type { Account } from '../model.ts'
import { requestShape } from '../request-shape.ts'
import { invalidParameter } from '../service-error.ts'
import { groupOf, notFound } from './log-requests.ts'
import type { Operation } from './operation.ts'
import { readPageOf } from './pages.ts'

/** API reference, DescribeLogGroups and DescribeLogStreams: 50 a page, unless fewer are asked for. */
const DESCRIBED_MAX = 50

export const describeLogGroups: Operation<DescribeLogGroupsRequest> = {
  shape: requestShape(DescribeLogGroupsRequest$),
  perform: (account, { logGroupNamePrefix = '', logGroupNamePattern = '', nextToken, limit }, { region }) => {
    const created = new Map<string, number>()
    for (const { group, visibleFrom } of streamsOf(account, region)) {
      created.set(group, Math.min(created.get(group) ?? Infinity, visibleFrom))
    }
    const groups = [...created]
      .filter(([group]) => group.startsWith(logGroupNamePrefix))
      .filter(([group]) => group.toLowerCase().includes(logGroupNamePattern.toLowerCase()))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([group, creationTime]) => ({
        logGroupName: group,
        creationTime,
        metricFilterCount: 0,
        arn: `${groupArn(account, region, group)}:*`,
        logGroupArn: groupArn(account, region, group),
        storedBytes: 0,
        logGroupClass: 'STANDARD',
      }))
    const { items, next } = readPageOf(groups, nextToken, Math.min(limit ?? DESCRIBED_MAX, DESCRIBED_MAX))
    return { logGroups: items, ...next }
  },
}

export const describeLogStreams: Operation<DescribeLogStreamsRequest> = {
  shape: requestShape(DescribeLogStreamsRequest$),
  perform: (account, request, { region }) => {
    const { logStreamNamePrefix = '', orderBy, descending = false, nextToken, limit } = request
    const group = groupOf(request)
    if (!group) throw invalidParameter('A log group must be specified.')
    if (!hasGroup(account.logs, region, group)) throw notFound('group')
    if (orderBy === 'LastEventTime' && logStreamNamePrefix !== '')
      throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
    const streams = streamsOf(account, region)
      .filter((stream) => stream.group === group && stream.stream.startsWith(logStreamNamePrefix))
      .toSorted((a, b) =>
        orderBy === 'LastEventTime' ? lastTime(a) - lastTime(b) : a.stream < b.stream ? -1 : 1,
      )
      .map(({ stream, events, visibleFrom }) => ({
        logStreamName: stream,
        creationTime: visibleFrom,
        firstEventTimestamp: events[0]?.timestamp,
        lastEventTimestamp: events.at(-1)?.timestamp,
        lastIngestionTime: events.at(-1)?.readableAt,
        uploadSequenceToken: '0',
        arn: `${groupArn(account, region, group)}:log-stream:${stream}`,
        storedBytes: 0,
      }))
    const ordered = descending ? streams.toReversed() : streams
    const { items, next } = readPageOf(ordered, nextToken, Math.min(limit ?? DESCRIBED_MAX, DESCRIBED_MAX))
    return { logStreams: items, ...next }
  },
}

/** The streams of a Region that exist for readers, with the lines that can be read. */
function streamsOf({ logs, clock }: Account, region: string): (StreamName & LogStream)[] {
  const now = clock.now()
  return [...logs]
    .map(([key, stream]) => ({
      ...splitStreamKey(key),
      ...stream,
      events: stream.events.filter(({ readableAt }) => readableAt <= now),
    }))
    .filter((stream) => stream.region === region && stream.visibleFrom <= now)
}

function lastTime({ events, visibleFrom }: LogStream): number {
  return events.at(-1)?.timestamp ?? visibleFrom
}

function groupArn(account: Account, region: string, group: string): string {
  return `arn:aws:logs:${region}:${account.id}:log-group:${group}`
}
