import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { Finding } from '../findings.js'
import type { RawDefinition } from '../inputs/raw-definition.js'
import type { RunSettings } from '../inputs/settings.js'
import { type JsonObject, jsonText } from '../text/json.js'
import { type ContainerChanges, copyDefinition, temporaryFamily } from './definition-copy.js'
import { type DefinitionDifference, definitionDifferences } from './definition-differences.js'
import { normalizeSize } from './same-definition.js'

/** A copy of a task definition that is to be registered, with what RunTask cannot override. */
export interface PlannedCopy {
  readonly mode: 'temporary' | 'keep'
  readonly source: RawDefinition
  /** What is copied: `shop:41`, or the path of a file. */
  readonly from: string
  /** The family of what is copied. */
  readonly original: string
  /** The family of the copy. */
  readonly family: string
  readonly containers: readonly ContainerChanges[]
  readonly differences: readonly DefinitionDifference[]
  /** The copy as the rules and the plan read it; its family and revision are those of what is copied. */
  readonly definition: TaskDefinition
}

/**
 * Plans the copy. Undefined where it would not differ from a revision that ECS runs as it is: then there is nothing to
 * register.
 */
export function planCopy(settings: RunSettings, source: RawDefinition): PlannedCopy | undefined {
  const { register: mode, containers, definitionFile } = settings
  if (mode === 'none') return undefined
  const { members } = source
  const original = jsonText(members['family'])
  const body = copyDefinition(source, { family: original, containers })
  const differences = definitionDifferences(members, body)
  const isRegistered = definitionFile === undefined && members['status'] !== 'INACTIVE'
  if (differences.length === 0 && isRegistered) return undefined
  return {
    mode,
    source,
    from: definitionFile ?? `${original}:${jsonText(members['revision'])}`,
    original,
    family: mode === 'keep' ? original : temporaryFamily(original),
    containers,
    differences,
    // What a file says of an earlier revision is not of the file.
    definition: asTaskDefinition(body, definitionFile === undefined ? members : {}),
  }
}

/** ECS turns sizes into plain integers when it registers them; the rules read what it answers. */
function asTaskDefinition(body: JsonObject, { revision, taskDefinitionArn }: JsonObject): TaskDefinition {
  const { cpu, memory } = body
  // The types of the members that the SDK knows have been checked, by ECS or by the reader of the file.
  return {
    ...body,
    ...(cpu !== undefined && { cpu: normalizeSize(cpu, 'vcpu') }),
    ...(memory !== undefined && { memory: normalizeSize(memory, 'gb') }),
    ...(revision !== undefined && { revision }),
    ...(taskDefinitionArn !== undefined && { taskDefinitionArn }),
  } as unknown as TaskDefinition
}

/** RunTask runs the copy; the group of a temporary copy stays that of the family it was made of. */
export function runsCopy(settings: RunSettings, { mode, family, original }: PlannedCopy): RunSettings {
  return {
    ...settings,
    taskDefinition: family,
    ...(mode === 'temporary' && settings.group === undefined && { group: `family:${original}` }),
  }
}

/**
 * Rules of RegisterTaskDefinition that the rules of RunTask do not cover. Text of ECS: "The secret name must be unique
 * and not shared with any new or existing environment variables set for the container".
 */
export function checkCopy(copy: PlannedCopy, settings: RunSettings): Finding[] {
  const { containerDefinitions = [] } = copy.definition
  return containerDefinitions.flatMap(({ name = '', secrets = [], environment = [] }) => {
    const where = settings.containers.find((container) => container.name === name)?.where ?? 'containers'
    const variables = environment.map((variable) => variable.name)
    return secrets
      .filter((secret) => variables.includes(secret.name))
      .map((secret): Finding => ({
        severity: 'error',
        rule: 'secret-and-variable',
        where,
        message: `container ${name} would have ${jsonText(secret.name)} in its secrets and in the environment of ${copy.from}; ECS takes a name once`,
        advice: `Give the secret another name, or take ${jsonText(secret.name)} out of the environment of the task definition.`,
      }))
  })
}
