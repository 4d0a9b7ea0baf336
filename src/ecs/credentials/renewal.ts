import type { Pluggable } from '@smithy/types'
import type { GithubRun, Runtime } from '../../runtime/runtime.js'
import type { AwsSettings } from '../../inputs/settings.js'
import { formatDuration } from '../../text/format.js'
import { assumeRole } from './assume-role.js'
import type { Credentials, CredentialsProvider } from '../client-settings.js'
import { errorMessage } from '../../text/words.js'

/** The SDK's own value. A short session is renewed when a third of it is left. */
const RENEW_BEFORE_END_MS = 300_000
const PAUSE_AFTER_FAILURE_MS = 30_000

/** The credentials of the role that the step assumes. Undefined without a role: the SDK's default chain finds them. */
export function openCredentials(
  aws: AwsSettings,
  run: GithubRun,
  runtime: Pick<Runtime, 'console' | 'clock'>,
): CredentialsProvider | undefined {
  const { roleToAssume, roleDurationSeconds = Infinity } = aws
  if (roleToAssume === undefined) return undefined
  return renewing(
    async () => assumeRole({ ...aws, roleToAssume }, run, runtime.console),
    roleDurationSeconds * 1000,
    runtime,
  )
}

interface Session {
  readonly identity: Credentials
  /** Ms since the epoch. */
  readonly goodUntil: number
  readonly renewAt: number
}

/**
 * One session for all clients, renewed before it ends. While the old session is valid, no call waits for the renewal,
 * and a renewal that fails is retried.
 */
export function renewing(
  open: () => Promise<Credentials>,
  lifetimeMs: number,
  { console, clock }: Pick<Runtime, 'console' | 'clock'>,
): CredentialsProvider {
  let session: Session | undefined
  let pending: Promise<Session> | undefined

  const renew = async (): Promise<Session> => {
    const askedAt = clock.now()
    const identity = await open()
    // The runner's clock may be slow: a session is never valid for longer than was requested.
    const lifetime = Math.min(lifetimeMs, (identity.expiration?.getTime() ?? Infinity) - askedAt)
    const goodUntil = askedAt + lifetime
    session = { identity, goodUntil, renewAt: goodUntil - Math.min(RENEW_BEFORE_END_MS, lifetime / 3) }
    return session
  }
  const renewOnce = async (): Promise<Session> =>
    (pending ??= renew().finally(() => {
      pending = undefined
    }))
  const renewMeanwhile = async ({ identity, goodUntil }: Session): Promise<void> => {
    try {
      await renewOnce()
    } catch (error) {
      const now = clock.now()
      session = { identity, goodUntil, renewAt: now + PAUSE_AFTER_FAILURE_MS }
      const [why] = errorMessage(error).split('\n')
      const left = formatDuration(Math.max(0, goodUntil - now))
      console.line(`Could not renew the role session (valid for ${left}): ${why ?? ''}`)
    }
  }

  const provide: CredentialsProvider = async ({ forceRefresh = false } = {}) => {
    const now = clock.now()
    if (session === undefined || forceRefresh || now >= session.goodUntil) return (await renewOnce()).identity
    if (now >= session.renewAt && pending === undefined) void renewMeanwhile(session)
    return session.identity
  }
  // Otherwise each SDK client would cache a session of its own.
  return Object.assign(provide, { memoized: true })
}

const EXPIRED = ['ExpiredTokenException', 'ExpiredToken', 'RequestExpired']

/**
 * Retries a call once with newer credentials after AWS refused it because the session has expired. A session expires
 * before its given time where AWS ends it early or where the runner's clock is slow.
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
