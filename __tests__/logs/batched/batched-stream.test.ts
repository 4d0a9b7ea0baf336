import { describe, expect, it } from '@jest/globals'
import { createBatchedStream, type BatchedStream } from '../../../src/logs/batched/batched-stream.js'
import type { Place } from '../../../src/logs/log-reader.js'
import { systemClock } from '../../../src/runtime/clock.js'
import { sourceOf } from '../streams.ts'

interface Watched {
  readonly member: BatchedStream
  readonly stops: () => number
  /** Hands the stream over, and tells from where on. */
  readonly handOver: () => Place | undefined
}

function join(): Watched {
  let stops = 0
  const member = createBatchedStream(sourceOf(), {
    clock: systemClock,
    onStop: () => stops++,
    onLeave: () => undefined,
  })
  return {
    member,
    stops: () => stops,
    handOver: () => {
      let place: Place | undefined
      member.handOver((from) => {
        place = from
        return { containerStopped: () => undefined, done: Promise.resolve(undefined) }
      })
      return place
    },
  }
}

describe('an event of a stream in the crowd', () => {
  it('is new once', () => {
    const { member } = join()
    const event = { eventId: 'a', timestamp: 5 }
    expect([member.takeIn(event), member.takeIn(event)]).toEqual([true, false])
  })

  it('is not new where all before a later time was found, though others have it looked for again', () => {
    const { member } = join()
    member.takeIn({ eventId: 'a', timestamp: 5 })
    member.goOnFrom(10)
    member.goOnFrom(7)
    expect(member.since()).toBe(10)
    expect(member.takeIn({ eventId: 'a', timestamp: 5 })).toBe(false)
    expect(member.takeIn({ eventId: 'b', timestamp: 10 })).toBe(true)
  })
})

describe('the place at which a stream is handed over', () => {
  it('is its head where nothing was found', () => {
    expect(join().handOver()).toBeUndefined()
  })

  it('is the newest event, and how many of its millisecond were shown', () => {
    const { member, handOver } = join()
    for (const [eventId, timestamp] of [
      ['a', 5],
      ['b', 7],
      ['c', 7],
    ] as const)
      member.takeIn({ eventId, timestamp })
    expect(handOver()).toEqual({ timestamp: 7, count: 2 })
  })

  it('is where the next search would begin, for one that was silent for long', () => {
    const { member, handOver } = join()
    member.takeIn({ eventId: 'a', timestamp: 5 })
    member.goOnFrom(100)
    expect(handOver()).toEqual({ timestamp: 100, count: 0 })
  })
})

describe('the stop of a container in the crowd', () => {
  it('is told once, however often it is seen', () => {
    const { member, stops } = join()
    member.followed.containerStopped(5)
    member.followed.containerStopped(6)
    expect(stops()).toBe(1)
  })
})
