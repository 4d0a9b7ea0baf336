/** Why everything that waits was told to stop waiting. */
export class Interruption extends Error {
  readonly kind: 'cancelled' | 'timed-out'

  constructor(kind: 'cancelled' | 'timed-out') {
    super(kind === 'cancelled' ? 'the job was cancelled' : 'the time was up')
    this.name = 'Interruption'
    this.kind = kind
  }
}
