import { buffer } from 'node:stream/consumers'
import type { MiddlewareStack } from '@smithy/types'
import { isJsonObject, type JsonObject } from '../text/json.js'

interface Command<Input extends object, Output extends object> {
  readonly middlewareStack: MiddlewareStack<Input, Output>
}

/**
 * Keeps the JSON that ECS sends: the SDK drops members that it does not know. Returns a function that gives this JSON
 * after the command has been sent. It gives undefined where the answer is no JSON object; the SDK refuses such an answer.
 */
export function keepRawAnswer<Input extends object, Output extends object>(
  command: Command<Input, Output>,
): () => JsonObject | undefined {
  let answer: JsonObject | undefined
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const response = result.response as { body: NodeJS.ReadableStream | Uint8Array }
      const { body } = response
      const bytes = body instanceof Uint8Array ? body : await buffer(body)
      answer = parse(bytes)
      response.body = bytes
      return result
    },
    // Innermost, so that the body is read before the SDK's deserializer takes it.
    { step: 'deserialize', priority: 'low', name: 'keepRawAnswer' },
  )
  return () => answer
}

/** Sends this body in place of the serialized input of the command: the SDK drops members that it does not know. */
export function sendRawBody<Input extends object, Output extends object>(
  command: Command<Input, Output>,
  body: JsonObject,
): void {
  command.middlewareStack.add(
    (next) => async (args) => {
      const request = args.request as { body: string }
      request.body = JSON.stringify(body)
      return next(args)
    },
    // After the serializer, before the length is set and before the request is signed.
    { step: 'serialize', priority: 'low', name: 'sendRawBody' },
  )
}

function parse(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString())
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
