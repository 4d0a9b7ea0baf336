import { type CallFacts, explainCall, type Meaning } from './meanings.js'

/** A call that AWS refused, or that never got an answer. The message is ready to be shown. */
export class AwsError extends Error {
  readonly operation: string
  /** The exception's name as AWS has it, or the socket's error code. */
  readonly exception: string
  readonly meaning: Meaning
  /** No answer, or a fault on the other side: the call may have been carried out all the same. */
  readonly mayHaveHappened: boolean

  constructor(operation: string, cause: unknown, service: CallFacts['service'] = 'ecs') {
    const facts = { ...readFacts(operation, cause), service }
    const meaning = explainCall(facts)
    super(
      [`${operation}: ${facts.message} (${facts.name})`, meaning.means, meaning.cure]
        .filter(Boolean)
        .join('\n'),
      { cause },
    )
    this.name = 'AwsError'
    this.operation = operation
    this.exception = facts.name
    this.mayHaveHappened = meaning.retry === 'soon' && (facts.status === undefined || facts.status >= 500)
    this.meaning = meaning
  }
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
