import { describe, expect, it } from '@jest/globals'
import { type BatchedStream, createBatchedStream } from '../../../src/logs/batched/batched-stream.js'
import type { Place } from '../../../src/logs/log-reader.js'
import { eventKey, type FoundEvent } from '../../../src/logs/logs-client.js'
import { sourceOf } from '../streams.ts'

const MINUTE_MS = 60_000

interface Watched extends BatchedStream {
  readonly stops: () => number
  readonly setClock: (at: number) => void
  /** One search that finds these; tells which of them were new. */
  readonly search: (...events: readonly FoundEvent[]) => boolean[]
  /** Hands the stream over, and tells from where on. */
  readonly placeOfHandOver: () => Place | undefined
}

function open(): Watched {
  let stops = 0
  let now = 0
  const stream = createBatchedStream(sourceOf(), {
    clock: { now: () => now, sleep: async () => Promise.resolve() },
    onStop: () => stops++,
    onLeave: () => undefined,
  })
  return {
    ...stream,
    stops: () => stops,
    setClock: (at) => {
      now = at
    },
    search: (...events) => {
      stream.beginSearch()
      const areNew = events.map(stream.takeNew)
      stream.completeSearch(now)
      return areNew
    },
    placeOfHandOver: () => {
      let place: Place | undefined
      stream.handOver((from) => {
        place = from
        return { containerStopped: () => undefined, done: Promise.resolve(undefined) }
      })
      return place
    },
  }
}

function at(minutes: number, eventId = String(minutes)): FoundEvent {
  return { eventId, timestamp: minutes * MINUTE_MS, message: eventId, stream: sourceOf().stream }
}

describe('BatchedStream.takeNew', () => {
  it('takes an event once', () => {
    const stream = open()
    expect(stream.search(at(5), at(5))).toEqual([true, false])
    expect(stream.search(at(5))).toEqual([false])
  })

  it('takes a line that is up to a minute older than what was shown before', () => {
    const stream = open()
    stream.search(at(5))
    stream.search(at(5), at(6))
    expect(stream.search(at(5), at(4), at(6), at(4, 'late'))).toEqual([false, true, false, true])
  })

  it('takes no line anew that is searched for because of other streams', () => {
    const stream = open()
    stream.search(at(2))
    stream.search(at(2), at(9))
    stream.search(at(9))
    expect(stream.search(at(2), at(9), at(10))).toEqual([false, false, true])
  })
})

describe('BatchedStream.searchFrom', () => {
  it('is the head as long as there is no line', () => {
    const stream = open()
    stream.search()
    stream.setClock(60 * MINUTE_MS)
    stream.search()
    expect(stream.searchFrom()).toBe(0)
  })

  it('is a minute before the newest line that was there when the last search began', () => {
    const stream = open()
    stream.search(at(5))
    expect(stream.searchFrom()).toBe(0)
    stream.search(at(5), at(8))
    expect(stream.searchFrom()).toBe(4 * MINUTE_MS)
    stream.search(at(8))
    expect(stream.searchFrom()).toBe(7 * MINUTE_MS)
  })

  it('stays where it is after a search that was broken off', () => {
    const stream = open()
    stream.search(at(5))
    stream.search(at(5))
    stream.beginSearch()
    stream.takeNew(at(30))
    expect(stream.searchFrom()).toBe(4 * MINUTE_MS)
  })

  it('follows the time once there was no line for ten minutes', () => {
    const stream = open()
    stream.search(at(5))
    stream.setClock(10 * MINUTE_MS)
    stream.search()
    expect(stream.searchFrom()).toBe(4 * MINUTE_MS)
    stream.setClock(25 * MINUTE_MS)
    stream.search()
    expect(stream.searchFrom()).toBe(19 * MINUTE_MS)
  })
})

describe('BatchedStream.handOver', () => {
  it('begins at the head where nothing was found', () => {
    expect(open().placeOfHandOver()).toEqual({ startTime: 0, shown: new Map() })
  })

  it('begins where the next search would, and names what was shown from there on', () => {
    const stream = open()
    stream.search(at(2), at(5), at(5, 'b'))
    stream.search(at(6))
    expect(stream.placeOfHandOver()).toEqual({
      startTime: 4 * MINUTE_MS,
      shown: new Map([at(5), at(5, 'b'), at(6)].map((event) => [eventKey(event), 1])),
    })
  })

  it('passes on that the container has stopped, and how long ago', () => {
    const stream = open()
    stream.setClock(5_000)
    stream.followed.containerStopped(1_000)
    stream.setClock(7_000)
    const stops: number[] = []
    stream.handOver(() => ({
      containerStopped: (agoMs) => stops.push(agoMs),
      done: Promise.resolve(undefined),
    }))
    expect(stops).toEqual([3_000])
  })
})

describe('BatchedStream.followed', () => {
  it('says once that the container has stopped, however often it is seen', () => {
    const stream = open()
    stream.followed.containerStopped(5)
    stream.followed.containerStopped(6)
    expect(stream.stops()).toBe(1)
  })
})
