import { createHash } from 'node:crypto'
import type { CloudWatchLogsClient, OutputLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import { asAwsError } from '../ecs/aws-error.js'
import { clientSettings, type CredentialsProvider } from '../ecs/client-settings.js'
import { InvalidAnswer } from '../ecs/error-facts.js'
import { renewExpired } from '../ecs/credentials/renewal.js'
import { maskAnswers } from '../ecs/mask-answers.js'
import type { Mask } from '../text/mask.js'
import type { LogSource } from './log-source.js'

/** Loaded with the first log, while the task runs: loading must not delay the first call of the step. */
const loadSdk = async () =>
  import(/* webpackChunkName: "cloudwatch-logs" */ '@aws-sdk/client-cloudwatch-logs')

/** One event of a stream; times are ms since the epoch. */
export interface LogEvent {
  readonly message: string
  /** By the clock of the container's host. */
  readonly timestamp: number
  /** Ingestion time, by CloudWatch's clock. */
  readonly ingestionTime?: number | undefined
}

/** An event that FilterLogEvents returned. */
export interface FoundEvent extends LogEvent {
  readonly stream: string
  readonly eventId: string
}

export interface LogPage {
  readonly events: readonly LogEvent[]
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

/** Streams of one log group and a start time, ms since the epoch; the token selects the next page. */
export interface Search extends LogGroup {
  /** At most a hundred; all of them must exist (API reference, FilterLogEvents). */
  readonly streams: readonly string[]
  readonly startTime: number
  readonly token?: string | undefined
}

export interface FoundPage {
  /** Oldest first, each with its stream. */
  readonly events: readonly FoundEvent[]
  /** Absent on the last page. */
  readonly nextToken?: string | undefined
}

/** Finds a page of the events of several streams. Throws an `AwsError`. */
export type SearchPage = (search: Search, abortSignal: AbortSignal) => Promise<FoundPage>

export interface Logs {
  readonly readPage: ReadPage
  readonly searchPage: SearchPage
}

/** One client for each Region that a log group is in. */
export function openLogs(credentials: CredentialsProvider, mask: Mask): Logs {
  const clients = new Map<string, Promise<CloudWatchLogsClient>>()
  const clientFor = async (region: string): Promise<CloudWatchLogsClient> => {
    const client = clients.get(region) ?? createClient(region, credentials, mask)
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
      return ask('GetLogEvents', async () => {
        const { events, nextForwardToken } = await client.send(command, { abortSignal })
        // Every page has a token. Without one the next read would start again.
        if (typeof nextForwardToken !== 'string') throw new InvalidAnswer('it has no nextForwardToken')
        return { events: eventsIn(events).map(asEvent), nextToken: nextForwardToken }
      })
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
      return ask('FilterLogEvents', async () => {
        const { events, nextToken } = await client.send(command, { abortSignal })
        return {
          events: eventsIn(events).map((event) => ({
            ...asEvent(event),
            stream: event.logStreamName ?? '',
            eventId: event.eventId ?? eventKey(asEvent(event)),
          })),
          nextToken,
        }
      })
    },
  }
}

/** Throws an `AwsError`. */
async function ask<T>(operation: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    throw asAwsError(operation, error, { service: 'logs' })
  }
}

/** A response may have any shape. Events without a text are dropped. */
function eventsIn<T extends OutputLogEvent>(events: readonly T[] = []): (T & { message: string })[] {
  if (!Array.isArray(events)) throw new InvalidAnswer('its events are no list')
  return (events as readonly (T | null)[]).filter(
    (event): event is T & { message: string } => typeof event?.message === 'string',
  )
}

function asEvent({ message, timestamp = 0, ingestionTime }: OutputLogEvent & { message: string }): LogEvent {
  return { message, timestamp, ingestionTime }
}

/** Identifies an event within its stream: GetLogEvents returns no event id. */
export function eventKey({ timestamp, message }: LogEvent): string {
  return `${timestamp} ${createHash('sha256').update(message).digest('base64')}`
}

async function createClient(
  region: string,
  credentials: CredentialsProvider,
  mask: Mask,
): Promise<CloudWatchLogsClient> {
  const { CloudWatchLogsClient } = await loadSdk()
  const client = new CloudWatchLogsClient({ ...clientSettings({ region, credentials }), maxAttempts: 1 })
  client.middlewareStack.use(renewExpired(client.config.credentials))
  client.middlewareStack.use(maskAnswers(mask))
  return client
}
