import { BlockList, isIP } from 'node:net'

type Environment = Readonly<Record<string, string | undefined>>

/** A proxy. The address may be printed. The URL may not: it has the password. */
export interface Proxy {
  readonly url: URL
  /** `http://proxy.example.com:3128`, without user and password. */
  readonly address: string
  /** The variable that names it: `HTTPS_PROXY`. */
  readonly variable: string
}

/**
 * The proxy that the environment names for a URL. Undefined where the host is reached directly. The variables are read
 * as curl, boto3 and the runner do: HTTPS_PROXY for `https`, HTTP_PROXY for `http`, exceptions in NO_PROXY, each in lower
 * case first. Throws an Error where the value of the variable is not a usable proxy.
 */
export function proxyFor(url: URL, environment: Environment = process.env): Proxy | undefined {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const [variable, value] = lookUp(environment, name)
  if (value === undefined || isException(url, lookUp(environment, 'NO_PROXY')[1] ?? '')) return undefined
  const proxy = parseProxy(value)
  if (proxy === undefined)
    throw new Error(
      `${variable} names no proxy that can be used. It takes http://HOST:PORT or https://HOST:PORT, before the host USER:PASSWORD@ where the proxy asks for them.`,
    )
  return { url: proxy, address: `${proxy.protocol}//${proxy.host}`, variable }
}

/** Whether any variable names a proxy. */
export function hasProxy(environment: Environment = process.env): boolean {
  return ['HTTPS_PROXY', 'HTTP_PROXY'].some((name) => lookUp(environment, name)[1] !== undefined)
}

/** The variable's name as spelled in the environment, and its value. Blank counts as absent. */
function lookUp(environment: Environment, name: string): readonly [variable: string, value?: string] {
  for (const variable of [name.toLowerCase(), name]) {
    const value = environment[variable]?.trim()
    if (value) return [variable, value]
  }
  return [name]
}

/** A proxy without a scheme is http, for https requests too. */
function parseProxy(value: string): URL | undefined {
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`
  if (!URL.canParse(text)) return undefined
  const proxy = new URL(text)
  return ['http:', 'https:'].includes(proxy.protocol) && canDecode(proxy) ? proxy : undefined
}

/** User and password must be percent-encoded. A value that cannot be decoded would throw later. */
function canDecode({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}${password}`)
    return true
  } catch {
    return false
  }
}

/** NO_PROXY is separated by commas or blanks: `*`, a host with its subdomains, an address, a network such as 10.0.0.0/8. */
function isException(url: URL, exceptions: string): boolean {
  const host = url.hostname.replaceAll(/[[\]]/g, '').toLowerCase()
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((item) => item !== '')
    .some((item) => {
      if (item === '*') return true
      if (item.includes('/')) return isInNetwork(host, item)
      const [, named = item, itemPort] = /^(.*?)(?::(\d+))?$/.exec(isIP(item) ? `[${item}]` : item) ?? []
      if (itemPort !== undefined && itemPort !== port) return false
      const domain = named.replaceAll(/[[\]]/g, '').replace(/^\*?\./, '')
      return domain !== '' && (host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`)))
    })
}

function isInNetwork(host: string, item: string): boolean {
  const [network = '', prefix = ''] = item.split('/')
  const family = isIP(network)
  const longest = family === 4 ? 32 : 128
  if (family === 0 || family !== isIP(host) || !/^\d{1,3}$/.test(prefix) || Number(prefix) > longest)
    return false
  const list = new BlockList()
  const kind = family === 4 ? 'ipv4' : 'ipv6'
  list.addSubnet(network, Number(prefix), kind)
  return list.check(host, kind)
}
