import type { LogEvent } from './logs-client.js'

/** What is longer is no delay: the clock of the host is wrong, or the line has the time of another. */
const LONGEST_LAG_MS = 60_000
/** A page holds ten thousand; the last of them say how it is at the moment. */
const MEASURED_EVENTS = 100

/** How long lines take at the moment from the container to CloudWatch. */
export interface DeliveryLag {
  readonly record: (events: readonly LogEvent[]) => void
  /** A minute at most. */
  readonly ms: () => number
}

/**
 * CloudWatch gives the time of a line by the clock of its host, and the time at which it came. A host whose clock is slow
 * makes all lines look late: a line older than its task shows by how much.
 *
 * @param createdAt of the task, ms since the epoch
 */
export function measureLag(createdAt: number | undefined): DeliveryLag {
  let slowByMs: number | undefined
  let lastTimestamp: number | undefined
  let lagMs = 0
  let lagBeforeMs = 0
  return {
    record: (events) => {
      const [first] = events
      if (first === undefined) return
      slowByMs ??= createdAt === undefined ? 0 : Math.max(createdAt - first.timestamp, 0)
      let lag: number | undefined
      for (const { timestamp, ingestionTime = timestamp } of events.slice(-MEASURED_EVENTS)) {
        // A log driver may stamp many lines with the time of the first of them, which says nothing of the others.
        if (timestamp !== lastTimestamp) lag = Math.max(lag ?? 0, ingestionTime - timestamp - slowByMs)
        lastTimestamp = timestamp
      }
      if (lag === undefined) return
      lagBeforeMs = lagMs
      lagMs = lag
    },
    ms: () => Math.max(...[lagMs, lagBeforeMs].filter((ms) => ms <= LONGEST_LAG_MS), 0),
  }
}
