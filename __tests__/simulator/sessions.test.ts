import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs'
import type { Simulator } from '../../simulator/simulator.ts'
import { until, withAccount } from './account.ts'

const ROLE = 'arn:aws:iam::123456789012:role/deploy'
const before = { ...process.env }
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'session-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
  process.env = { ...before }
})

/** Asks for the job's OIDC token as `core.getIDToken` does. */
async function getIdentityToken({ environment }: Simulator, audience: string): Promise<string> {
  const response = await fetch(`${environment['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? ''}&audience=${audience}`, {
    headers: { authorization: `Bearer ${environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''}` },
  })
  return ((await response.json()) as { value: string }).value
}

/** Asks STS by a form, as its query protocol has it. */
async function askSts(url: string, form: Record<string, string>): Promise<{ status: number; xml: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Version: '2011-06-15', ...form }),
  })
  return { status: response.status, xml: await response.text() }
}

describe('a job with OIDC', () => {
  it('gets a token, a role for it, and the use of ECS until the session ends', () =>
    withAccount({ sessionMs: 1500 }, async ({ simulator }) => {
      Object.assign(process.env, simulator.environment)
      const tokenFile = join(folder, 'token')
      writeFileSync(tokenFile, await getIdentityToken(simulator, 'sts.amazonaws.com'))
      Object.assign(process.env, { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: ROLE })
      delete process.env['AWS_ACCESS_KEY_ID']
      const ecs = new ECSClient({ maxAttempts: 1 })
      const credentials = await ecs.config.credentials()
      expect(credentials.accessKeyId).toMatch(/^ASIA/)
      await ecs.send(new DescribeClustersCommand({}))
      expect(simulator.calls.map(({ operation }) => operation).slice(0, 2)).toEqual([
        'GetIdToken',
        'AssumeRoleWithWebIdentity',
      ])
      const fixed = new ECSClient({
        maxAttempts: 1,
        credentials: { ...credentials, expiration: new Date(2 ** 42) },
      })
      const error = await until(() =>
        fixed.send(new DescribeClustersCommand({})).then(
          () => undefined,
          (reason: unknown) => reason,
        ),
      )
      expect(error).toMatchObject({
        name: 'ExpiredTokenException',
        message: 'The security token included in the request is expired',
      })
      ecs.destroy()
      fixed.destroy()
    }))

  it('gets no token without the runner’s key', () =>
    withAccount({}, async ({ simulator }) => {
      const response = await fetch(simulator.environment['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '')
      expect(response.status).toBe(401)
    }))

  it('gets no role for a token of another audience, an old one, or none', () =>
    withAccount({ timeScale: 10_000 }, async ({ simulator }) => {
      const ask = (token: string) =>
        askSts(simulator.url, {
          Action: 'AssumeRoleWithWebIdentity',
          RoleArn: ROLE,
          RoleSessionName: 'job',
          WebIdentityToken: token,
        })
      expect((await ask(await getIdentityToken(simulator, 'elsewhere'))).xml).toContain(
        'Incorrect token audience',
      )
      const old = await getIdentityToken(simulator, 'sts.amazonaws.com')
      await until(async () =>
        (await ask(old)).xml.includes('<Code>ExpiredTokenException</Code>') ? true : undefined,
      )
      expect((await ask('nonsense')).xml).toContain('<Code>InvalidIdentityToken</Code>')
    }))

  it('can be refused, as by a trust policy', () =>
    withAccount(
      { faults: [{ operation: 'AssumeRoleWithWebIdentity', fault: 'access-denied' }] },
      async ({ simulator }) => {
        const { status, xml } = await askSts(simulator.url, { Action: 'AssumeRoleWithWebIdentity' })
        expect(status).toBe(403)
        expect(xml).toContain('<Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message>')
      },
    ))
})

describe('STS', () => {
  const assume = { Action: 'AssumeRole', RoleArn: ROLE, RoleSessionName: 'job' }

  it('gives out a session and knows whose it is', () =>
    withAccount({}, async ({ simulator }) => {
      const { xml } = await askSts(simulator.url, { ...assume, DurationSeconds: '900' })
      const key = /<AccessKeyId>(.*)<\/AccessKeyId>/.exec(xml)?.[1] ?? ''
      const expiration = Date.parse(/<Expiration>(.*)<\/Expiration>/.exec(xml)?.[1] ?? '')
      expect(expiration - Date.now()).toBeLessThanOrEqual(900_000)
      expect(expiration - Date.now()).toBeGreaterThan(880_000)
      const response = await fetch(simulator.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/sts/aws4_request, Signature=0`,
        },
        body: 'Action=GetCallerIdentity&Version=2011-06-15',
      })
      expect(await response.text()).toContain('<Arn>arn:aws:sts::123456789012:assumed-role/deploy/job</Arn>')
    }))

  it.each<[string, Record<string, string>, string]>([
    ['a role that is none', { RoleArn: 'deploy' }, 'deploy is invalid'],
    [
      'a name of a session that is none',
      { RoleSessionName: 'a b' },
      "Value 'a b' at 'roleSessionName' is invalid",
    ],
    ['a session below 15 minutes', { DurationSeconds: '899' }, "Value '899' at 'durationSeconds'"],
    ['a session above 12 hours', { DurationSeconds: '43201' }, "Value '43201' at 'durationSeconds'"],
    [
      'an operation that is not simulated',
      { Action: 'GetSessionToken' },
      'does not know the operation GetSessionToken',
    ],
  ])('refuses %s', (_what, changes, message) =>
    withAccount({}, async ({ simulator }) => {
      const { status, xml } = await askSts(simulator.url, { ...assume, ...changes })
      expect(status).toBe(400)
      expect(xml).toContain(message)
    }),
  )
})
