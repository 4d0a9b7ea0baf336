import type { OutputLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import { AwsError } from '../ecs/aws-error.js'
import type { LogSource } from './log-source.js'
import type { ReadPage } from './logs-client.js'

/** Reads one stream forward, every event once. */
export interface LogReader {
  /** The events that are new, and whether more may be waiting right behind them. Throws an `AwsError`. */
  readonly read: (
    signal: AbortSignal,
  ) => Promise<{ readonly events: readonly string[]; readonly more: boolean }>
}

/**
 * Keeps the place by CloudWatch's forward token, never by time: events of one millisecond are many. A token lives for
 * 24 hours; when a quiet stream has outlived it, the place is found again by the time of the last event and the number
 * of events of that millisecond that were read already.
 */
export function openReader(source: LogSource, readPage: ReadPage): LogReader {
  let token: string | undefined
  let last = { timestamp: 0, count: 0 }

  const remember = (events: readonly OutputLogEvent[]): void => {
    for (const { timestamp = 0 } of events) {
      last = timestamp === last.timestamp ? { timestamp, count: last.count + 1 } : { timestamp, count: 1 }
    }
  }
  const findPlaceAgain = async (
    signal: AbortSignal,
  ): Promise<{ events: readonly OutputLogEvent[]; nextToken: string }> => {
    let toSkip = last.count
    const page = await readPage(source, { startTime: last.timestamp }, signal)
    const events = page.events.filter(({ timestamp }) => timestamp !== last.timestamp || --toSkip < 0)
    return { events, nextToken: page.nextToken }
  }

  return {
    read: async (signal) => {
      const sent = token
      const page = await readPage(source, sent === undefined ? {} : { token: sent }, signal).catch(
        async (error: unknown) => {
          if (sent !== undefined && isExpiredToken(error)) return findPlaceAgain(signal)
          throw error
        },
      )
      remember(page.events)
      token = page.nextToken
      // The end of a stream is told by the token that was sent coming back (API reference, GetLogEvents).
      return {
        events: page.events.map(({ message = '' }) => message),
        // A page on the way there may be empty.
        more: page.nextToken !== sent,
      }
    },
  }
}

function isExpiredToken(error: unknown): boolean {
  return error instanceof AwsError && error.exception === 'InvalidParameterException'
}
