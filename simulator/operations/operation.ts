import { decode } from '../decode.ts'
import type { Account, Caller } from '../model.ts'
import type { Structure } from '../shapes.ts'

/** One operation of the API. */
export interface Operation<Request> {
  /** The members whose types the service checks before anything else. */
  readonly shape: Structure
  /** Answers a request of that shape. Throws ServiceError. */
  readonly perform: (account: Account, request: Request, caller: Caller) => object
}

/** Answers the text of a request. Throws ServiceError. */
export function answer(operation: Operation<never>, account: Account, body: string, caller: Caller): object {
  // The shape has been checked; the compiler cannot know that it is the operation's own.
  return operation.perform(account, decode(operation.shape, body) as never, caller)
}
