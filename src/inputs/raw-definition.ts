import type { JsonObject } from '../text/json.js'

/**
 * A task definition as the API sends it, including members unknown to the SDK. The SDK drops those in both directions: a
 * copy made from the SDK's types would lose, for example, `trustedExecutionConfiguration`.
 */
export interface RawDefinition {
  readonly members: JsonObject
  /**
   * Each is `{key, value}`. DescribeTaskDefinition returns the tags beside the task definition; a request has them inside
   * it.
   */
  readonly tags: readonly JsonObject[]
}
