import type { RunTaskCommandInput, TaskDefinition } from '@aws-sdk/client-ecs'
import type { Place } from '../inputs/capacity-fallback.js'
import type { RunSettings } from '../inputs/settings.js'
import { isFargateProvider } from '../sizing/platform.js'
import { planSizes } from '../sizing/plan-sizes.js'
import { omitUndefined } from '../text/omit-undefined.js'
import type { SizePlan } from '../sizing/types.js'
import { buildRunTaskRequest } from './run-task-request.js'

/** A place of `capacity-fallback`, planned like the first one. */
export interface Fallback {
  /** `EC2`, `FARGATE_SPOT=4, FARGATE=1`. */
  readonly place: string
  readonly settings: RunSettings
  readonly plan: SizePlan
  readonly request: RunTaskCommandInput
}

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

/** Plans the same tasks at each place of `capacity-fallback`; sizes are rounded by the rules of that place. */
export function planFallbacks(settings: RunSettings, definition: TaskDefinition | undefined): Fallback[] {
  return settings.capacityFallback.flatMap((place) => {
    const there = settingsAt(settings, place)
    const { plan, request } = planRequest(there, definition)
    return request ? [{ place: describePlace(place), settings: there, plan, request }] : []
  })
}

/** ECS accepts a platform version only on Fargate, and placement only outside Fargate: other places do not get them. */
function settingsAt(settings: RunSettings, place: Place): RunSettings {
  const { platformVersion, placementConstraints, placementStrategy } = settings
  const onFargate =
    'launchType' in place
      ? place.launchType === 'FARGATE'
      : place.capacityProviderStrategy.every(({ capacityProvider = '' }) =>
          isFargateProvider(capacityProvider),
        )
  const there = {
    ...settings,
    launchType: undefined,
    capacityProviderStrategy: [],
    ...place,
    platformVersion: onFargate ? platformVersion : undefined,
    placementConstraints: onFargate ? [] : placementConstraints,
    placementStrategy: onFargate ? [] : placementStrategy,
  }
  return omitUndefined(there)
}

function describePlace(place: Place): string {
  if ('launchType' in place) return place.launchType
  return place.capacityProviderStrategy
    .map(({ capacityProvider = '', weight }) =>
      weight === undefined ? capacityProvider : `${capacityProvider}=${weight}`,
    )
    .join(', ')
}

function hasTaskDefinition(settings: RunSettings): settings is RunSettings & { taskDefinition: string } {
  return settings.taskDefinition !== undefined
}
