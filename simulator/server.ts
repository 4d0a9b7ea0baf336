import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { expiredToken, type Fault } from './faults.ts'
import { githubProtocol } from './github-protocol.ts'
import { jsonProtocol } from './json-protocol.ts'
import type { Account, Caller } from './model.ts'
import { callerOf, type Protocol, type ProtocolRequest } from './protocol.ts'
import { queryProtocol } from './query-protocol.ts'
import { ServiceError } from './service-error.ts'

/** A call as it came in. */
export interface RecordedCall {
  readonly operation: string
  /** The request's members. */
  readonly body: unknown
  /** Simulated epoch milliseconds. */
  readonly time: number
  readonly region: string
  readonly accessKeyId: string | undefined
  readonly userAgent: string | undefined
  /** The answer's HTTP status, or what there was instead of an answer; undefined as long as it is open. */
  outcome?: number | 'reset' | 'hang' | 'lost-answer'
}

export type FaultSource = (operation: string, body: unknown) => Fault

/** Creates the server without listening. Every call is recorded, and asked for its fault first. */
export function createApiServer(account: Account, calls: RecordedCall[], nextFault: FaultSource): Server {
  return createServer((request, response) => {
    respond(account, calls, nextFault, request, response).catch((error: unknown) => {
      if (account.closing.aborted || request.destroyed) return
      response.destroy()
      throw error
    })
  })
}

async function respond(
  account: Account,
  calls: RecordedCall[],
  nextFault: FaultSource,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { headers, url = '/' } = incoming
  const request: ProtocolRequest = { url, headers, body: await text(incoming) }
  const protocol = protocolOf(request)
  const operation = protocol.operationOf(request)
  const caller = callerOf(headers, account.region)
  const body = protocol.record(request)
  const call: RecordedCall = {
    operation,
    body,
    time: account.clock.now(),
    ...caller,
    userAgent: headers['user-agent'],
  }
  calls.push(call)
  const fault = nextFault(operation, body)
  if (fault.delayMs > 0) await account.clock.sleep(fault.delayMs, account.closing)
  if (fault.instead !== undefined) call.outcome = fault.instead
  if (fault.instead === 'hang') return
  if (fault.instead === 'reset') {
    incoming.socket.resetAndDestroy()
    return
  }
  const result = fault.error ?? perform(account, protocol, operation, request, caller)
  if (fault.lateMs > 0) await account.clock.sleep(fault.lateMs, account.closing)
  if (fault.instead === 'lost-answer') {
    incoming.socket.destroy()
    return
  }
  call.outcome = send(response, protocol, result)
}

function protocolOf({ url, headers }: ProtocolRequest): Protocol {
  if (url.startsWith('/github/')) return githubProtocol
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded')
    ? queryProtocol
    : jsonProtocol
}

function perform(
  account: Account,
  protocol: Protocol,
  operation: string,
  request: ProtocolRequest,
  caller: Caller,
): string | ServiceError {
  const session = account.sessions.get(caller.accessKeyId ?? '')
  if (session !== undefined && session.expiresAt <= account.clock.now()) return expiredToken()
  try {
    return protocol.answer(account, operation, request, caller)
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
}

/** Sends the answer and returns its HTTP status. */
function send(response: ServerResponse, protocol: Protocol, result: string | ServiceError): number {
  const error = result instanceof ServiceError ? result : undefined
  const body = result instanceof ServiceError ? protocol.encodeError(result) : result
  const status = error?.status ?? 200
  response.writeHead(status, {
    'content-type': protocol.contentType,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
    ...(error && { 'x-amzn-errortype': error.type }),
  })
  response.end(body)
  return status
}
