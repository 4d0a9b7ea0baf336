import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  type OutputLogEvent,
} from '@aws-sdk/client-cloudwatch-logs'
import { AwsError } from '../ecs/aws-error.js'
import type { LogSource } from './log-source.js'

const CONNECT_TIMEOUT_MS = 5_000
const ANSWER_TIMEOUT_MS = 6_000

export interface LogPage {
  readonly events: readonly OutputLogEvent[]
  readonly nextToken: string
}

/** Reads one page forward: from the token, else from `startTime` (ms since the epoch), else from the head. Throws an `AwsError`. */
export type ReadPage = (
  source: LogSource,
  from: { readonly token?: string; readonly startTime?: number },
) => Promise<LogPage>

/** One client for each Region that a log group is in. */
export function openLogs(): ReadPage {
  const clients = new Map<string, CloudWatchLogsClient>()
  const clientFor = (region: string): CloudWatchLogsClient => {
    const client = clients.get(region) ?? createClient(region)
    clients.set(region, client)
    return client
  }
  return async ({ group, stream, region }, { token, startTime }) => {
    const request = {
      logGroupName: group,
      logStreamName: stream,
      // Needed with a forward token too (API reference, GetLogEvents).
      startFromHead: true,
      ...(token !== undefined && { nextToken: token }),
      ...(startTime !== undefined && { startTime }),
    }
    try {
      const { events = [], nextForwardToken = '' } = await clientFor(region).send(
        new GetLogEventsCommand(request),
      )
      return { events, nextToken: nextForwardToken }
    } catch (error) {
      throw new AwsError('GetLogEvents', error, 'logs')
    }
  }
}

function createClient(region: string): CloudWatchLogsClient {
  return new CloudWatchLogsClient({
    region,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: ANSWER_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  })
}
