import { ECSClient } from '@aws-sdk/client-ecs'
import type { AwsSettings } from '../inputs/settings.js'

const CONNECT_TIMEOUT_MS = 5_000
/** Longer than any ECS call takes; short enough that one lost packet does not cost a poll its place. */
const ANSWER_TIMEOUT_MS = 6_000

/**
 * A client that asks once. Whether to ask again is decided in one place (`call.ts`), which also knows the throttling
 * that ECS hides inside other errors; the SDK's own retries on top would multiply the calls.
 */
export function createEcsClient(aws: AwsSettings): ECSClient {
  return new ECSClient({
    ...(aws.region !== undefined && { region: aws.region }),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: ANSWER_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  })
}
