import type { Runtime } from '../runtime/runtime.js'
import { orInterrupted } from '../runtime/interruption.js'
import { openBatchedStreams } from './batched/batched-streams.js'
import { createRateLimit, spaceCalls } from './rate-limit.js'
import { measureLag } from './delivery-lag.js'
import { openReader, type Place } from './log-reader.js'
import type { LogSource } from './log-source.js'
import { type FollowedStream, followStream } from './log-stream.js'
import type { LogEvent, Logs } from './logs-client.js'

/** One call for each every 5 s: a fifth of the lowest quota of any Region. */
const MOST_ALONE = 10
/** Half of the lowest quota of any Region ("CloudWatch Logs quotas": 5 FilterLogEvents a second). */
const BETWEEN_SEARCHES_MS = 400

export type FollowSource = (source: LogSource) => FollowedStream

export interface StreamsOptions {
  readonly logs: Logs
  /** Expected number of streams. */
  readonly streamCount: number
  /** Resolves when stdout has taken them. */
  readonly print: (source: LogSource, events: readonly string[]) => Promise<void>
}

/** Follows each stream with calls of its own if there are few, and in batches for each log group if there are many. */
export function followStreams(
  { logs: { readPage, searchPage }, streamCount, print }: StreamsOptions,
  { console, clock, signal }: Runtime,
): FollowSource {
  const rate = createRateLimit(clock, signal)
  const printEvents = async (source: LogSource, events: readonly LogEvent[]): Promise<void> => {
    const messages = events.map(({ message }) => message)
    // A blocked stdout must not delay an interrupted step.
    await orInterrupted(print(source, messages), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  }
  const followAlone: Parameters<typeof openBatchedStreams>[0]['followAlone'] = (
    source,
    from,
    lag = measureLag(source.createdAt),
  ) =>
    followStream({
      reader: openReader(source, readPage, from ?? beginningOf(source)),
      print: async (events) => printEvents(source, events),
      rate,
      lag,
      clock,
      signal,
    })
  if (streamCount <= MOST_ALONE) return (source) => followAlone(source)

  const spaceSearches = spaceCalls(clock, signal, BETWEEN_SEARCHES_MS)
  const readers = new Map<string, FollowSource>()
  let isRefused = false
  const openReaderOf = ({ region, group }: LogSource): FollowSource =>
    openBatchedStreams({
      group: { region, group },
      searchPage,
      spaceCalls: spaceSearches,
      print: printEvents,
      followAlone,
      onRefusal: ({ message }) => {
        if (isRefused) return
        isRefused = true
        console.line(message)
        console.line(`${streamCount} logs are read one by one, which takes longer.`)
      },
      clock,
      signal,
    })
  return (source) => {
    // Events of a batch are assigned to streams by the stream's name.
    if (source.shared !== undefined) return followAlone(source)
    const key = `${source.region} ${source.group}`
    const reader = readers.get(key) ?? openReaderOf(source)
    readers.set(key, reader)
    return reader(source)
  }
}

/** Start position for this task in a stream of several tasks. */
function beginningOf({ shared }: LogSource): Place | undefined {
  return shared && { startTime: shared.since, shown: new Map() }
}
