import type { JsonObject } from '../text/json.js'

/**
 * A task definition in the form in which it travels, members included that the SDK does not know. The SDK drops those
 * in both directions: a copy made from what it parses would lose, for example, `trustedExecutionConfiguration`.
 */
export interface RawDefinition {
  readonly members: JsonObject
  /** `{key, value}` each. They stand beside the task definition in the answer, and in it in the request. */
  readonly tags: readonly JsonObject[]
}
