import type { OutputLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import { AwsError } from '../ecs/aws-error.js'
import type { LogSource } from './log-source.js'
import type { LogPage, ReadPage } from './logs-client.js'

/** Reads one stream forward, every event once. */
export interface LogReader {
  /** The events that are new, and whether more may be waiting right behind them. Throws an `AwsError`. */
  readonly read: (
    signal: AbortSignal,
  ) => Promise<{ readonly events: readonly string[]; readonly more: boolean }>
}

/** The last event that was read, and how many of its millisecond were; times are ms since the epoch. */
export interface Place {
  readonly timestamp: number
  readonly count: number
}

/**
 * Keeps the place by CloudWatch's forward token, never by time: events of one millisecond are many. A token lives for
 * 24 hours; when a quiet stream has outlived it, the place is found again by the time of the last event and the number
 * of events of that millisecond that were read already.
 */
export function openReader(source: LogSource, readPage: ReadPage, place?: Place): LogReader {
  /** Where to go on; every call of a walk through pages repeats what it began with. */
  let from: Parameters<ReadPage>[1] = place ? { startTime: place.timestamp } : {}
  let last = place ?? { timestamp: 0, count: 0 }
  /** So many events of the last one's millisecond were read before the place was lost. */
  let toSkip = last.count

  const isNew = ({ timestamp = 0 }: OutputLogEvent): boolean => {
    const together = timestamp === last.timestamp
    if (together && toSkip > 0) {
      toSkip--
      return false
    }
    toSkip = 0
    last = { timestamp, count: together ? last.count + 1 : 1 }
    return true
  }

  const readOn = async (signal: AbortSignal): Promise<LogPage> => {
    try {
      return await readPage(source, from, signal)
    } catch (error) {
      if (from.token === undefined || !isExpiredToken(error)) throw error
      toSkip = last.count
      from = { startTime: last.timestamp }
      return readPage(source, from, signal)
    }
  }

  return {
    read: async (signal) => {
      const { events, nextToken } = await readOn(signal)
      // The end of a stream is told by the token that was sent coming back (API reference, GetLogEvents); a page on the
      // way there may be empty.
      const more = nextToken !== from.token
      from = { ...from, token: nextToken }
      return { events: events.filter(isNew).map(({ message = '' }) => message), more }
    },
  }
}

function isExpiredToken(error: unknown): boolean {
  return error instanceof AwsError && error.exception === 'InvalidParameterException'
}
