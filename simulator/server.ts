import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Fault } from './faults.ts'
import type { Account } from './model.ts'
import { OPERATIONS } from './operations/index.ts'
import { answer } from './operations/operation.ts'
import { ServiceError } from './service-error.ts'
import { callerOf, CONTENT_TYPE, encodeError, operationOf } from './wire.ts'

/** A call as it came in. */
export interface RecordedCall {
  readonly operation: string
  readonly body: unknown
  /** Simulated epoch milliseconds. */
  readonly time: number
  readonly region: string
  readonly accessKeyId: string | undefined
  readonly userAgent: string | undefined
  /** The answer's HTTP status, or what there was instead of an answer; undefined as long as it is open. */
  outcome?: number | 'reset' | 'hang' | 'lost-answer'
}

/** Creates the server without listening. Every call is recorded, and asked for its fault first. */
export function createApiServer(
  account: Account,
  calls: RecordedCall[],
  nextFault: (operation: string, body: unknown) => Fault,
): Server {
  return createServer((request, response) => {
    respond(account, calls, nextFault, request, response).catch((error: unknown) => {
      if (account.closing.aborted || request.destroyed) return
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
      send(response, 500, encodeError(new ServiceError('ServerException', message, 500)), 'ServerException')
    })
  })
}

async function respond(
  account: Account,
  calls: RecordedCall[],
  nextFault: (operation: string, body: unknown) => Fault,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request)
  const operation = operationOf(request.headers) ?? ''
  const caller = callerOf(request.headers, account.region)
  const call: RecordedCall = {
    operation,
    body: parseLeniently(body),
    time: account.clock.now(),
    ...caller,
    userAgent: request.headers['user-agent'],
  }
  calls.push(call)
  const fault = nextFault(operation, call.body)
  if (fault.delayMs > 0) await account.clock.sleep(fault.delayMs, account.closing)
  if (fault.instead !== undefined) call.outcome = fault.instead
  if (fault.instead === 'hang') return
  if (fault.instead === 'reset') {
    request.socket.resetAndDestroy()
    return
  }
  const result = fault.error ?? perform(account, operation, body, caller)
  if (fault.instead === 'lost-answer') {
    request.socket.destroy()
    return
  }
  call.outcome = result instanceof ServiceError ? result.status : 200
  if (result instanceof ServiceError) send(response, result.status, encodeError(result), result.type)
  else send(response, 200, JSON.stringify(result))
}

function perform(
  account: Account,
  operation: string,
  body: string,
  caller: ReturnType<typeof callerOf>,
): object | ServiceError {
  const known = OPERATIONS.get(operation)
  if (known === undefined) {
    return new ServiceError(
      'UnknownOperationException',
      `The simulator does not know the operation ${operation}.`,
    )
  }
  try {
    return answer(known, account, body, caller)
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
}

function send(response: ServerResponse, status: number, body: string, errorType?: string): void {
  response.writeHead(status, {
    'content-type': CONTENT_TYPE,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
    ...(errorType !== undefined && { 'x-amzn-errortype': errorType }),
  })
  response.end(body)
}

function parseLeniently(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
