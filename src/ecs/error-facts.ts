import type { CallFacts, Certainty } from './error-explanation.js'
import { ConnectionError } from './whole-answers.js'

/** The length of the excerpt of an answer that AWS did not send. */
const LONGEST_EXCERPT_CHARACTERS = 200

/** The text is masked before it is cut: a cut value would not be masked. Much longer than the excerpt. */
const MOST_EXCERPT_BYTES = 65_536

/** AWS answered, and the answer lacks a member that every answer to this call has. */
export class InvalidAnswer extends Error {
  constructor(what: string) {
    super(what)
    this.name = 'InvalidAnswer'
  }
}

/** The known members of an error of the SDK, a socket or a check of the answer. */
interface Thrown {
  readonly name?: unknown
  readonly code?: unknown
  readonly message?: unknown
  /** Only errors of the service have it. */
  readonly $fault?: unknown
  readonly $metadata?: { readonly httpStatusCode?: unknown }
  readonly $response?: HttpAnswer
}

interface HttpAnswer {
  readonly statusCode?: unknown
  readonly headers?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/** Reads the error of a call: an error of AWS, of the connection, of the answer, or any other. */
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

/** An error of the service's API. The SDK names an error without a name `Unknown`, and gives one without a text `UnknownError`. */
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

/** `status 403, text/html, 84 bytes, begins with <!DOCTYPE html> …`: this identifies the sender, such as a proxy. */
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

/** The beginning of an HTML page or a text. Empty for JSON: an answer of ECS repeats environment values. */
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
