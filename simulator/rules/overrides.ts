import type { ContainerDefinition, ContainerOverride, TaskOverride } from '@aws-sdk/client-ecs'
import { invalidParameter, type ServiceError } from '../service-error.ts'
import type { WireTaskDefinition } from '../model.ts'
import { ENVIRONMENT_FILES_MAX, TOO_MANY_ENVIRONMENT_FILES } from './register-task-definition.ts'
import { parseInteger, type TaskSize } from './task-size.ts'

/** "This limit includes the JSON formatting characters of the override structure." (RunTask's reference) */
const OVERRIDES_MAX_CHARACTERS = 8192

export function checkOverrides(
  containers: readonly ContainerDefinition[],
  overrides: TaskOverride | undefined,
): ServiceError | undefined {
  if (overrides === undefined) return undefined
  if (JSON.stringify(overrides).length > OVERRIDES_MAX_CHARACTERS) {
    return invalidParameter(`Container Overrides length must be at most ${OVERRIDES_MAX_CHARACTERS}`)
  }
  // A JSON null in the list reaches this place: the types do not know it.
  const containerOverrides: readonly (ContainerOverride | null)[] = overrides.containerOverrides ?? []
  const seen = new Set<string>()
  for (const override of containerOverrides) {
    const name = override?.name
    if (!name) return invalidParameter('Override argument cannot be null')
    if (!containers.some((container) => container.name === name)) {
      return invalidParameter(`Override for container named ${name} is not a container in the TaskDefinition`)
    }
    if (seen.has(name))
      return invalidParameter(`Override for container named ${name} is specified more than once`)
    seen.add(name)
    if ((override.environmentFiles?.length ?? 0) > ENVIRONMENT_FILES_MAX) {
      return invalidParameter(TOO_MANY_ENVIRONMENT_FILES)
    }
  }
  return undefined
}

/** The definition's size with the overrides over it; NaN where an override is no plain integer. */
export function effectiveSize(definition: WireTaskDefinition, overrides: TaskOverride | undefined): TaskSize {
  return {
    cpu: effectiveInteger(definition.cpu, overrides?.cpu),
    memory: effectiveInteger(definition.memory, overrides?.memory),
  }
}

/** The definition's containers with the overrides over them, as they run. */
export function effectiveContainers(
  definition: WireTaskDefinition,
  overrides: TaskOverride | undefined,
): ContainerDefinition[] {
  return (definition.containerDefinitions ?? []).map((container) => {
    const override = overrides?.containerOverrides?.find(({ name }) => name === container.name)
    if (override === undefined) return container
    const { environment = [], ...rest } = override
    const replaced = new Set(environment.map(({ name }) => name))
    const kept = (container.environment ?? []).filter(({ name }) => !replaced.has(name))
    return { ...container, ...rest, environment: [...kept, ...environment] }
  })
}

function effectiveInteger(defined: string | undefined, override: string | undefined): number | undefined {
  const text = override ?? defined
  return text === undefined ? undefined : parseInteger(text)
}
