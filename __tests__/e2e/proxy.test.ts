import { describe, expect, it, jest } from '@jest/globals'
import type { Simulator } from '../../simulator/simulator.ts'
import { INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { startProxy, type TestProxy, type TestProxyOptions } from '../../testing/proxy.ts'
import { type FinishedStep, runAction, startAction } from '../../testing/runner/runner.ts'
import { startTlsFront, type TlsFront } from '../../testing/tls.ts'

jest.setTimeout(60_000)

const ROLE = { 'role-to-assume': 'arn:aws:iam::123456789012:role/deploy' }

/** What the runner sets for a job with `permissions: id-token: write`, and no other credentials. */
const tokenOf = ({ environment }: Simulator) => ({
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  ACTIONS_ID_TOKEN_REQUEST_URL: environment['ACTIONS_ID_TOKEN_REQUEST_URL'],
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
})

function messagesOf({ annotations }: FinishedStep): string {
  return annotations.map(({ message }) => message).join('\n')
}

async function withProxy(
  options: TestProxyOptions,
  test: (proxy: TestProxy, simulator: Simulator) => Promise<void>,
): Promise<void> {
  const proxy = await startProxy(options)
  try {
    await simulate({}, async (simulator) => test(proxy, simulator))
  } finally {
    await proxy.stop()
  }
}

async function withTls(
  options: TestProxyOptions,
  test: (proxy: TestProxy, front: TlsFront, simulator: Simulator) => Promise<void>,
): Promise<void> {
  await withProxy(options, async (proxy, simulator) => {
    const front = await startTlsFront(simulator.url)
    try {
      await test(proxy, front, simulator)
    } finally {
      await front.stop()
    }
  })
}

describe('a step behind a proxy', () => {
  it.concurrent.each(['HTTP_PROXY', 'http_proxy'])(
    'sends every call to AWS and the request for its OIDC token through the proxy of %s',
    (variable) =>
      withProxy({ credentials: 'runner:p@ss word' }, async (proxy, simulator) => {
        const url = proxy.url.replace('://', '://runner:p%40ss%20word@')
        const step = await runAction({
          simulator,
          inputs: { ...INPUTS, ...ROLE, logs: 'app' },
          env: { ...tokenOf(simulator), [variable]: url },
        })
        expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        expect(proxy.requests).toHaveLength(simulator.calls.length)
        expect(proxy.requests.filter((request) => !request.includes(simulator.url))).toEqual([])
        const operations = new Set(simulator.calls.map(({ operation }) => operation))
        expect([...operations]).toEqual(
          expect.arrayContaining(['GetIdToken', 'AssumeRoleWithWebIdentity', 'RunTask', 'GetLogEvents']),
        )
      }),
  )

  it.concurrent('opens a tunnel for https, and trusts the authority of NODE_EXTRA_CA_CERTS', () =>
    withTls({ credentials: 'runner:secret' }, async (proxy, front, simulator) => {
      const step = await runAction({
        simulator: front,
        inputs: { ...INPUTS, ...ROLE },
        env: {
          ...tokenOf(simulator),
          ACTIONS_ID_TOKEN_REQUEST_URL: `${front.url}/github/token?api-version=2.0`,
          HTTPS_PROXY: proxy.url.replace('://', '://runner:secret@'),
          NODE_EXTRA_CA_CERTS: front.authority,
        },
      })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
      expect(new Set(proxy.requests)).toEqual(new Set([`CONNECT ${new URL(front.url).host}`]))
      expect(proxy.requests).toHaveLength(front.connections)
      // Connections are used again: a tunnel for each client, not for each call.
      expect(simulator.calls.length).toBeGreaterThan(front.connections)
    }),
  )

  it.concurrent('reaches what NO_PROXY names without it', () =>
    withProxy({}, async (proxy, simulator) => {
      const step = await runAction({
        simulator,
        inputs: { ...INPUTS, logs: 'false' },
        env: { HTTP_PROXY: proxy.url, NO_PROXY: 'example.com, 127.0.0.0/8' },
      })
      expect(step.outcome).toBe('success')
      expect(proxy.requests).toEqual([])
    }),
  )

  it.concurrent('says that the proxy asks for a password, and prints none', () =>
    withTls({ credentials: 'runner:secret' }, async (proxy, front) => {
      const step = await runAction({
        simulator: front,
        inputs: INPUTS,
        env: {
          HTTPS_PROXY: proxy.url.replace('://', '://runner:wrongword@'),
          NODE_EXTRA_CA_CERTS: front.authority,
          DEBUG: '*',
        },
      })
      expect(step.outcome).toBe('failure')
      expect(messagesOf(step)).toMatch(/The proxy asks for a user and a password.*percent-encoded/s)
      expect(step.everything).not.toMatch(/wrongword/)
    }),
  )

  it.concurrent('says which host the proxy does not let it reach, at once', () =>
    withTls({ connectStatus: 403 }, async (proxy, front) => {
      const step = await runAction({
        simulator: front,
        inputs: INPUTS,
        env: { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: front.authority },
      })
      expect(step.outcome).toBe('failure')
      expect(messagesOf(step)).toContain(
        `the proxy ${proxy.url} of HTTPS_PROXY answered 403 to CONNECT ${new URL(front.url).host}`,
      )
      expect(messagesOf(step)).toMatch(/Let the proxy connect to the hosts of Amazon ECS/)
      expect(front.connections).toBe(0)
      expect(proxy.requests).toHaveLength(1)
    }),
  )

  it.concurrent('gives up a proxy that does not answer, and names it', () =>
    withTls({ connectStatus: 'hang' }, async (proxy, front) => {
      const step = startAction({
        simulator: front,
        inputs: INPUTS,
        env: { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: front.authority },
      })
      const line = await step.waitForLine(/through the proxy/)
      expect(line).toContain(`(through the proxy ${proxy.url} of HTTPS_PROXY)`)
      await step.cancel()
    }),
  )

  it.concurrent('says what a variable takes that names no proxy', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({
        simulator,
        inputs: INPUTS,
        env: { HTTP_PROXY: 'socks5://127.0.0.1:1080' },
      })
      expect(step.outcome).toBe('failure')
      expect(messagesOf(step)).toContain(
        'HTTP_PROXY names no proxy that can be used. It takes http://HOST:PORT',
      )
    }),
  )
})

