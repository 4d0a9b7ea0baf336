import { describe, expect, it } from '@jest/globals'
import { measureLag } from '../../src/logs/delivery-lag.js'

const CREATED = 1_000_000

/** Lines written so many s after the task was created, by the clock of their host, that came after so many ms. */
const lines = (lagMs: number, ...seconds: number[]) =>
  seconds.map((second) => {
    const timestamp = CREATED + second * 1_000
    return { message: 'x', timestamp, ingestionTime: timestamp + lagMs }
  })

describe('measureLag', () => {
  it('is nothing before the first line', () => {
    expect(measureLag(CREATED).ms()).toBe(0)
  })

  it('is the longest that lines took in the last two reads', () => {
    const lag = measureLag(CREATED)
    lag.record(lines(30_000, 1))
    lag.record(lines(3_000, 2))
    expect(lag.ms()).toBe(30_000)
    lag.record([])
    lag.record([...lines(4_000, 3), ...lines(5_000, 4)])
    expect(lag.ms()).toBe(5_000)
  })

  it('is nothing where lines look older than a minute: no clock is right then', () => {
    const lag = measureLag(CREATED)
    lag.record(lines(600_000, 1))
    expect(lag.ms()).toBe(0)
  })

  it('takes a host whose clock is slow for no delay: its first line is older than the task', () => {
    const lag = measureLag(CREATED)
    lag.record(lines(42_000, -40, -39))
    lag.record(lines(43_000, -38))
    expect(lag.ms()).toBe(3_000)
  })

  it('takes lines that have the time of an earlier one for no delay', () => {
    const lag = measureLag(CREATED)
    lag.record(lines(1_000, 1))
    lag.record(lines(40_000, 1))
    lag.record(lines(50_000, 1, 1))
    expect(lag.ms()).toBe(1_000)
  })

  it('is nothing where CloudWatch does not say when a line came, or the host is ahead', () => {
    const lag = measureLag(undefined)
    lag.record([{ message: 'x', timestamp: 5 }])
    lag.record(lines(-40_000, 1))
    expect(lag.ms()).toBe(0)
  })
})
