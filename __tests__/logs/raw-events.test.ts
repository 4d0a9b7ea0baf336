import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  type GetLogEventsCommandOutput,
  type OutputLogEvent,
} from '@aws-sdk/client-cloudwatch-logs'
import { describe, expect, it } from '@jest/globals'
import { takeEvents } from '../../src/logs/raw-events.js'

interface Answered {
  readonly output: GetLogEventsCommandOutput
  readonly events: readonly OutputLogEvent[]
}

/** Sends GetLogEvents to a server that answers this, piece by piece. */
async function answered(statusCode: number, ...pieces: (string | Buffer)[]): Promise<Answered> {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(statusCode, { 'content-type': 'application/x-amz-json-1.1' })
    void (async () => {
      for (const piece of pieces) {
        response.write(piece)
        await delay(5)
      }
      response.end()
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = new CloudWatchLogsClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'simulator', secretAccessKey: 'simulator' },
    maxAttempts: 1,
  })
  try {
    const command = new GetLogEventsCommand({ logGroupName: 'group', logStreamName: 'stream' })
    const events = takeEvents(command)
    const output = await client.send(command)
    return { output, events: events() }
  } finally {
    client.destroy()
    server.closeAllConnections()
    server.close()
  }
}

const EVENTS = [
  { timestamp: 1, message: 'ünïcode 日本 🚀', ingestionTime: 2 },
  { timestamp: 3, message: '' },
]

describe('the events of an answer', () => {
  it('are taken as they came, and the rest is left to the SDK', async () => {
    const { output, events } = await answered(
      200,
      JSON.stringify({ events: EVENTS, nextForwardToken: 'f/1' }),
    )
    expect(events).toEqual(EVENTS)
    expect(output).toMatchObject({ nextForwardToken: 'f/1', $metadata: { httpStatusCode: 200 } })
    expect(output.events ?? []).toEqual([])
  })

  it('are whole where a character comes in two pieces', async () => {
    const bytes = Buffer.from(JSON.stringify({ events: EVENTS }))
    const cut = bytes.indexOf(Buffer.from('🚀')) + 2
    expect((await answered(200, bytes.subarray(0, cut), bytes.subarray(cut))).events).toEqual(EVENTS)
  })

  it.each(['{}', '{"events":null}', '{"events":[]}', ''])('are none in %j', async (body) => {
    expect((await answered(200, body)).events).toEqual([])
  })
})

describe('what is no answer', () => {
  it('is the SDK’s to explain: a refusal', async () => {
    const refusal = JSON.stringify({
      __type: 'ResourceNotFoundException',
      message: 'no stream',
      events: EVENTS,
    })
    await expect(answered(400, refusal)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'no stream',
    })
  })

  it('is the SDK’s to explain: something else than JSON', async () => {
    await expect(answered(200, '<html>a proxy</html>')).rejects.toThrow(/JSON/)
  })
})
