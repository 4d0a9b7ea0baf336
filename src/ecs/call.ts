import pRetry from 'p-retry'
import { orInterrupted } from '../runtime/interruption.js'
import type { Runtime } from '../runtime/runtime.js'
import { asAwsError, AwsError } from './aws-error.js'

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 8_000
/** With the pauses above, about half a minute of retries. */
const MOST_RETRIES = 6
/** No retry begins later than this after the first call. Slow answers count. */
const PATIENCE_MS = 45_000

/**
 * Makes one call to AWS. Retries it after throttling, server errors, broken connections and broken answers.
 * `send` must be safe to repeat. Throws an {@link AwsError}, or the signal's reason as soon as the signal is aborted.
 */
export async function call<T>(
  operation: string,
  send: () => Promise<T>,
  { console, signal }: Runtime,
): Promise<T> {
  const attempt = async (): Promise<T> => {
    try {
      return await send()
    } catch (error) {
      throw asAwsError(operation, error)
    }
  }
  const answered = pRetry(attempt, {
    retries: MOST_RETRIES,
    maxRetryTime: PATIENCE_MS,
    minTimeout: FIRST_PAUSE_MS,
    maxTimeout: LONGEST_PAUSE_MS,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => error instanceof AwsError && error.explanation.retry === 'soon',
    onFailedAttempt: ({ error, retryDelay, retriesLeft }) => {
      if (error instanceof AwsError && error.explanation.retry === 'soon' && retriesLeft > 0) {
        console.line(`${error.message} Retrying in ${(retryDelay / 1000).toFixed(1)} s.`)
      }
    },
  })
  return orInterrupted(answered, signal)
}
