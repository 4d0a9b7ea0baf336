import type { Pluggable } from '@smithy/types'
import type { CredentialsProvider } from './client-settings.js'

const EXPIRED = ['ExpiredTokenException', 'ExpiredToken', 'RequestExpired']

/**
 * Lets a call that was refused because the session is over (earlier than it said, or the runner's clock is slow) look
 * for newer credentials, and go out once more where there are any.
 */
export function renewExpired<In extends object, Out extends object>(
  credentials: CredentialsProvider,
): Pluggable<In, Out> {
  return {
    applyToStack: (stack) => {
      stack.add(
        (next) => async (args) => {
          const { accessKeyId } = await credentials()
          try {
            return await next(args)
          } catch (error) {
            if (!(error instanceof Error && EXPIRED.includes(error.name))) throw error
            const renewed = await credentials({ forceRefresh: true })
            if (renewed.accessKeyId === accessKeyId) throw error
            return next(args)
          }
        },
        { step: 'initialize', name: 'renewExpired' },
      )
    },
  }
}
