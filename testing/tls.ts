import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request as forward } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TlsFront {
  /** `https://localhost:<port>`. */
  readonly url: string
  /** The file of the authority, which the system does not know. */
  readonly authority: string
  /** How many connections were opened. */
  readonly connections: number
  stop(): Promise<void>
}

/** An HTTPS server for `localhost`, with a certificate of its own, in front of an HTTP server. */
export async function startTlsFront(target: string): Promise<TlsFront> {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'))
  const authority = join(folder, 'cert.pem')
  const key = join(folder, 'key.pem')
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', authority],
    ],
    { stdio: 'ignore' },
  )
  let connections = 0
  const server = createServer(
    { key: readFileSync(key), cert: readFileSync(authority) },
    (incoming, outgoing) => {
      const { method, headers, url = '/' } = incoming
      const sent = forward(new URL(url, target), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      })
      sent.on('error', () => outgoing.destroy())
      incoming.pipe(sent)
    },
  )
  server.on('connection', () => {
    connections += 1
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `https://localhost:${port}`,
    authority,
    get connections() {
      return connections
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
