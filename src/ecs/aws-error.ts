import type { Mask } from '../text/mask.js'
import { explainError } from './explain-error.js'
import { type CallFacts, type Certainty, type ErrorExplanation } from './error-explanation.js'
import { readFacts } from './error-facts.js'
import { maskOf } from './mask-answers.js'

export interface ErrorOptions {
  /** `ecs` unless given. */
  readonly service?: CallFacts['service']
  /** An explanation for this operation only. Where it returns undefined, {@link explainError} explains the error. */
  readonly explain?: (facts: CallFacts) => ErrorExplanation | undefined
  /** Masks secret values in AWS's text. The default is the mask of the client that made the call. */
  readonly mask?: Mask
}

/** AWS explains a denied call in up to some thousand characters. */
const LONGEST_TEXT_CHARACTERS = 4_000

/** A call that AWS refused, or a call without an answer. The message can be printed as it is. */
export class AwsError extends Error {
  readonly operation: string
  /** AWS's name of the exception, or the socket's error code. */
  readonly exception: string
  readonly service: CallFacts['service']
  readonly explanation: ErrorExplanation
  readonly certainty: Certainty
  /** AWS answered; a refusal is an answer. */
  readonly answered: boolean
  /** AWS throttled the call. */
  readonly throttled: boolean

  constructor(
    operation: string,
    cause: unknown,
    { service = 'ecs', explain, mask = maskOf(cause) }: ErrorOptions = {},
  ) {
    const read = readFacts(operation, cause, mask)
    const facts = { ...read, message: mask(read.message), service }
    const meaning = explain?.(facts) ?? explainError(facts)
    const text = facts.answer === undefined ? `${shorten(facts.message)} (${facts.name})` : facts.message
    const lines = [`${operation}: ${text}`, meaning.cause, meaning.fix]
    super(lines.filter(Boolean).join('\n'), { cause })
    this.name = 'AwsError'
    this.operation = operation
    this.exception = facts.name
    this.service = service
    // Without a session no request was sent to the service that needs the session.
    this.certainty = service === 'sts' ? 'unsent' : facts.certainty
    this.answered = facts.status !== undefined
    this.explanation = meaning
    this.throttled = meaning.throttled ?? false
  }
}

/** The error of a call. An `AwsError` is returned unchanged: it comes from the credentials, which every call waits for. */
export function asAwsError(operation: string, cause: unknown, options?: ErrorOptions): AwsError {
  return cause instanceof AwsError ? cause : new AwsError(operation, cause, options)
}

function shorten(text: string): string {
  if (text.length <= LONGEST_TEXT_CHARACTERS) return text
  return `${text.slice(0, LONGEST_TEXT_CHARACTERS)}… (${text.length} characters)`
}
