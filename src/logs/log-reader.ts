import { AwsError } from '../ecs/aws-error.js'
import type { LogSource } from './log-source.js'
import { eventKey, type LogEvent, type LogPage, type ReadPage } from './logs-client.js'

/** Reads one stream forward, every event once. */
export interface LogReader {
  /** The events that are new, and whether more may be waiting right behind them. Throws an `AwsError`. */
  readonly read: (
    signal: AbortSignal,
  ) => Promise<{ readonly events: readonly LogEvent[]; readonly more: boolean }>
}

/** Where a stream is to be read from: ms since the epoch, and how often each event from there on was shown already, by its key. */
export interface Place {
  readonly startTime: number
  readonly shown: ReadonlyMap<string, number>
}

/**
 * Keeps the place by CloudWatch's forward token, never by time: events of one millisecond are many. A token lives for
 * 24 hours; when an idle stream has outlived it, the place is found again by the time of the last event and the number
 * of events of that millisecond that were read already.
 */
export function openReader(source: LogSource, readPage: ReadPage, place?: Place): LogReader {
  /** Where to go on; every call of a walk through pages repeats what it began with. */
  let from: Parameters<ReadPage>[1] = place && place.startTime > 0 ? { startTime: place.startTime } : {}
  const shown = new Map(place?.shown)
  let last = { timestamp: place?.startTime ?? 0, count: 0 }
  /** So many events of the last one's millisecond were read before the place was lost. */
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
      // The end of a stream is told by the token that was sent coming back (API reference, GetLogEvents); a page on the
      // way there may be empty.
      const more = nextToken !== from.token
      from = { ...from, token: nextToken }
      return { events: events.filter(takeNew), more }
    },
  }
}

function isExpiredToken(error: unknown): boolean {
  return error instanceof AwsError && error.exception === 'InvalidParameterException'
}
