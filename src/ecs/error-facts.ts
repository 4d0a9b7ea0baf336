import type { CallFacts, Certainty } from './explain-error.js'
import { ConnectionError } from './whole-answers.js'

/** How much is shown of what is no answer of AWS. */
const LONGEST_EXCERPT_CHARACTERS = 200

/** Masked before it is cut, so that no value is cut in half: far more than the excerpt. */
const MOST_EXCERPT_BYTES = 65_536

/** AWS answered, and the answer lacks what every answer to this call has. */
export class InvalidAnswer extends Error {
  constructor(what: string) {
    super(what)
    this.name = 'InvalidAnswer'
  }
}

/** What the SDK, a socket or a check of the answer threw, as far as it is known. */
interface Thrown {
  readonly name?: unknown
  readonly code?: unknown
  readonly message?: unknown
  /** Errors of the service alone have it. */
  readonly $fault?: unknown
  readonly $metadata?: { readonly httpStatusCode?: unknown }
  readonly $response?: HttpAnswer
}

interface HttpAnswer {
  readonly statusCode?: unknown
  readonly headers?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/** Reads what was thrown by a call: errors of AWS, of the connection, of the answer, anything else. */
export function readFacts(
  operation: string,
  error: unknown,
  mask: (text: string) => string = String,
): Omit<CallFacts, 'service'> & { readonly certainty: Certainty } {
  if (typeof error !== 'object' || error === null)
    return { operation, name: 'Error', message: String(error), certainty: 'uncertain' }
  const { name, code, message, $metadata, $response } = error as Thrown
  const status = $metadata?.httpStatusCode
  const certainty = certaintyOf(error)
  const ahead = clockAheadMs($response)
  const isNoAnswer =
    certainty === 'uncertain' &&
    !isServiceError(error) &&
    (status !== undefined || error instanceof InvalidAnswer)
  const answer = isNoAnswer ? describeAnswer(error, $response, mask) : undefined
  return {
    operation,
    name: typeof code === 'string' ? code : typeof name === 'string' ? name : 'Error',
    message: answer ?? (typeof message === 'string' && message !== '' ? message : 'no answer'),
    certainty,
    ...(answer !== undefined && { answer }),
    ...(typeof status === 'number' && { status }),
    ...(ahead !== undefined && { clockAheadMs: ahead }),
  }
}

/** See {@link Certainty}. */
function certaintyOf(error: object): Certainty {
  if (error instanceof ConnectionError) return error.unsent ? 'unsent' : 'uncertain'
  const { name, $metadata } = error as Thrown
  const status = $metadata?.httpStatusCode
  if (isServiceError(error))
    return typeof status === 'number' && (status >= 500 || status === 408) ? 'uncertain' : 'refused'
  const isAnswered = status !== undefined || error instanceof InvalidAnswer
  return isAnswered || name === 'TimeoutError' || name === 'AbortError'
    ? 'uncertain'
    : isSocketError(error)
      ? 'uncertain'
      : 'unsent'
}

/** An error that the API of the service has: the SDK calls what has no name `Unknown`, and what has no text `UnknownError`. */
function isServiceError(error: object): boolean {
  const { name, message, $fault } = error as Thrown
  return $fault !== undefined && name !== 'Unknown' && name !== 'UnknownError' && message !== 'UnknownError'
}

/** Node's sockets name their errors in `code`. */
function isSocketError(error: object): boolean {
  const { code, message } = error as Thrown
  return (
    (typeof code === 'string' && /^E(?!RR_)[A-Z_]+$/.test(code)) ||
    (typeof message === 'string' && /socket hang up/i.test(message))
  )
}

function clockAheadMs(response: HttpAnswer | undefined): number | undefined {
  const date = response?.headers?.['date']
  const time = typeof date === 'string' ? Date.parse(date) : NaN
  return Number.isNaN(time) ? undefined : time - Date.now()
}

/** `status 403, text/html, 84 bytes, begins with <!DOCTYPE html> …`: what a reader needs to find out who sent that. */
function describeAnswer(
  error: object,
  response: HttpAnswer | undefined,
  mask: (text: string) => string,
): string {
  const { message, $metadata } = error as Thrown
  const { statusCode = $metadata?.httpStatusCode, headers = {}, body } = response ?? {}
  const type = headerText(headers['content-type'])
  const encoding = headerText(headers['content-encoding'])
  const bytes = body instanceof Uint8Array ? Buffer.from(body) : undefined
  const excerpt = bytes && encoding === '' ? excerptOf(bytes, mask) : ''
  const parts = [
    typeof statusCode === 'number' ? `status ${statusCode}` : '',
    type,
    encoding && `encoded as ${encoding}`,
    bytes ? `${bytes.length} bytes` : '',
    error instanceof InvalidAnswer ? String(message) : '',
  ].filter(Boolean)
  return `no valid answer: ${parts.join(', ')}${excerpt && `, begins with ${excerpt}`}`
}

function headerText(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 60).replace(/[^\w/+.;= -]/g, '') : ''
}

/** The beginning of a page or a text. Of JSON nothing: an answer of ECS repeats the values of environments. */
function excerptOf(body: Buffer, mask: (text: string) => string): string {
  const whole = body.subarray(0, MOST_EXCERPT_BYTES).toString()
  if (/^\s*["[{]/.test(whole)) return ''
  const text = mask(whole)
  const shown = text
    .slice(0, LONGEST_EXCERPT_CHARACTERS)
    .replace(/[\p{Cc}\p{Cf}\ufffd\s]+/gu, ' ')
    .trim()
  return text.length > LONGEST_EXCERPT_CHARACTERS ? `${shown}…` : shown
}
