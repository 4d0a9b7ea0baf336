import type { Runtime } from '../runtime/runtime.js'
import { openBatchedStreams } from './batched/batched-streams.js'
import { openReader, type Place } from './log-reader.js'
import type { LogSource } from './log-source.js'
import { type FollowedStream, followStream } from './log-stream.js'
import type { Logs } from './logs-client.js'
import { spaceCalls, createRateLimit } from './rate-limit.js'

/** Every five seconds one call for each of them: a fifth of what an account may ask in the slowest Regions. */
const MOST_ALONE = 10
/** Half of what an account may ask in the slowest Regions ("CloudWatch Logs quotas": 5 FilterLogEvents a second). */
const BETWEEN_SEARCHES_MS = 400

export type FollowSource = (source: LogSource) => FollowedStream

export interface StreamsOptions {
  readonly logs: Logs
  /** How many there will be. */
  readonly streamCount: number
  /** Resolves when whoever reads the log has taken them. */
  readonly print: (source: LogSource, events: readonly string[]) => Promise<void>
}

/** Follows each stream by itself where they are few, and together with the others of its log group where they are many. */
export function followStreams(
  { logs: { readPage, searchPage }, streamCount, print }: StreamsOptions,
  { console, clock, signal }: Runtime,
): FollowSource {
  const turns = createRateLimit(clock, signal)
  const followAlone = (source: LogSource, from?: Place): FollowedStream =>
    followStream({
      reader: openReader(source, readPage, from ?? beginningOf(source)),
      print: async (events) => print(source, events),
      turns,
      clock,
      signal,
    })
  if (streamCount <= MOST_ALONE) return (source) => followAlone(source)

  const takeTurn = spaceCalls(clock, signal, BETWEEN_SEARCHES_MS)
  const crowds = new Map<string, FollowSource>()
  let isRefused = false
  const openCrowdOf = ({ region, group }: LogSource): FollowSource =>
    openBatchedStreams({
      group: { region, group },
      searchPage,
      takeTurn,
      print,
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
    // Streams that are read together are told apart by their names.
    if (source.shared !== undefined) return followAlone(source)
    const key = `${source.region} ${source.group}`
    const crowd = crowds.get(key) ?? openCrowdOf(source)
    crowds.set(key, crowd)
    return crowd(source)
  }
}

/** Where a stream of several tasks begins for this one. */
function beginningOf({ shared }: LogSource): Place | undefined {
  return shared && { timestamp: shared.since, count: 0 }
}
