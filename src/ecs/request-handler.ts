import { readFileSync } from 'node:fs'
import { type Agent as HttpAgent, type ClientRequest } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { getCACertificates } from 'node:tls'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import { type Proxy, proxyFor } from '../runtime/proxy.js'
import { errorMessage } from '../text/words.js'
import { WholeAnswers } from './whole-answers.js'

/** A page of 1 MiB takes half a minute at 300 kbit/s; every other answer is far smaller. */
const ANSWER_TIMEOUT_MS = 30_000
/** As the SDK's own agent has it. */
const MOST_SOCKETS = 50
const AGENT_OPTIONS = { keepAlive: true, maxSockets: MOST_SOCKETS }

type Handle = NodeHttpHandler['handle']
export type RequestHandler = Pick<
  NodeHttpHandler,
  'handle' | 'destroy' | 'metadata' | 'httpHandlerConfigs'
> & {
  updateHttpClientConfig: NodeHttpHandler['updateHttpClientConfig']
}

/** The proxy did not open a way to the host. Nothing was sent to AWS. */
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
 * Sends the requests of a client of the SDK: through the proxy that the environment names for their host, with the
 * certificates of AWS_CA_BUNDLE beside those that Node trusts, and limited in time. Node's own agents know proxies from 24.5
 * on, and a runner may bring an older one.
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
    // The settings are those above: a client of the SDK has no others.
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

/** The packages are loaded where there is a proxy, and not before the first call of every step. */
async function proxyAgents(
  proxy: Proxy,
  options: typeof AGENT_OPTIONS,
): Promise<{ httpAgent: HttpAgent; httpsAgent: HttpsAgent }> {
  const [{ HttpsProxyAgent }, { HttpProxyAgent }] = await Promise.all([
    import(/* webpackChunkName: "proxy" */ 'https-proxy-agent'),
    import(/* webpackChunkName: "proxy" */ 'http-proxy-agent'),
  ])
  // The packages print the URL where DEBUG is set: the password goes another way.
  const { username, password } = proxy.url
  const withoutPassword = new URL(proxy.url)
  withoutPassword.username = ''
  withoutPassword.password = ''
  const key = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    'base64',
  )
  const headers = username === '' && password === '' ? {} : { 'Proxy-Authorization': `Basic ${key}` }
  const tunnel = new HttpsProxyAgent(withoutPassword, { ...options, headers })
  // The package drops the options, and guesses from the stack whether a request is one for https: connections that have
  // become free it would not find again.
  Object.assign(tunnel.options, options, { secureEndpoint: true })
  tunnel.on('proxyConnect', (answer: { statusCode?: number }, request: ClientRequest) => {
    const { statusCode = 0 } = answer
    if (statusCode !== 200)
      request.destroy(new ProxyRefusal(proxy, statusCode, String(request.getHeader('host'))))
  })
  return {
    httpAgent: new HttpProxyAgent(withoutPassword, { ...options, headers }),
    // It is an agent for https by its behaviour, which is all that the SDK asks for.
    httpsAgent: tunnel as unknown as HttpsAgent,
  }
}

/** What Node trusts, NODE_EXTRA_CA_CERTS included, and what AWS_CA_BUNDLE adds; undefined where it adds nothing. */
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

/** The same error, whose message says that a proxy stands between. */
function namingProxy(error: unknown, { address, variable }: Proxy): unknown {
  if (error instanceof Error && !(error.cause instanceof ProxyRefusal))
    error.message = `${error.message} (through the proxy ${address} of ${variable})`
  return error
}
