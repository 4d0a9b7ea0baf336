import { readFileSync } from 'node:fs'
import { type Agent as HttpAgent, type ClientRequest } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { getCACertificates } from 'node:tls'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import { type Proxy, proxyFor } from '../runtime/proxy.js'
import { errorMessage } from '../text/words.js'
import { WholeAnswers } from './whole-answers.js'

/** A page of 1 MiB takes half a minute at 300 kbit/s. Every other answer is much smaller. */
const ANSWER_TIMEOUT_MS = 30_000
/** The value of the SDK's own agent. */
const MOST_SOCKETS = 50
const AGENT_OPTIONS = { keepAlive: true, maxSockets: MOST_SOCKETS }

type Handle = NodeHttpHandler['handle']
export type RequestHandler = Pick<
  NodeHttpHandler,
  'handle' | 'destroy' | 'metadata' | 'httpHandlerConfigs'
> & {
  updateHttpClientConfig: NodeHttpHandler['updateHttpClientConfig']
}

/** The proxy did not open a connection to the host. Nothing was sent to AWS. */
export class ProxyRefusal extends Error {
  override readonly name = 'ProxyRefusal'
  readonly syscall = 'connect'
  /** HTTP status of the proxy's answer. */
  readonly proxyStatus: number

  constructor({ address, variable }: Proxy, proxyStatus: number, host: string) {
    super(`the proxy ${address} of ${variable} answered ${proxyStatus} to CONNECT ${host}`)
    this.proxyStatus = proxyStatus
  }
}

/**
 * Sends the requests of an SDK client, with a time limit. Uses the proxy that the environment names for the host. Trusts
 * the certificates of AWS_CA_BUNDLE in addition to Node's. Node's own agents support proxies since 24.5, and a runner may
 * have an older Node.
 */
export function createRequestHandler(): RequestHandler {
  const handlers = new Map<string, Promise<NodeHttpHandler>>()
  const handlerFor = async (proxy: Proxy | undefined): Promise<NodeHttpHandler> => {
    const key = proxy?.url.href ?? ''
    const handler = handlers.get(key) ?? openHandler(proxy)
    handlers.set(key, handler)
    return handler
  }
  const handle: Handle = async (request, options) => {
    const { protocol, hostname, port } = request
    const proxy = proxyFor(new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`))
    const handler = await handlerFor(proxy)
    try {
      return await handler.handle(request, options)
    } catch (error) {
      throw proxy === undefined ? error : namingProxy(error, proxy)
    }
  }
  return {
    handle,
    metadata: { handlerProtocol: 'http/1.1' },
    destroy: () => {
      for (const handler of handlers.values())
        void handler.then(
          (opened) => {
            opened.destroy()
          },
          () => undefined,
        )
    },
    // The settings above are complete: an SDK client has no others.
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  }
}

async function openHandler(proxy: Proxy | undefined): Promise<NodeHttpHandler> {
  const ca = trustedCertificates()
  const options = { ...AGENT_OPTIONS, ...(ca && { ca }) }
  return new WholeAnswers(
    ANSWER_TIMEOUT_MS,
    proxy === undefined ? { httpsAgent: new HttpsAgent(options) } : await proxyAgents(proxy, options),
  )
}

/** The packages are loaded only where there is a proxy: a step without one does not wait for them. */
async function proxyAgents(
  proxy: Proxy,
  options: typeof AGENT_OPTIONS,
): Promise<{ httpAgent: HttpAgent; httpsAgent: HttpsAgent }> {
  const [{ HttpsProxyAgent }, { HttpProxyAgent }] = await Promise.all([
    import(/* webpackChunkName: "proxy" */ 'https-proxy-agent'),
    import(/* webpackChunkName: "proxy" */ 'http-proxy-agent'),
  ])
  // The packages print the URL where DEBUG is set. So the password is passed in a header, not in the URL.
  const { username, password } = proxy.url
  const withoutPassword = new URL(proxy.url)
  withoutPassword.username = ''
  withoutPassword.password = ''
  const key = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    'base64',
  )
  const headers = username === '' && password === '' ? {} : { 'Proxy-Authorization': `Basic ${key}` }
  const tunnel = new HttpsProxyAgent(withoutPassword, { ...options, headers })
  // The package drops the options, and infers from the call stack whether a request is for https. Without this line it
  // would not reuse free connections.
  Object.assign(tunnel.options, options, { secureEndpoint: true })
  tunnel.on('proxyConnect', (answer: { statusCode?: number }, request: ClientRequest) => {
    const { statusCode = 0 } = answer
    if (statusCode !== 200)
      request.destroy(new ProxyRefusal(proxy, statusCode, String(request.getHeader('host'))))
  })
  return {
    httpAgent: new HttpProxyAgent(withoutPassword, { ...options, headers }),
    // It behaves as an https agent. The SDK needs no more.
    httpsAgent: tunnel as unknown as HttpsAgent,
  }
}

/** Node's trusted certificates, with those of NODE_EXTRA_CA_CERTS and AWS_CA_BUNDLE. Undefined without AWS_CA_BUNDLE. */
function trustedCertificates(): string[] | undefined {
  const path = process.env['AWS_CA_BUNDLE']
  if (!path) return undefined
  try {
    return [...getCACertificates('default'), readFileSync(path, 'utf8')]
  } catch (error) {
    throw new Error(`The file that AWS_CA_BUNDLE names cannot be read: ${errorMessage(error)}`, {
      cause: error,
    })
  }
}

/** The same error. Its message names the proxy of the request. */
function namingProxy(error: unknown, { address, variable }: Proxy): unknown {
  if (error instanceof Error && !(error.cause instanceof ProxyRefusal))
    error.message = `${error.message} (through the proxy ${address} of ${variable})`
  return error
}
