import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { Finding } from '../findings.js'
import type { RawDefinition } from '../inputs/raw-definition.js'
import type { RunSettings } from '../inputs/settings.js'
import { type JsonObject, jsonText } from '../text/json.js'
import { type ContainerChanges, copyDefinition, temporaryFamily } from './definition-copy.js'
import { type DefinitionDifference, definitionDifferences } from './definition-differences.js'
import { normalizeSize } from './same-definition.js'

/** A copy of a task definition to register, with what RunTask cannot override. */
export interface PlannedCopy {
  readonly mode: 'temporary' | 'keep'
  readonly source: RawDefinition
  /** The source of the copy: `shop:41`, or the path of a file. */
  readonly from: string
  /** The family of the source. */
  readonly original: string
  /** The family of the copy. */
  readonly family: string
  readonly containers: readonly ContainerChanges[]
  readonly differences: readonly DefinitionDifference[]
  /** The copy as the rules and the plan read it, with the family and revision of the source. */
  readonly definition: TaskDefinition
}

/** Plans the copy. Undefined where the copy would equal a revision that ECS runs as it is: nothing has to be registered. */
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
    // A revision in a file is that of an earlier task definition, not of the file.
    definition: asTaskDefinition(body, definitionFile === undefined ? members : {}),
  }
}

/** ECS converts sizes to plain integers at registration; the rules expect that form. */
function asTaskDefinition(body: JsonObject, { revision, taskDefinitionArn }: JsonObject): TaskDefinition {
  const { cpu, memory } = body
  // ECS or the reader of the file has checked the types of the members that the SDK knows.
  return {
    ...body,
    ...(cpu !== undefined && { cpu: normalizeSize(cpu, 'vcpu') }),
    ...(memory !== undefined && { memory: normalizeSize(memory, 'gb') }),
    ...(revision !== undefined && { revision }),
    ...(taskDefinitionArn !== undefined && { taskDefinitionArn }),
  } as unknown as TaskDefinition
}

/** RunTask runs the copy. With a temporary copy, the task group is still that of the original family. */
export function runsCopy(settings: RunSettings, { mode, family, original }: PlannedCopy): RunSettings {
  return {
    ...settings,
    taskDefinition: family,
    ...(mode === 'temporary' && settings.group === undefined && { group: `family:${original}` }),
  }
}

/**
 * Rules of RegisterTaskDefinition that the rules of RunTask do not cover. ECS: "The secret name must be unique and not
 * shared with any new or existing environment variables set for the container".
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
