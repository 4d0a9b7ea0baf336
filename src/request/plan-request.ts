import type { RunTaskCommandInput, TaskDefinition } from '@aws-sdk/client-ecs'
import type { RunSettings } from '../inputs/settings.js'
import { planSizes } from '../sizing/plan-sizes.js'
import type { SizePlan } from '../sizing/types.js'
import { buildRunTaskRequest } from './run-task-request.js'

export interface PlannedRequest {
  readonly plan: SizePlan
  /** Absent where the inputs name no task definition. */
  readonly request?: RunTaskCommandInput
}

/** Works out the sizes and the request; no request where the settings name no task definition. */
export function planRequest(settings: RunSettings, definition: TaskDefinition | undefined): PlannedRequest {
  const { launchType, platformVersion, capacityProviderStrategy } = settings
  const providers = capacityProviderStrategy.flatMap(({ capacityProvider }) => capacityProvider ?? [])
  const plan = planSizes(definition, settings, {
    capacityProviders: [...new Set(providers)],
    ...(launchType !== undefined && { launchType }),
    ...(platformVersion !== undefined && { platformVersion }),
  })
  return {
    plan,
    ...(hasTaskDefinition(settings) && { request: buildRunTaskRequest(settings, plan, definition) }),
  }
}

function hasTaskDefinition(settings: RunSettings): settings is RunSettings & { taskDefinition: string } {
  return settings.taskDefinition !== undefined
}
