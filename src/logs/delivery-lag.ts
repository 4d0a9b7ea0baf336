import type { LogEvent } from './logs-client.js'

/** A longer difference is not a delay: the host's clock is wrong, or the line has the timestamp of another line. */
const LONGEST_LAG_MS = 60_000
/** A page holds up to 10,000 events; the last ones give the current delay. */
const MEASURED_EVENTS = 100

/** Current delivery time of lines from the container to CloudWatch. */
export interface DeliveryLag {
  readonly record: (events: readonly LogEvent[]) => void
  /** At most one minute. */
  readonly ms: () => number
}

/**
 * CloudWatch gives each line's time by the host's clock, and its ingestion time. A slow host clock makes all lines look
 * late. A line older than its task shows by how much the clock is slow.
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
        // A log driver may give many lines the timestamp of the first one; only the first can be measured.
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
