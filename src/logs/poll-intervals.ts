/** Between two reads of a stream that was just written, ms. */
export const BUSY_INTERVAL_MS = 1_000
/** Between two reads of one that has been quiet for a while, ms; each pause on the way there is so much longer. */
export const IDLE_INTERVAL_MS = 5_000
export const INTERVAL_GROWTH = 1.5
/** A step that was interrupted has little time left, ms. */
export const LAST_READ_MS = 1_500
