import { ECSClient } from '@aws-sdk/client-ecs'
import type { GithubRun } from '../inputs/inputs.js'
import type { AwsSettings } from '../inputs/settings.js'
import type { World } from '../world/world.js'
import { clientSettings } from './client-settings.js'
import { openCredentials } from './credentials.js'
import { renewExpired } from './expired-credentials.js'

/**
 * A client that asks once. Whether to ask again is decided in one place (`call.ts`), which also knows the throttling
 * that ECS hides inside other errors; the SDK's own retries on top would multiply the calls.
 */
export function createEcsClient(aws: AwsSettings, run: GithubRun, world: World): ECSClient {
  const credentials = openCredentials(aws, run, world)
  const client = new ECSClient({ ...clientSettings({ region: aws.region, credentials }), maxAttempts: 1 })
  client.middlewareStack.use(renewExpired(client.config.credentials))
  return client
}
