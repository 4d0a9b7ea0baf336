import { describe, expect, it } from '@jest/globals'
import { hasProxy, proxyFor } from '../../src/runtime/proxy.js'

const ECS = new URL('https://ecs.eu-west-1.amazonaws.com/')
const PROXY = 'http://proxy.example.com:3128'

function goesDirectly(url: string, exceptions: string): boolean {
  return proxyFor(new URL(url), { HTTP_PROXY: PROXY, HTTPS_PROXY: PROXY, NO_PROXY: exceptions }) === undefined
}

describe('the proxy for a URL', () => {
  it('is that of HTTPS_PROXY for https and of HTTP_PROXY for http', () => {
    expect(proxyFor(ECS, { HTTPS_PROXY: PROXY })).toMatchObject({ address: PROXY, variable: 'HTTPS_PROXY' })
    expect(proxyFor(ECS, { HTTP_PROXY: PROXY })).toBeUndefined()
    expect(proxyFor(new URL('http://vpce.example.com/'), { HTTP_PROXY: PROXY })).toMatchObject({
      variable: 'HTTP_PROXY',
    })
  })

  it('is that of the spelling in lower case where both are set, and blank is the same as absent', () => {
    const both = { https_proxy: 'http://lower:1', HTTPS_PROXY: 'http://upper:2' }
    expect(proxyFor(ECS, both)).toMatchObject({ address: 'http://lower:1', variable: 'https_proxy' })
    expect(proxyFor(ECS, { ...both, https_proxy: ' ' })?.address).toBe('http://upper:2')
    expect(proxyFor(ECS, { HTTPS_PROXY: '' })).toBeUndefined()
    expect(hasProxy({ HTTPS_PROXY: '' })).toBe(false)
    expect(hasProxy({ http_proxy: PROXY })).toBe(true)
  })

  it('may be written without a scheme, and its address holds no password', () => {
    const proxy = proxyFor(ECS, { HTTPS_PROXY: 'runner:p%40ss@proxy.example.com:3128' })
    expect(proxy?.address).toBe(PROXY)
    expect(proxy?.url.password).toBe('p%40ss')
  })

  it.each(['socks5://proxy:1080', 'http://', 'http://user:100%@proxy:3128', 'http://proxy:99999'])(
    'is refused where the variable says %s',
    (value) => {
      expect(() => proxyFor(ECS, { HTTPS_PROXY: value })).toThrow(
        /^HTTPS_PROXY names no proxy that can be used/,
      )
    },
  )
})

describe('NO_PROXY', () => {
  it.each([
    ['https://ecs.eu-west-1.amazonaws.com/', '*'],
    ['https://ecs.eu-west-1.amazonaws.com/', 'example.com, .amazonaws.com'],
    ['https://ecs.eu-west-1.amazonaws.com/', 'example.com amazonaws.com'],
    ['https://ecs.eu-west-1.amazonaws.com/', '*.AmazonAWS.com'],
    ['https://ecs.eu-west-1.amazonaws.com/', 'ecs.eu-west-1.amazonaws.com:443'],
    ['http://10.1.2.3:8080/', '10.0.0.0/8'],
    ['http://10.1.2.3:8080/', '10.1.2.3'],
    ['http://[fd00:ec2::254]/', 'fd00:ec2::/32'],
    ['http://[fd00:ec2::254]/', '[fd00:ec2::254]:80'],
    ['http://[fd00:ec2::254]/', 'fd00:ec2::254'],
  ])('lets %s go directly with %j', (url, exceptions) => {
    expect(goesDirectly(url, exceptions)).toBe(true)
  })

  it.each([
    ['https://ecs.eu-west-1.amazonaws.com/', ''],
    ['https://ecs.eu-west-1.amazonaws.com/', 'aws.com'],
    ['https://ecs.eu-west-1.amazonaws.com/', 'ecs.eu-west-1.amazonaws.com:8443'],
    ['https://ecs.eu-west-1.amazonaws.com/', '10.0.0.0/8,., ,*.'],
    ['http://11.1.2.3/', '10.0.0.0/8'],
    ['http://10.1.2.3/', '1.2.3'],
    ['http://10.1.2.3/', '10.0.0.0/99,10.0.0.0/x,nonsense/8'],
    ['http://[fd00:ec2::254]/', '10.0.0.0/8'],
  ])('sends %s to the proxy with %j', (url, exceptions) => {
    expect(goesDirectly(url, exceptions)).toBe(false)
  })
})
