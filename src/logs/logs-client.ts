import type { CloudWatchLogsClient, OutputLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import { asAwsError } from '../ecs/aws-error.js'
import { clientSettings, type CredentialsProvider } from '../ecs/client-settings.js'
import { renewExpired } from '../ecs/expired-credentials.js'
import type { LogSource } from './log-source.js'
import { takeEvents } from './plain-events.js'
import { keepHeapSmall } from './small-heap.js'

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

/** One client for each Region that a log group is in. */
export function openLogs(credentials: CredentialsProvider): ReadPage {
  const clients = new Map<string, Promise<CloudWatchLogsClient>>()
  const clientFor = async (region: string): Promise<CloudWatchLogsClient> => {
    const client = clients.get(region) ?? createClient(region, credentials)
    clients.set(region, client)
    return client
  }
  return async ({ group, stream, region }, { token, startTime }, abortSignal) => {
    const request = {
      logGroupName: group,
      logStreamName: stream,
      // Needed with a forward token too (API reference, GetLogEvents).
      startFromHead: true,
      ...(token !== undefined && { nextToken: token }),
      ...(startTime !== undefined && { startTime }),
    }
    const client = await clientFor(region)
    try {
      const { GetLogEventsCommand } = await loadSdk()
      const command = new GetLogEventsCommand(request)
      const events = takeEvents(command)
      const { nextForwardToken = '' } = await client.send(command, { abortSignal })
      return { events: events(), nextToken: nextForwardToken }
    } catch (error) {
      throw asAwsError('GetLogEvents', error, { service: 'logs' })
    }
  }
}

async function createClient(region: string, credentials: CredentialsProvider): Promise<CloudWatchLogsClient> {
  keepHeapSmall()
  const { CloudWatchLogsClient } = await loadSdk()
  const client = new CloudWatchLogsClient({ ...clientSettings({ region, credentials }), maxAttempts: 1 })
  // It copies every page, to log it to nobody.
  client.middlewareStack.remove('loggerMiddleware')
  client.middlewareStack.use(renewExpired(client.config.credentials))
  return client
}
