import { AwsError } from '../../ecs/aws-error.js'
import { createBatchedStream, type BatchedStream } from './batched-stream.js'
import type { Place } from '../log-reader.js'
import type { LogSource } from '../log-source.js'
import type { FollowedStream } from '../log-stream.js'
import { BUSY_INTERVAL_MS, LAST_READ_MS, IDLE_INTERVAL_MS, INTERVAL_GROWTH } from '../poll-intervals.js'
import { OVERLAP_MS, filterLogEvents, type FilterOptions } from './filter-log-events.js'

/** API reference, FilterLogEvents. */
const MOST_STREAMS_PER_SEARCH = 100
/** So often streams that are not there yet are waited for, before they are told from those that are. */
const MOST_ABSENCES = 3
/** After so many rounds without any answer to a search, GetLogEvents may be the one that answers. */
const MOST_FAILED_ROUNDS = 5

export interface BatchOptions extends FilterOptions {
  /** Reads one stream by itself, on from this place. */
  readonly followAlone: (source: LogSource, from: Place | undefined) => FollowedStream
  /** Told when CloudWatch does not search, for good or for long; then every stream is read alone. */
  readonly onRefusal: (error: AwsError) => void
  readonly signal: AbortSignal
}

/**
 * Follows many streams of one log group, a hundred a call, where one call for each would take too long: every event
 * once, and those of a stream in their order. A stream with much to show leaves, and is read alone from where it is.
 */
export function openBatchedStreams(tools: BatchOptions): (source: LogSource) => FollowedStream {
  const { followAlone, onRefusal, clock, signal } = tools
  const members = new Set<BatchedStream>()
  let bell = new AbortController()
  let isFollowing = false
  let newestAt = 0
  let failedRounds = 0
  let lastFailure: AwsError | undefined

  const readAlone = (member: BatchedStream): void => {
    member.handOver((from) => followAlone(member.source, from))
  }

  const readAllAlone = (why: AwsError): void => {
    onRefusal(why)
    members.forEach(readAlone)
  }

  /** Reads what these streams have to show. True where that was something, or is to be asked for soon again. */
  const read = async (among: readonly BatchedStream[]): Promise<boolean> => {
    const part = among.filter((member) => members.has(member))
    if (part.length === 0) return false
    try {
      const found = await filterLogEvents(part, tools, signal)
      failedRounds = 0
      found.busy.forEach(readAlone)
      // The others are searched again without those.
      if (found.busy.length > 0) return true
      newestAt = Math.max(newestAt, found.newestAt)
      for (const { goOnFrom, isReadToEnd, finish } of part) {
        // Silent streams keep up with the others, so that any of them can be searched together.
        goOnFrom(Math.min(newestAt, found.readAt) - OVERLAP_MS)
        if (isReadToEnd(found.readAt)) finish()
      }
      return found.hadLines
    } catch (error) {
      if (signal.aborted) return false
      if (!(error instanceof AwsError)) throw error
      if (error.exception === 'ResourceNotFoundException') return waitForAbsent(part, error)
      if (error.explanation.retry === 'never') readAllAlone(error)
      lastFailure = error
      // A stream is not quiet because CloudWatch does not answer.
      for (const { end, finish } of part) if (end.isGivenUp(clock.now())) finish(error.message)
      return false
    }
  }

  /** A stream that is not there yet hides all others of its search: waits for it, and then looks for the one that it is. */
  const waitForAbsent = async (part: readonly BatchedStream[], error: AwsError): Promise<boolean> => {
    failedRounds = 0
    if (/log group/i.test(error.message)) {
      for (const { end, finish } of part) if (end.isReached(clock.now(), false)) finish(error.message)
      return true
    }
    const absences = part.map(({ countAbsence }) => countAbsence())
    if (Math.max(...absences) <= MOST_ABSENCES) return true
    if (part.length === 1) {
      part.forEach(readAlone)
      return true
    }
    const half = Math.ceil(part.length / 2)
    await read(part.slice(0, half))
    await read(part.slice(half))
    return true
  }

  const pause = async (quietMs: number): Promise<void> => {
    bell = new AbortController()
    const dueInMs = Math.min(...[...members].map(({ end }) => end.dueInMs()))
    const ms = dueInMs < Infinity ? Math.min(BUSY_INTERVAL_MS, dueInMs || BUSY_INTERVAL_MS) : quietMs
    await clock.sleep(ms, AbortSignal.any([signal, bell.signal])).catch(() => undefined)
  }

  const follow = async (): Promise<void> => {
    // Those that come together are read together.
    await Promise.resolve()
    let pauseMs = BUSY_INTERVAL_MS
    while (members.size > 0 && !signal.aborted) {
      let isBusy = false
      failedRounds += 1
      for (const part of parts(members)) isBusy = (await read(part)) || isBusy
      if (failedRounds > MOST_FAILED_ROUNDS && lastFailure !== undefined) readAllAlone(lastFailure)
      pauseMs = isBusy ? BUSY_INTERVAL_MS : Math.min(pauseMs * INTERVAL_GROWTH, IDLE_INTERVAL_MS)
      if (members.size > 0) await pause(pauseMs)
    }
    if (signal.aborted) await readForTheLastTime()
    isFollowing = false
  }

  /** The step was interrupted: what is there already is still shown. */
  const readForTheLastTime = async (): Promise<void> => {
    const timeUp = AbortSignal.timeout(LAST_READ_MS)
    await Promise.allSettled(parts(members).map(async (part) => filterLogEvents(part, tools, timeUp)))
    for (const { finish } of members) finish()
  }

  return (source) => {
    const member = createBatchedStream(source, {
      clock,
      onStop: () => {
        bell.abort()
      },
      onLeave: () => members.delete(member),
    })
    members.add(member)
    bell.abort()
    if (!isFollowing) {
      isFollowing = true
      const following = follow()
      following.catch(() => {
        isFollowing = false
        for (const { finish } of members) finish(following.then(() => undefined))
      })
    }
    return member.followed
  }
}

/** Those that can be searched together: streams nobody has read yet would have all the others searched from the head. */
function parts(members: ReadonlySet<BatchedStream>): BatchedStream[][] {
  const fresh = [...members].filter(({ since }) => since() === 0)
  const known = [...members].filter(({ since }) => since() > 0)
  return [fresh, known].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / MOST_STREAMS_PER_SEARCH) }, (_, part) =>
      group.slice(part * MOST_STREAMS_PER_SEARCH, (part + 1) * MOST_STREAMS_PER_SEARCH),
    ),
  )
}
