/** What the earlier runs needed of one dimension, in its own unit. */
export interface ObservedNeed {
  /** The largest amount that a run used. */
  readonly peak: number
  /** The peak times the headroom, rounded up; above the limit that a run ran into. */
  readonly need: number
  /** Runs that were measured. */
  readonly runs: number
  /** Epoch milliseconds of the first sample that counts. */
  readonly since: number
  /** The limit that a run ended at, where it counts for more than the peak. */
  readonly limitReached?: number
}

export interface ObservedNeeds {
  readonly headroom: number
  readonly cpu?: ObservedNeed
  readonly memory?: ObservedNeed
  readonly containers: ReadonlyMap<string, { readonly cpu?: ObservedNeed; readonly memory?: ObservedNeed }>
}
