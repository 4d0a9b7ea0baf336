import type { RawDefinition } from '../inputs/raw-definition.js'
import { isJsonObject, type Json, type JsonObject, jsonObjects } from '../text/json.js'

/** Keys of the API's `ContainerDefinition` that replace those of one container. */
export interface ContainerChanges {
  readonly name: string
  readonly definition?: JsonObject
}

export interface CopyOptions {
  readonly family: string
  readonly containers: readonly ContainerChanges[]
  /** Tags that identify this step's copy. Left out where the copy already has ECS's maximum of 50 tags. */
  readonly ownTags?: readonly { readonly key: string; readonly value: string }[]
}

/** Members of `TaskDefinition` that `RegisterTaskDefinitionRequest` does not have (API reference). */
const ANSWER_ONLY: readonly string[] = [
  ...['taskDefinitionArn', 'revision', 'status', 'requiresAttributes', 'compatibilities'],
  ...['registeredAt', 'registeredBy', 'deregisteredAt', 'deleteRequestedAt'],
]
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
const TAGS_MAX = 50
const FAMILY_MAX_CHARACTERS = 255
const TEMPORARY_SUFFIX = '-temporary'

/** The family of temporary copies. A family too long for the suffix is cut, and a hash keeps it distinct. */
export function temporaryFamily(family: string): string {
  const name = `${family}${TEMPORARY_SUFFIX}`
  if (name.length <= FAMILY_MAX_CHARACTERS) return name
  const suffix = `-${shortHash(family)}${TEMPORARY_SUFFIX}`
  return `${family.slice(0, FAMILY_MAX_CHARACTERS - suffix.length)}${suffix}`
}

/** FNV-1a, 32 bits, as eight hexadecimal digits. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** The body of RegisterTaskDefinition for a copy with these changes. Everything else is unchanged. */
export function copyDefinition(
  { members, tags }: RawDefinition,
  { family, containers, ownTags = [] }: CopyOptions,
): JsonObject {
  const kept = Object.entries(members).filter(([key]) => !ANSWER_ONLY.includes(key) && key !== 'tags')
  const copiedTags = tags.filter(({ key }) => typeof key === 'string' && !/^aws:/i.test(key))
  const room = copiedTags.length + ownTags.length <= TAGS_MAX
  const allTags: Json[] = [...copiedTags, ...(room ? ownTags.map((tag) => ({ ...tag })) : [])]
  const definitions = jsonObjects(members['containerDefinitions']).map((container) =>
    changeContainer(container, containers.find(({ name }) => name === container['name'])?.definition),
  )
  return {
    ...Object.fromEntries(kept),
    family,
    containerDefinitions: definitions,
    // ECS refuses an empty list of tags.
    ...(allTags.length > 0 && { tags: allTags }),
  }
}

/** Whether the body of RegisterTaskDefinition has a tag with this key. The step identifies its copy by its tags. */
export function carriesTag(body: JsonObject, key: string): boolean {
  return jsonObjects(body['tags']).some((tag) => tag['key'] === key)
}

function changeContainer(container: JsonObject, changes: JsonObject = {}): JsonObject {
  const { secrets, dockerLabels } = changes
  return {
    ...container,
    ...changes,
    ...(secrets !== undefined && { secrets: mergeByName(container['secrets'], secrets) }),
    ...(isJsonObject(dockerLabels) && {
      dockerLabels: {
        ...(isJsonObject(container['dockerLabels']) && container['dockerLabels']),
        ...dockerLabels,
      },
    }),
  }
}

/** Replaces secrets of the same name in place; new ones come last. */
function mergeByName(before: Json | undefined, changes: Json): readonly JsonObject[] {
  const defined = jsonObjects(before)
  const given = jsonObjects(changes)
  const replaced = defined.map((item) => given.find(({ name }) => name === item['name']) ?? item)
  return [...replaced, ...given.filter(({ name }) => !defined.some((item) => item['name'] === name))]
}
