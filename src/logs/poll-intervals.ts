/** Between two reads of a stream with new events, ms. */
export const BUSY_INTERVAL_MS = 1_000
/** Between two reads of an idle stream, ms; each interval before it is longer by this factor. */
export const IDLE_INTERVAL_MS = 5_000
export const INTERVAL_GROWTH = 1.5
/** Limit for the last read of an interrupted step, which has little time left, ms. */
export const LAST_READ_MS = 1_500
