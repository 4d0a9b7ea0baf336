import type { GithubRun } from '../inputs/inputs.js'
import type { AwsSettings } from '../inputs/settings.js'
import { humaneDuration } from '../text/humane.js'
import type { World } from '../world/world.js'
import { assumeRole } from './assume-role.js'
import type { Credentials, CredentialsProvider } from './client-settings.js'

/** As the SDK itself has it; of a short session a third. */
const RENEW_BEFORE_END_MS = 300_000
const PAUSE_AFTER_FAILURE_MS = 30_000

/** The credentials of the step: those of the role it is to assume, else undefined, and the SDK finds them itself. */
export function openCredentials(
  aws: AwsSettings,
  run: GithubRun,
  world: Pick<World, 'console' | 'clock'>,
): CredentialsProvider | undefined {
  const { roleToAssume, roleDurationSeconds = Infinity } = aws
  if (roleToAssume === undefined) return undefined
  return renewing(
    async () => assumeRole({ ...aws, roleToAssume }, run, world.console),
    roleDurationSeconds * 1000,
    world,
  )
}

interface Session {
  readonly identity: Credentials
  /** Ms since the epoch. */
  readonly goodUntil: number
  readonly renewAt: number
}

/**
 * One session for all who ask, renewed before it ends. Nobody waits for the renewal as long as the old session is good,
 * and a renewal that fails meanwhile is only tried again.
 */
export function renewing(
  open: () => Promise<Credentials>,
  lifetimeMs: number,
  { console, clock }: Pick<World, 'console' | 'clock'>,
): CredentialsProvider {
  let session: Session | undefined
  let onItsWay: Promise<Session> | undefined

  const renew = async (): Promise<Session> => {
    const askedAt = clock.now()
    const identity = await open()
    // The runner's clock may be slow: a session never lives longer than was asked for.
    const lifetime = Math.min(lifetimeMs, (identity.expiration?.getTime() ?? Infinity) - askedAt)
    const goodUntil = askedAt + lifetime
    session = { identity, goodUntil, renewAt: goodUntil - Math.min(RENEW_BEFORE_END_MS, lifetime / 3) }
    return session
  }
  const renewOnce = async (): Promise<Session> =>
    (onItsWay ??= renew().finally(() => {
      onItsWay = undefined
    }))
  const renewMeanwhile = async ({ identity, goodUntil }: Session): Promise<void> => {
    try {
      await renewOnce()
    } catch (error) {
      const now = clock.now()
      session = { identity, goodUntil, renewAt: now + PAUSE_AFTER_FAILURE_MS }
      const [why] = String(error instanceof Error ? error.message : error).split('\n')
      const left = humaneDuration(Math.max(0, goodUntil - now))
      console.line(`the session of the role, good for ${left} more, cannot be renewed yet: ${why ?? ''}`)
    }
  }

  const provide: CredentialsProvider = async ({ forceRefresh = false } = {}) => {
    const now = clock.now()
    if (session === undefined || forceRefresh || now >= session.goodUntil) return (await renewOnce()).identity
    if (now >= session.renewAt && onItsWay === undefined) void renewMeanwhile(session)
    return session.identity
  }
  // Each client of the SDK would keep a session of its own otherwise.
  return Object.assign(provide, { memoized: true })
}
