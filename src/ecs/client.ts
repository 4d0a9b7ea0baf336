import { ECSClient } from '@aws-sdk/client-ecs'
import type { Runtime, StepRuntime } from '../runtime/runtime.js'
import type { AwsSettings } from '../inputs/settings.js'
import { clientSettings } from './client-settings.js'
import { maskAnswers } from './mask-answers.js'
import { openCredentials, renewExpired } from './credentials/renewal.js'

/**
 * A client without retries of its own. `call.ts` decides about all retries: it also detects the throttling that ECS
 * reports inside other errors. The SDK's own retries would multiply the calls.
 */
export function createEcsClient(aws: AwsSettings, runtime: Runtime & Pick<StepRuntime, 'inputs'>): ECSClient {
  const credentials = openCredentials(aws, runtime.inputs.github, runtime)
  const client = new ECSClient({ ...clientSettings({ region: aws.region, credentials }), maxAttempts: 1 })
  client.middlewareStack.use(renewExpired(client.config.credentials))
  client.middlewareStack.use(maskAnswers((text) => runtime.console.masked(text)))
  return client
}
