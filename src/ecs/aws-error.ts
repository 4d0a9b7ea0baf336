import { type CallFacts, explainError, type ErrorExplanation } from './explain-error.js'

export interface ErrorOptions {
  /** `ecs` unless given. */
  readonly service?: CallFacts['service']
  /** What is known of this call alone; undefined for what {@link explainError} knows as well. */
  readonly explain?: (facts: CallFacts) => ErrorExplanation | undefined
  /** Takes values out of AWS's own text that it must not repeat. */
  readonly conceal?: (text: string) => string
}

/** A call that AWS refused, or that never got an answer. The message is ready to be shown. */
export class AwsError extends Error {
  readonly operation: string
  /** The exception's name as AWS has it, or the socket's error code. */
  readonly exception: string
  readonly service: CallFacts['service']
  readonly explanation: ErrorExplanation
  /** No answer, or a fault on the other side: the call may have been carried out all the same. */
  readonly mayHaveHappened: boolean
  /** There was an answer, if only a refusal. */
  readonly answered: boolean

  constructor(
    operation: string,
    cause: unknown,
    { service = 'ecs', explain, conceal = String }: ErrorOptions = {},
  ) {
    const facts = { ...readFacts(operation, cause), service }
    const meaning = explain?.(facts) ?? explainError(facts)
    // What it means may hold words of AWS as well.
    const lines = [`${operation}: ${facts.message} (${facts.name})`, meaning.cause, meaning.fix]
    super(conceal(lines.filter(Boolean).join('\n')), { cause })
    this.name = 'AwsError'
    this.operation = operation
    this.exception = facts.name
    this.service = service
    this.answered = facts.status !== undefined
    // Without a session nothing was sent to the service that the session is for.
    this.mayHaveHappened =
      service !== 'sts' && meaning.retry === 'soon' && (facts.status === undefined || facts.status >= 500)
    this.explanation = meaning
  }
}

/** The error of a call. One that comes from the credentials, which a call waits for, already says all there is to say. */
export function asAwsError(operation: string, cause: unknown, options?: ErrorOptions): AwsError {
  return cause instanceof AwsError ? cause : new AwsError(operation, cause, options)
}

/** Name, text and status of whatever was thrown: SDK exceptions, sockets' errors (`code`), anything else. */
function readFacts(operation: string, error: unknown): Omit<CallFacts, 'service'> {
  if (typeof error !== 'object' || error === null) return { operation, name: 'Error', message: String(error) }
  const { name, code, message, $metadata } = error as {
    name?: unknown
    code?: unknown
    message?: unknown
    $metadata?: { httpStatusCode?: unknown }
  }
  const status = $metadata?.httpStatusCode
  return {
    operation,
    name: typeof code === 'string' ? code : typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' && message !== '' ? message : 'no answer',
    ...(typeof status === 'number' && { status }),
  }
}