describe('a step whose endpoint has a certificate of its own', () => {
  it.concurrent('trusts the authority of AWS_CA_BUNDLE for AWS', () =>
    withTls({}, async (_proxy, front) => {
      const step = await runAction({
        simulator: front,
        inputs: INPUTS,
        env: { AWS_CA_BUNDLE: front.authority },
      })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
    }),
  )

  it.concurrent('trusts it through a proxy as well', () =>
    withTls({}, async (proxy, front) => {
      const step = await runAction({
        simulator: front,
        inputs: { ...INPUTS, logs: 'false' },
        env: { AWS_CA_BUNDLE: front.authority, HTTPS_PROXY: proxy.url },
      })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
      expect(proxy.requests).toHaveLength(front.connections)
    }),
  )

  it.concurrent('names both variables where it does not trust it, at once', () =>
    withTls({}, async (_proxy, front) => {
      const step = await runAction({ simulator: front, inputs: INPUTS })
      expect(step.outcome).toBe('failure')
      expect(messagesOf(step)).toMatch(/not one that this step trusts.*NODE_EXTRA_CA_CERTS.*AWS_CA_BUNDLE/s)
      expect(step.durationMs).toBeLessThan(15_000)
    }),
  )

  it.concurrent('says that the file of AWS_CA_BUNDLE cannot be read', () =>
    withTls({}, async (_proxy, front) => {
      const step = await runAction({
        simulator: front,
        inputs: INPUTS,
        env: { AWS_CA_BUNDLE: '/no/such.pem' },
      })
      expect(messagesOf(step)).toMatch(
        /The file that AWS_CA_BUNDLE names cannot be read: ENOENT.*\/no\/such\.pem/,
      )
    }),
  )

  it.concurrent('says that the port does not speak TLS, at once', () =>
    simulate({}, async (simulator) => {
      const url = simulator.url.replace('http:', 'https:')
      const step = await runAction({ simulator: { url }, inputs: INPUTS })
      expect(step.outcome).toBe('failure')
      expect(messagesOf(step)).toMatch(/The port does not speak TLS.*AWS_ENDPOINT_URL/s)
      expect(step.durationMs).toBeLessThan(15_000)
    }),
  )
})

describe('a step without an endpoint of its own', () => {
  // The proxy opens no connection, and its refusal names the host that was asked for.
  const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' }
  const FIPS = { AWS_USE_FIPS_ENDPOINT: 'true' }
  const DUAL_STACK = { AWS_USE_DUALSTACK_ENDPOINT: 'true' }

  it.concurrent.each([
    ['eu-west-1', {}, 'ecs.eu-west-1.amazonaws.com'],
    ['cn-north-1', {}, 'ecs.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', {}, 'ecs.us-gov-west-1.amazonaws.com'],
    ['us-iso-east-1', {}, 'ecs.us-iso-east-1.c2s.ic.gov'],
    ['us-isob-east-1', {}, 'ecs.us-isob-east-1.sc2s.sgov.gov'],
    ['eusc-de-east-1', {}, 'ecs.eusc-de-east-1.amazonaws.eu'],
    ['us-east-1', FIPS, 'ecs-fips.us-east-1.amazonaws.com'],
    ['eu-west-1', DUAL_STACK, 'ecs.eu-west-1.api.aws'],
    ['eu-west-1', { AWS_ENDPOINT_URL_ECS: 'https://vpce-1.example.com' }, 'vpce-1.example.com'],
  ])('in %s with %j calls %s', (region, env, host) =>
    withProxy({ connectStatus: 403 }, async (proxy) => {
      const step = await runAction({
        inputs: { ...INPUTS, 'aws-region': region },
        env: { ...KEYS, ...env, HTTPS_PROXY: proxy.url },
      })
      expect(proxy.requests).toEqual([`CONNECT ${host}:443`])
      expect(messagesOf(step)).toContain(`answered 403 to CONNECT ${host}`)
    }),
  )

  it.concurrent.each([
    ['cn-north-1', 'aws-cn', 'sts.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'aws-us-gov', 'sts.us-gov-west-1.amazonaws.com'],
    ['eusc-de-east-1', 'aws-eusc', 'sts.eusc-de-east-1.amazonaws.eu'],
  ])('in %s assumes a role of %s at %s', (region, partition, host) =>
    withProxy({ connectStatus: 403 }, async (proxy) => {
      const role = `arn:${partition}:iam::123456789012:role/deploy`
      const inputs = { ...INPUTS, 'aws-region': region, 'role-to-assume': role }
      await runAction({ inputs, env: { ...KEYS, HTTPS_PROXY: proxy.url } })
      expect(proxy.requests).toEqual([`CONNECT ${host}:443`])
    }),
  )
})
