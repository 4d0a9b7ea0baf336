import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Answer, type BrokenAnswer, breakAnswer, type Wire } from './broken-answers.ts'
import { recordExchange } from './exchange-record.ts'
import { expiredToken, type Fault } from './faults.ts'
import { githubProtocol } from './github-protocol.ts'
import { jsonProtocol } from './json-protocol.ts'
import type { Account, Caller } from './model.ts'
import { callerOf, type Protocol, type ProtocolRequest } from './protocol.ts'
import { queryProtocol } from './query-protocol.ts'
import { ServiceError } from './service-error.ts'
import { refuseOldSignature } from './signature-time.ts'

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
  outcome?: number | 'reset' | 'hang' | 'lost-answer' | BrokenAnswer
  /** Type and message of the error that was answered. */
  error?: string
}

export type FaultSource = (operation: string, body: unknown) => Fault

export interface CallListeners {
  /** Decides what goes wrong with a call. */
  readonly nextFault: FaultSource
  /** Called when a call has been answered, or is left without an answer. */
  readonly onCall?: (call: RecordedCall) => void
}

/** Creates the server without listening. Every call is recorded, and asked for its fault first. */
export function createApiServer(account: Account, calls: RecordedCall[], listeners: CallListeners): Server {
  return createServer((request, response) => {
    respond(account, calls, listeners, request, response).catch((error: unknown) => {
      if (account.closing.aborted || request.destroyed) return
      response.destroy()
      throw error
    })
  })
}

async function respond(
  account: Account,
  calls: RecordedCall[],
  { nextFault, onCall }: CallListeners,
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
  if (fault.instead === 'reset') incoming.socket.resetAndDestroy()
  if (fault.instead === 'hang' || fault.instead === 'reset') {
    onCall?.(call)
    return
  }
  const awsTime = Date.now() + (fault.clockAheadMs ?? 0)
  const result =
    fault.error ??
    refuseOldSignature(headers, operation, awsTime) ??
    perform(account, protocol, operation, request, caller)
  if (result instanceof ServiceError) call.error = `${result.type}: ${result.message}`
  if (fault.lateMs > 0) await account.clock.sleep(fault.lateMs, account.closing)
  if (fault.instead === 'lost-answer') {
    incoming.socket.destroy()
    onCall?.(call)
    return
  }
  const whole = answerOf(protocol, result)
  recordExchange(operation, request, whole)
  const wire = fault.breakage
    ? breakAnswer(whole, fault.breakage)
    : { ...whole, body: Buffer.from(whole.body) }
  call.outcome = fault.breakage?.kind ?? whole.status
  await send(response, wire, awsTime)
  onCall?.(call)
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

function answerOf(protocol: Protocol, result: string | ServiceError): Answer {
  const error = result instanceof ServiceError ? result : undefined
  return {
    status: error?.status ?? 200,
    headers: {
      'content-type': protocol.contentType,
      'x-amzn-requestid': randomUUID(),
      ...(error && { 'x-amzn-errortype': error.type }),
    },
    body: result instanceof ServiceError ? protocol.encodeError(result) : result,
  }
}

/** Sends an answer, or as much of it as its fault lets through. */
async function send(
  response: ServerResponse,
  { status, headers, body, rest }: Wire,
  awsTime: number,
): Promise<void> {
  response.writeHead(status, {
    'content-length': String(body.length),
    date: new Date(awsTime).toUTCString(),
    ...headers,
  })
  if (rest === undefined) {
    response.end(body)
    return
  }
  // The head and the half must have left the process before the connection is cut.
  await new Promise<void>((resolve) =>
    response.write(body, () => {
      resolve()
    }),
  )
  if (rest === 'cut') response.socket?.destroy()
}
