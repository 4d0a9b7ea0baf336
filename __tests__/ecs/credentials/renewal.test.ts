import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { openCredentials, renewing } from '../../../src/ecs/credentials/renewal.js'
import type { Credentials } from '../../../src/ecs/client-settings.js'
import { readPublicClaims } from '../../../src/ecs/credentials/identity-token.js'
import { sessionTags } from '../../../src/ecs/credentials/assume-role.js'
import type { Clock } from '../../../src/runtime/clock.js'
import { recordConsole } from '../../../testing/recording-console.ts'

const MINUTE_MS = 60_000
const SESSION_MS = 15 * MINUTE_MS

function clockAt(now: () => number): Clock {
  return { now, sleep: async () => undefined }
}

/** Opens sessions of fifteen minutes, numbered, by a clock that the test turns. */
function openSessions() {
  let now = 0
  let opened = 0
  let failure: Error | undefined
  const console = recordConsole()
  const open = async (): Promise<Credentials> => {
    if (failure) throw failure
    opened += 1
    return {
      accessKeyId: `ASIA${opened}`,
      secretAccessKey: 'secret',
      expiration: new Date(now + SESSION_MS),
    }
  }
  return {
    lines: () => console.texts('line'),
    credentials: renewing(open, SESSION_MS, { console, clock: clockAt(() => now) }),
    opened: () => opened,
    fail: (error?: Error) => {
      failure = error
    },
    pass: (ms: number) => {
      now += ms
    },
    now: () => now,
  }
}

describe('a session', () => {
  it('is good at every moment of six hours, and opened about once in ten minutes', async () => {
    const { credentials, pass, now, opened } = openSessions()
    const endOf = new Map<string, number>()
    while (now() < 6 * 60 * MINUTE_MS) {
      const { accessKeyId, expiration } = await credentials()
      endOf.set(accessKeyId, expiration?.getTime() ?? 0)
      expect(endOf.get(accessKeyId)).toBeGreaterThan(now())
      pass(5000)
    }
    expect(opened()).toBeGreaterThanOrEqual(24)
    expect(opened()).toBeLessThanOrEqual(37)
  })

  it('is one for all who ask at the same time', async () => {
    const { credentials, opened } = openSessions()
    const all = await Promise.all([credentials(), credentials(), credentials()])
    expect(new Set(all.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['ASIA1']))
    expect(opened()).toBe(1)
  })

  it('is used to its end where it cannot be renewed, and then the reason is told', async () => {
    const { credentials, pass, fail, lines } = openSessions()
    await credentials()
    fail(new Error('no way\nand more'))
    pass(11 * MINUTE_MS)
    expect(await credentials()).toMatchObject({ accessKeyId: 'ASIA1' })
    await setImmediate()
    expect(lines()).toEqual(['Could not renew the role session (valid for 4 min): no way'])
    pass(1000)
    await credentials()
    expect(lines()).toHaveLength(1)
    pass(4 * MINUTE_MS)
    await expect(credentials()).rejects.toThrow('no way')
    fail()
    expect(await credentials()).toMatchObject({ accessKeyId: 'ASIA2' })
  })

  it('is opened anew for who says that it is over', async () => {
    const { credentials } = openSessions()
    await credentials()
    expect(await credentials({ forceRefresh: true })).toMatchObject({ accessKeyId: 'ASIA2' })
  })

  it('lives no longer than was asked for, whatever the clock of the runner says', async () => {
    let now = 0
    let opened = 0
    const credentials = renewing(
      async () => ({
        accessKeyId: `ASIA${(opened += 1)}`,
        secretAccessKey: 'secret',
        expiration: new Date(SESSION_MS + 40 * MINUTE_MS),
      }),
      SESSION_MS,
      { console: recordConsole(), clock: clockAt(() => now) },
    )
    await credentials()
    now = SESSION_MS
    expect(await credentials()).toMatchObject({ accessKeyId: 'ASIA2' })
  })

  it('is none of ours without a role', () => {
    const runtime = { console: recordConsole(), clock: clockAt(() => 0) }
    expect(openCredentials({ region: 'eu-west-1' }, {}, runtime)).toBeUndefined()
  })
})

describe('session tags', () => {
  it('are those of configure-aws-credentials, in characters that STS takes', () => {
    expect(
      sessionTags({
        repository: 'octo-org/warehouse',
        workflow: 'nightly & weekly',
        action: '__self',
        actor: 'dependabot[bot]',
        sha: 'abc',
        ref: `refs/heads/${'x'.repeat(300)}`,
      }),
    ).toEqual([
      { Key: 'GitHub', Value: 'Actions' },
      { Key: 'Repository', Value: 'octo-org/warehouse' },
      { Key: 'Workflow', Value: 'nightly _ weekly' },
      { Key: 'Action', Value: '__self' },
      { Key: 'Actor', Value: 'dependabot_bot_' },
      { Key: 'Commit', Value: 'abc' },
      { Key: 'Branch', Value: `refs/heads/${'x'.repeat(245)}` },
    ])
  })

  it('leave out what the runner does not tell', () => {
    expect(sessionTags({})).toEqual([{ Key: 'GitHub', Value: 'Actions' }])
  })
})

describe('the claims of a token', () => {
  const token = (payload: string) => `head.${Buffer.from(payload).toString('base64url')}.signature`

  it('name the issuer of an Enterprise Server too', () => {
    expect(
      readPublicClaims(token('{"iss":"https://ghes.example.com/_services/token","sub":"a","jti":"secret"}')),
    ).toEqual({ issuer: 'ghes.example.com/_services/token', claims: [['sub', 'a']] })
  })

  it.each(['', 'no token', token('[1'), token('null'), token('{"sub": 1}')])('of %j are none', (text) => {
    expect(readPublicClaims(text).claims).toEqual([])
  })
})
