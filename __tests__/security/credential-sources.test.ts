import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, jest } from '@jest/globals'
import { INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }
const SECRET = 'secret/of+the+source'
const EXPIRES = new Date(Date.now() + 3_600_000).toISOString()
const START_URL = 'https://example.awsapps.com/start'

/** What the services of AWS that are no part of the simulator answer: a container's, an instance's and IAM Identity Center's. */
function answer({ url = '', method }: IncomingMessage): unknown {
  const keys = { SecretAccessKey: SECRET, Token: 'token', Expiration: EXPIRES }
  if (url === '/container') return { AccessKeyId: 'ASIACONTAINER', ...keys }
  if (url.startsWith('/federation/credentials'))
    return {
      roleCredentials: {
        accessKeyId: 'ASIASSO',
        secretAccessKey: SECRET,
        sessionToken: 'token',
        expiration: Date.parse(EXPIRES),
      },
    }
  if (method === 'PUT') return 'token-of-imds'
  if (url.endsWith('/iam/security-credentials/')) return 'role-of-the-instance'
  return { Code: 'Success', AccessKeyId: 'ASIAINSTANCE', ...keys }
}

interface Places {
  readonly folder: string
  /** Of the services above. */
  readonly url: string
}

/** Each source of the SDK's chain, as a runner of one's own has it. */
const SOURCES: readonly (readonly [
  source: string,
  accessKeyId: RegExp,
  environment: (places: Places) => Record<string, string | undefined>,
])[] = [
  ['the environment', /^AKIAENV$/, () => ({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: SECRET })],
  [
    'a profile',
    /^AKIAPROFILE$/,
    ({ folder }) => {
      const file = join(folder, 'credentials')
      writeFileSync(file, `[ci]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = ${SECRET}\n`)
      return { AWS_PROFILE: 'ci', AWS_SHARED_CREDENTIALS_FILE: file }
    },
  ],
  [
    'credential_process',
    /^ASIAPROCESS$/,
    ({ folder }) => {
      const output = { Version: 1, AccessKeyId: 'ASIAPROCESS', SecretAccessKey: SECRET }
      writeFileSync(join(folder, 'keys.json'), JSON.stringify(output))
      const file = join(folder, 'config')
      writeFileSync(file, `[default]\ncredential_process = cat ${join(folder, 'keys.json')}\n`)
      return { AWS_CONFIG_FILE: file }
    },
  ],
  [
    'the cache of IAM Identity Center',
    /^ASIASSO$/,
    ({ folder, url }) => {
      const cache = join(folder, '.aws', 'sso', 'cache')
      mkdirSync(cache, { recursive: true })
      const name = createHash('sha1').update(START_URL).digest('hex')
      const token = { accessToken: 'token', expiresAt: EXPIRES, region: 'us-east-1', startUrl: START_URL }
      writeFileSync(join(cache, `${name}.json`), JSON.stringify(token))
      writeFileSync(
        join(folder, '.aws', 'config'),
        `[default]\nsso_start_url = ${START_URL}\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = ci\n`,
      )
      return { HOME: folder, AWS_ENDPOINT_URL_SSO: url }
    },
  ],
  [
    'a web identity token in a file',
    /^ASIA[\dA-F]{16}$/,
    ({ folder }) => {
      const claims = {
        iss: 'https://token.actions.githubusercontent.com',
        aud: 'sts.amazonaws.com',
        sub: 'pod',
      }
      const payload = Buffer.from(JSON.stringify({ ...claims, exp: 9_999_999_999 })).toString('base64url')
      const file = join(folder, 'token')
      writeFileSync(file, `e30.${payload}.e30`)
      return { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/pod' }
    },
  ],
  [
    'the container',
    /^ASIACONTAINER$/,
    ({ url }) => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/container` }),
  ],
  ['the instance', /^ASIAINSTANCE$/, ({ url }) => ({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url })],
]

async function withPlaces(test: (places: Places) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sources-'))
  const server = createServer((request, response) => {
    const body = answer(request)
    response.writeHead(200, { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    await test({ folder, url: `http://127.0.0.1:${port}` })
  } finally {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('a step without role-to-assume', () => {
  it.concurrent.each(SOURCES)('takes the credentials of %s', (_, accessKeyId, environmentOf) =>
    withPlaces(async (places) =>
      simulate({}, async (simulator) => {
        const step = await runAction({
          simulator,
          inputs: { ...INPUTS, logs: 'false', 'wait-for': 'none' },
          env: { ...NO_KEYS, AWS_EC2_METADATA_DISABLED: undefined, ...environmentOf(places) },
        })
        expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'started' } })
        const [call] = simulator.calls.filter(({ operation }) => operation === 'RunTask')
        expect(call?.accessKeyId).toMatch(accessKeyId)
        expect(step.everything).not.toContain(SECRET)
      }),
    ),
  )

  it.concurrent('says which places were tried where there are none', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({
        simulator,
        inputs: INPUTS,
        env: { ...NO_KEYS, AWS_PROFILE: 'ci', AWS_EC2_METADATA_DISABLED: 'true' },
      })
      expect(step.outcome).toBe('failure')
      const text = step.annotations.map(({ message }) => message).join('\n')
      for (const part of [
        'These places were tried:',
        'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set',
        'profile "ci"',
        'AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN are not set',
        'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI are not set',
        'AWS_EC2_METADATA_DISABLED is set',
        'id-token: write',
      ])
        expect(text).toContain(part)
    }),
  )

  it.concurrent('takes the Region of the profile where AWS_REGION is blank', () =>
    withPlaces(async ({ folder }) =>
      simulate({}, async (simulator) => {
        const file = join(folder, 'config')
        writeFileSync(file, '[default]\nregion = eu-west-3\n')
        await runAction({
          simulator,
          inputs: { ...INPUTS, 'dry-run': 'true' },
          env: { AWS_REGION: '', AWS_CONFIG_FILE: file },
        })
        expect(simulator.calls[0]?.region).toBe('eu-west-3')
      }),
    ),
  )

  it.concurrent('says what a Region is where AWS_REGION is none', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({
        simulator: { url: simulator.url },
        inputs: INPUTS,
        env: { AWS_REGION: 'eu west 1', AWS_ENDPOINT_URL: undefined },
      })
      expect(step.outcome).toBe('failure')
      expect(step.annotations.map(({ message }) => message).join('\n')).toMatch(/aws-region|AWS_REGION/)
    }),
  )
})
