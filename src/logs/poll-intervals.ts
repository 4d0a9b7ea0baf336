/** Between two reads of a stream that was just written, ms. */
export const BUSY_INTERVAL_MS = 1_000
/** Between two reads of one that has been idle for a while, ms; each interval on the way there is longer by this factor. */
export const IDLE_INTERVAL_MS = 5_000
export const INTERVAL_GROWTH = 1.5
/** A step that was interrupted has little time left, ms. */
export const LAST_READ_MS = 1_500
