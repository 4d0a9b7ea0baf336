import type { Mask } from '../text/mask.js'
import { type CallFacts, type Certainty, explainError, type ErrorExplanation } from './explain-error.js'
import { readFacts } from './error-facts.js'
import { maskOf } from './mask-answers.js'

export interface ErrorOptions {
  /** `ecs` unless given. */
  readonly service?: CallFacts['service']
  /** What is known of this call alone; undefined for what {@link explainError} knows as well. */
  readonly explain?: (facts: CallFacts) => ErrorExplanation | undefined
  /** Takes secret values out of AWS's own text; that of the call's client unless given. */
  readonly mask?: Mask
}

/** AWS explains a denied call in up to some thousand characters; more than that helps no reader. */
const LONGEST_TEXT_CHARACTERS = 4_000

/** A call that AWS refused, or that never got an answer. The message is ready to be shown. */
export class AwsError extends Error {
  readonly operation: string
  /** The exception's name as AWS has it, or the socket's error code. */
  readonly exception: string
  readonly service: CallFacts['service']
  readonly explanation: ErrorExplanation
  readonly certainty: Certainty
  /** There was an answer, if only a refusal. */
  readonly answered: boolean
  /** AWS refuses because of the rate of calls, not because of this one. */
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
    // Without a session nothing was sent to the service that the session is for.
    this.certainty = service === 'sts' ? 'unsent' : facts.certainty
    this.answered = facts.status !== undefined
    this.explanation = meaning
    this.throttled = meaning.throttled ?? false
  }
}

/** The error of a call. One that comes from the credentials, which a call waits for, already says all there is to say. */
export function asAwsError(operation: string, cause: unknown, options?: ErrorOptions): AwsError {
  return cause instanceof AwsError ? cause : new AwsError(operation, cause, options)
}

function shorten(text: string): string {
  if (text.length <= LONGEST_TEXT_CHARACTERS) return text
  return `${text.slice(0, LONGEST_TEXT_CHARACTERS)}… (${text.length} characters)`
}
