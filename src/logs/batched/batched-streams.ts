import { AwsError } from '../../ecs/aws-error.js'
import type { DeliveryLag } from '../delivery-lag.js'
import type { Place } from '../log-reader.js'
import type { LogSource } from '../log-source.js'
import { cutShort, type FollowedStream, unreadable } from '../log-stream.js'
import { BUSY_INTERVAL_MS, IDLE_INTERVAL_MS, INTERVAL_GROWTH, LAST_READ_MS } from '../poll-intervals.js'
import { type BatchedStream, createBatchedStream } from './batched-stream.js'
import { filterLogEvents, type FilterOptions } from './filter-log-events.js'

/** Retries before the missing stream of a search is identified. */
const MOST_ABSENCES = 3
/** After this many failed rounds of FilterLogEvents, GetLogEvents is used instead. */
const MOST_FAILED_ROUNDS = 5

/** Limit of FilterLogEvents (API reference). */
const MOST_STREAMS_PER_SEARCH = 100
/**
 * A search starts at the earliest start time of its streams, and finds again what the other streams have printed since.
 * Streams whose start times differ by more than this are searched separately.
 */
const MOST_APART_MS = 60_000

export interface BatchOptions extends FilterOptions {
  /** Reads one stream with calls of its own, from this position. */
  readonly followAlone: (source: LogSource, from?: Place, lag?: DeliveryLag) => FollowedStream
  /** Called when FilterLogEvents is denied or keeps failing; then every stream is read alone. */
  readonly onRefusal: (error: AwsError) => void
  readonly signal: AbortSignal
}

/**
 * Follows many streams of one log group, up to 100 a call: one call for each would take too long. Prints each event
 * once, and those of a stream in order. A stream with many events leaves the batch and is read alone from its position.
 */
export function openBatchedStreams(tools: BatchOptions): (source: LogSource) => FollowedStream {
  const { followAlone, onRefusal, clock, signal } = tools
  const streams = new Set<BatchedStream>()
  let wakeUp = new AbortController()
  let isFollowing = false
  let failedRounds = 0
  let lastFailure: AwsError | undefined

  const readAlone = (stream: BatchedStream): void => {
    stream.handOver((from, lag) => followAlone(stream.source, from, lag))
  }

  const readAllAlone = (why: AwsError): void => {
    onRefusal(why)
    streams.forEach(readAlone)
  }

  /** Reads the new events of these streams. True if there were any, or if the next search should follow soon. */
  const read = async (among: readonly BatchedStream[]): Promise<boolean> => {
    const group = among.filter((stream) => streams.has(stream))
    if (group.length === 0) return false
    try {
      const { busy, hadLines } = await filterLogEvents(group, tools, signal)
      failedRounds = 0
      busy.forEach(readAlone)
      // The other streams are searched again without the busy ones.
      if (busy.length > 0) return true
      for (const { end, finish } of group)
        if (end.isReached()) finish(end.isCutShort() ? cutShort() : undefined)
      return hadLines
    } catch (error) {
      if (signal.aborted) return false
      if (!(error instanceof AwsError)) throw error
      if (error.exception === 'ResourceNotFoundException') return waitForAbsent(group, error)
      if (error.explanation.retry === 'never') readAllAlone(error)
      lastFailure = error
      // A failed call does not mean that the stream is idle.
      for (const { end, finish } of group) if (end.isGivenUp()) finish(unreadable(error))
      return false
    }
  }

  /** FilterLogEvents fails if one stream is missing: waits for the stream, then bisects the group to find it. */
  const waitForAbsent = async (group: readonly BatchedStream[], error: AwsError): Promise<boolean> => {
    failedRounds = 0
    if (/log group/i.test(error.message)) {
      const startedAt = clock.now()
      for (const { end, finish } of group) {
        end.recordRead({ startedAt, hadLines: false, lagMs: 0 })
        if (end.isReached()) finish(unreadable(error))
      }
      return true
    }
    for (const { recordAbsence } of group) recordAbsence()
    if (group.every(({ absences }) => absences() <= MOST_ABSENCES)) return true
    if (group.length === 1) {
      group.forEach(readAlone)
      return true
    }
    const half = Math.ceil(group.length / 2)
    await read(group.slice(0, half))
    await read(group.slice(half))
    return true
  }

  const pause = async (idleMs: number): Promise<void> => {
    wakeUp = new AbortController()
    const dueInMs = Math.min(...[...streams].map(({ end }) => end.dueInMs()))
    const ms = dueInMs < Infinity ? Math.min(BUSY_INTERVAL_MS, dueInMs || BUSY_INTERVAL_MS) : idleMs
    await clock.sleep(ms, AbortSignal.any([signal, wakeUp.signal])).catch(() => undefined)
  }

  const follow = async (): Promise<void> => {
    // Streams that are added together are read together.
    await Promise.resolve()
    let intervalMs = BUSY_INTERVAL_MS
    while (streams.size > 0 && !signal.aborted) {
      let isBusy = false
      failedRounds += 1
      for (const group of groupStreams(streams)) isBusy = (await read(group)) || isBusy
      if (failedRounds > MOST_FAILED_ROUNDS && lastFailure !== undefined) readAllAlone(lastFailure)
      intervalMs = isBusy ? BUSY_INTERVAL_MS : Math.min(intervalMs * INTERVAL_GROWTH, IDLE_INTERVAL_MS)
      if (streams.size > 0) await pause(intervalMs)
    }
    if (signal.aborted) await readForTheLastTime()
    isFollowing = false
  }

  /** After an interruption: prints the events that can be read now. */
  const readForTheLastTime = async (): Promise<void> => {
    const timeUp = AbortSignal.timeout(LAST_READ_MS)
    await Promise.allSettled(
      groupStreams(streams).map(async (group) => filterLogEvents(group, tools, timeUp)),
    )
    for (const { finish } of streams) finish()
  }

  return (source) => {
    const stream = createBatchedStream(source, {
      clock,
      onStop: () => {
        wakeUp.abort()
      },
      onLeave: () => streams.delete(stream),
    })
    streams.add(stream)
    wakeUp.abort()
    if (!isFollowing) {
      isFollowing = true
      follow().catch((error: unknown) => {
        isFollowing = false
        for (const { finish } of streams) finish(unreadable(error))
      })
    }
    return stream.followed
  }
}

/**
 * Groups streams for searches. Streams without a printed line are searched from the head, in groups of their own: their
 * search finds no event twice.
 */
export function groupStreams(streams: Iterable<BatchedStream>): BatchedStream[][] {
  const ordered = [...streams].sort((a, b) => a.searchFrom() - b.searchFrom())
  const groups: BatchedStream[][] = []
  for (const stream of ordered) {
    const group = groups.at(-1)
    if (group !== undefined && fits(group, stream)) group.push(stream)
    else groups.push([stream])
  }
  return groups
}

function fits(group: readonly BatchedStream[], stream: BatchedStream): boolean {
  const [first] = group
  if (first === undefined || group.length >= MOST_STREAMS_PER_SEARCH) return false
  // A stream without a line starts at 0, so it is in another group than the others.
  return stream.searchFrom() - first.searchFrom() <= MOST_APART_MS
}
