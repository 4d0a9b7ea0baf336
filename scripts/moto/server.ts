import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'

const START_MS = 30_000

export interface Moto {
  readonly url: string
  stop(): void
}

/** Starts moto's server by this command on a free port of loopback, and waits until it answers. */
export async function startMoto([program = 'moto_server', ...words]: readonly string[]): Promise<Moto> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(program, [...words, '--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' })
  const stop = () => {
    child.kill()
  }
  const giveUpAt = Date.now() + START_MS
  while (!(await answers(`${url}/moto-api/`))) {
    if (child.exitCode === null && Date.now() < giveUpAt) await setTimeout(200)
    else {
      stop()
      throw new Error('moto does not answer')
    }
  }
  return { url, stop }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function answers(address: string): Promise<boolean> {
  return fetch(address).then(
    () => true,
    () => false,
  )
}
