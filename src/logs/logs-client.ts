import type { CloudWatchLogsClient, FilteredLogEvent, OutputLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import { asAwsError } from '../ecs/aws-error.js'
import { clientSettings, type CredentialsProvider } from '../ecs/client-settings.js'
import { renewExpired } from '../ecs/credentials/renewal.js'
import type { LogSource } from './log-source.js'
import { takeEvents } from './raw-events.js'

/** Loaded when there is a log to read, while the task runs, and not before the first call of the step. */
const loadSdk = async () => import('@aws-sdk/client-cloudwatch-logs')

export interface LogPage {
  readonly events: readonly OutputLogEvent[]
  readonly nextToken: string
}

/** Reads one page forward: from the token, else from `startTime` (ms since the epoch), else from the head. Throws an `AwsError`. */
export type ReadPage = (
  source: LogSource,
  from: { readonly token?: string; readonly startTime?: number },
  abortSignal: AbortSignal,
) => Promise<LogPage>

export interface LogGroup {
  readonly region: string
  readonly group: string
}

/** Streams of one log group, and from when on (ms since the epoch); the token leads to the next page of what was found. */
export interface Search extends LogGroup {
  /** At most a hundred; all of them must exist (API reference, FilterLogEvents). */
  readonly streams: readonly string[]
  readonly startTime: number
  readonly token?: string | undefined
}

export interface FoundPage {
  /** Oldest first, each with its stream. */
  readonly events: readonly FilteredLogEvent[]
  /** Absent where all was found. */
  readonly nextToken?: string | undefined
}

/** Finds a page of the events of several streams. Throws an `AwsError`. */
export type SearchPage = (search: Search, abortSignal: AbortSignal) => Promise<FoundPage>

export interface Logs {
  readonly readPage: ReadPage
  readonly searchPage: SearchPage
}

/** One client for each Region that a log group is in. */
export function openLogs(credentials: CredentialsProvider): Logs {
  const clients = new Map<string, Promise<CloudWatchLogsClient>>()
  const clientFor = async (region: string): Promise<CloudWatchLogsClient> => {
    const client = clients.get(region) ?? createClient(region, credentials)
    clients.set(region, client)
    return client
  }
  return {
    readPage: async ({ group, stream, region }, { token, startTime }, abortSignal) => {
      const client = await clientFor(region)
      const { GetLogEventsCommand } = await loadSdk()
      const command = new GetLogEventsCommand({
        logGroupName: group,
        logStreamName: stream,
        // Needed with a forward token too (API reference, GetLogEvents).
        startFromHead: true,
        ...(token !== undefined && { nextToken: token }),
        ...(startTime !== undefined && { startTime }),
      })
      const events = takeEvents(command)
      try {
        const { nextForwardToken = '' } = await client.send(command, { abortSignal })
        return { events: events(), nextToken: nextForwardToken }
      } catch (error) {
        throw asAwsError('GetLogEvents', error, { service: 'logs' })
      }
    },
    searchPage: async ({ region, group, streams, startTime, token }, abortSignal) => {
      const client = await clientFor(region)
      const { FilterLogEventsCommand } = await loadSdk()
      const command = new FilterLogEventsCommand({
        logGroupName: group,
        logStreamNames: [...streams],
        startTime,
        ...(token !== undefined && { nextToken: token }),
      })
      const events = takeEvents(command)
      try {
        const { nextToken } = await client.send(command, { abortSignal })
        return { events: events(), nextToken }
      } catch (error) {
        throw asAwsError('FilterLogEvents', error, { service: 'logs' })
      }
    },
  }
}

async function createClient(region: string, credentials: CredentialsProvider): Promise<CloudWatchLogsClient> {
  const { CloudWatchLogsClient } = await loadSdk()
  const client = new CloudWatchLogsClient({ ...clientSettings({ region, credentials }), maxAttempts: 1 })
  // It copies every page, to log it to nobody.
  client.middlewareStack.remove('loggerMiddleware')
  client.middlewareStack.use(renewExpired(client.config.credentials))
  return client
}
