/** Why everything that waits was told to stop waiting. */
export class Interruption extends Error {
  readonly kind: 'cancelled' | 'timed-out'
  /** When, ms since the epoch. */
  readonly at: number

  constructor(kind: 'cancelled' | 'timed-out', at: number) {
    super(kind === 'cancelled' ? 'the job was cancelled' : 'the time was up')
    this.name = 'Interruption'
    this.kind = kind
    this.at = at
  }
}

/** What comes of `promise`, or the signal's reason as soon as it is aborted; the promise is then left to itself. */
export async function orInterrupted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = new AbortController()
  const interrupted = new Promise<never>((_, reject) => {
    const give = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    }
    if (signal.aborted) give()
    signal.addEventListener('abort', give, { once: true, signal: settled.signal })
  })
  try {
    return await Promise.race([promise, interrupted])
  } finally {
    settled.abort()
  }
}
