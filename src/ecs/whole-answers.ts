import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler'

const CONNECT_TIMEOUT_MS = 5_000
/** Longer than every call of this action takes. Short enough that one lost packet does not delay the next poll much. */
const SILENCE_TIMEOUT_MS = 6_000
/** The largest answer is a page of a log: 1 MiB, or up to 6 MiB where JSON escapes its characters. */
const MOST_BYTES = 16 * 1024 * 1024

/** No whole answer: AWS was not reached, or the connection broke before the end of the answer. */
export class ConnectionError extends Error {
  /** Node's error code, such as `ECONNRESET`. */
  readonly code: string
  /** The call cannot have reached AWS: no connection was open. */
  readonly unsent: boolean

  constructor(message: string, code: string, unsent: boolean, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ConnectionError'
    this.code = code
    this.unsent = unsent
  }
}

/**
 * Passes an answer to the SDK only when all of it has been read, within a time and size limit. The SDK's own limits apply
 * to the head of an answer only. The SDK gives an error in the body the status of the head: a broken call would look as
 * if AWS had answered it.
 */
export class WholeAnswers extends NodeHttpHandler {
  readonly #answerTimeoutMs: number

  /** @param answerTimeoutMs from the call to the last byte of its answer */
  constructor(answerTimeoutMs: number, options: NodeHttpHandlerOptions = {}) {
    super({
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: SILENCE_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      ...options,
    })
    this.#answerTimeoutMs = answerTimeoutMs
  }

  override async handle(
    ...[request, options = {}]: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    const caller = options.abortSignal as AbortSignal | undefined
    const giveUp = new AbortController()
    const onAbort = (): void => {
      giveUp.abort(caller?.reason)
    }
    if (caller?.aborted === true) onAbort()
    caller?.addEventListener('abort', onAbort, { once: true })
    const timer = setTimeout(() => {
      giveUp.abort(timeout(`the answer had not ended after ${this.#answerTimeoutMs / 1000} s`))
    }, this.#answerTimeoutMs)
    try {
      const { response } = await super.handle(request, { ...options, abortSignal: giveUp.signal })
      response.body = await readWhole(response.body as NodeJS.ReadableStream, giveUp)
      return { response }
    } catch (error) {
      caller?.throwIfAborted()
      throw connectionError(giveUp.signal.aborted ? giveUp.signal.reason : error)
    } finally {
      clearTimeout(timer)
      caller?.removeEventListener('abort', onAbort)
    }
  }
}

/** Reads a body to its end. Rejects and closes the connection when the body breaks off, stops or is too large. */
async function readWhole(body: NodeJS.ReadableStream, giveUp: AbortController): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  const silence = setTimeout(() => {
    giveUp.abort(timeout(`the answer stopped after ${bytes} bytes`))
  }, SILENCE_TIMEOUT_MS)
  const aborted = new Promise<never>((_, reject) => {
    giveUp.signal.addEventListener('abort', () => {
      reject(giveUp.signal.reason as Error)
    })
  })
  const read = async (): Promise<Buffer> => {
    for await (const chunk of body) {
      silence.refresh()
      const part = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      chunks.push(part)
      bytes += part.length
      if (bytes > MOST_BYTES)
        throw new ConnectionError(`the answer is larger than ${MOST_BYTES} bytes`, 'TOO_LARGE', false)
    }
    return Buffer.concat(chunks, bytes)
  }
  try {
    return await Promise.race([read(), aborted])
  } finally {
    clearTimeout(silence)
  }
}

function timeout(message: string): ConnectionError {
  return new ConnectionError(message, 'ETIMEDOUT', false)
}

function connectionError(error: unknown): ConnectionError {
  if (error instanceof ConnectionError) return error
  const { name, code, syscall, message } = error as {
    name?: unknown
    code?: unknown
    syscall?: unknown
    message?: unknown
  }
  const text = typeof message === 'string' && message !== '' ? message : 'no answer'
  const known = typeof code === 'string' ? code : typeof name === 'string' ? name : 'Error'
  return new ConnectionError(text, known, isUnsent(known, syscall, text), { cause: error })
}

/** Node's error codes (OpenSSL, X.509, `dns` and `connect`) for errors before anything is sent. */
function isUnsent(code: string, syscall: unknown, message: string): boolean {
  return (
    syscall === 'connect' ||
    syscall === 'getaddrinfo' ||
    /^(ERR_TLS|ERR_SSL|CERT_|EPROTO|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH)/.test(code) ||
    /did not establish a connection/.test(message)
  )
}
