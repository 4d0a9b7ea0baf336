import type { Finding } from './finding.js'

/** What there is to say while the sizes are worked out: notes on what was chosen, and findings. */
export interface Remarks {
  readonly notes: string[]
  readonly findings: Finding[]
}
