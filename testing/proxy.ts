import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, type Socket } from 'node:net'
import { createProxy } from 'proxy'

export interface TestProxy {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  /** What went through: `POST http://host/path` or `CONNECT host:443`, the latter with the bytes of the tunnel unread. */
  readonly requests: readonly string[]
  stop(): Promise<void>
}

export interface TestProxyOptions {
  /** `user:password` that the proxy asks for. */
  readonly credentials?: string
  /** Answers CONNECT with this status in place of opening the tunnel; `hang` never answers. */
  readonly connectStatus?: number | 'hang'
}

/** A proxy on loopback, the npm package `proxy`, that keeps a list of what goes through it. */
export async function startProxy({ credentials, connectStatus }: TestProxyOptions = {}): Promise<TestProxy> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createProxy(createServer())
  if (credentials !== undefined) {
    const expected = `Basic ${Buffer.from(credentials).toString('base64')}`
    server.authenticate = (request) => request.headers['proxy-authorization'] === expected
  }
  server.prependListener('request', ({ method = '', url = '' }) => requests.push(`${method} ${url}`))
  server.prependListener('connect', ({ url = '' }) => requests.push(`CONNECT ${url}`))
  if (connectStatus !== undefined) {
    server.removeAllListeners('connect')
    server.on('connect', ({ url = '' }, socket: Socket) => {
      requests.push(`CONNECT ${url}`)
      if (connectStatus !== 'hang')
        socket.end(`HTTP/1.1 ${connectStatus} Refused\r\ncontent-length: 0\r\n\r\n`)
    })
  }
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
