import { createServer, type IncomingMessage, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Draw, hostileText } from './draw.ts'

/** Members of answers in which AWS speaks in words; it may quote what it was sent. */
const WORDS: ReadonlySet<string> = new Set(['stoppedReason', 'reason', 'detail', 'message', 'Message'])
/** What a step needs to go on at all. */
const KEPT: ReadonlySet<string> = new Set([
  ...['lastStatus', 'desiredStatus', 'nextForwardToken', 'nextToken', 'logStreamName', 'eventId', '__type'],
])
const WORDS_CHANCE = 0.95
const LINE_CHANCE = 0.7
const OTHERS_CHANCE = 0.01

const OF_THE_CONNECTION: ReadonlySet<string> = new Set(['host', 'content-length', 'connection'])

export interface Tampered {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** Stands between the action and the simulator, and puts hostile text into what AWS answers. */
export async function tamper(target: string, draw: Draw): Promise<Tampered> {
  const server: Server = createServer((request, response) => {
    forward(target, request, draw).then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.destroy(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function forward(
  target: string,
  request: IncomingMessage,
  draw: Draw,
): Promise<{ status: number; type: string; body: string }> {
  const headers = Object.entries(request.headers).filter(([name]) => !OF_THE_CONNECTION.has(name))
  const answer = await fetch(target + (request.url ?? '/'), {
    method: request.method ?? 'POST',
    headers: headers.map(([name, value]) => [name, String(value)]),
    body: await text(request),
  })
  const whole = await answer.text()
  const isLog = /Logs_/.test(String(request.headers['x-amz-target']))
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? 'application/x-amz-json-1.1',
    body: tamperJson(whole, isLog && answer.status === 200, draw),
  }
}

function tamperJson(body: string, isLog: boolean, draw: Draw): string {
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    return body
  }
  return JSON.stringify(answer, (key, value: unknown) => {
    if (typeof value !== 'string' || KEPT.has(key)) return value
    // The runner masks what a container prints; this action does not see it as a whole.
    if (isLog) return key === 'message' && draw.chance() < LINE_CHANCE ? hostileText(draw, false) : value
    if (WORDS.has(key)) return draw.chance() < WORDS_CHANCE ? hostileText(draw, true) : value
    return draw.chance() < OTHERS_CHANCE ? hostileText(draw, false) : value
  })
}
