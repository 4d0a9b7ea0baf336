import { AwsError } from '../ecs/aws-error.js'
import type { LogSource } from './log-source.js'
import { eventKey, type LogEvent, type LogPage, type ReadPage } from './logs-client.js'

/** Reads one stream forward, each event once. */
export interface LogReader {
  /** The new events, and whether more can be read now. Throws an `AwsError`. */
  readonly read: (
    signal: AbortSignal,
  ) => Promise<{ readonly events: readonly LogEvent[]; readonly more: boolean }>
}

/** A start position: ms since the epoch, and for each later event, by its key, how often it was printed already. */
export interface Place {
  readonly startTime: number
  readonly shown: ReadonlyMap<string, number>
}

/**
 * Keeps its position by CloudWatch's forward token, not by time: many events may share one millisecond. A token expires
 * after 24 hours. When it expires on an idle stream, the position is restored from the time of the last event and the
 * number of events of that millisecond that were read already.
 */
export function openReader(source: LogSource, readPage: ReadPage, place?: Place): LogReader {
  /** Start position; all pages of one read must repeat it. */
  let from: Parameters<ReadPage>[1] = place && place.startTime > 0 ? { startTime: place.startTime } : {}
  const shown = new Map(place?.shown)
  let last = { timestamp: place?.startTime ?? 0, count: 0 }
  /** Events of the last event's millisecond that were read before the token expired. */
  let toSkip = 0

  const takeNew = (event: LogEvent): boolean => {
    const { timestamp } = event
    const together = timestamp === last.timestamp
    if (together && toSkip > 0) {
      toSkip--
      return false
    }
    toSkip = 0
    last = { timestamp, count: together ? last.count + 1 : 1 }
    if (shown.size === 0) return true
    const key = eventKey(event)
    const times = shown.get(key)
    if (times === undefined) return true
    if (times > 1) shown.set(key, times - 1)
    else shown.delete(key)
    return false
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
      // At the end of a stream GetLogEvents returns the token that was sent (API reference). A page before the end may be
      // empty.
      const more = nextToken !== from.token
      from = { ...from, token: nextToken }
      return { events: events.filter(takeNew), more }
    },
  }
}

function isExpiredToken(error: unknown): boolean {
  return error instanceof AwsError && error.exception === 'InvalidParameterException'
}
