import { isJsonObject, type Json, type JsonObject, jsonObjects, jsonText } from '../text/json.js'
import { shortenImage, shortenMiddle } from '../text/shorten.js'

/** One key of one container that a copy changes. */
export interface DefinitionDifference {
  readonly container: string
  readonly key: string
  /** The printed value before the change; absent where the task definition does not have the key. */
  readonly from?: string
  readonly to: string
}

const SHOWN_MAX_CHARACTERS = 72

/**
 * What a copy changes, in printable text. Of secrets and labels it holds only the names. Of a log configuration it holds
 * the driver and the names of its options, because their values may hold a token.
 */
export function definitionDifferences(before: JsonObject, copy: JsonObject): DefinitionDifference[] {
  const defined = jsonObjects(before['containerDefinitions'])
  return jsonObjects(copy['containerDefinitions']).flatMap((changed) => {
    const name = jsonText(changed['name'])
    const container = defined.find((candidate) => candidate['name'] === changed['name']) ?? {}
    return Object.entries(changed)
      .filter(([key, value]) => !sameJson(container[key], value))
      .map(([key, value]) => {
        const from = container[key]
        return {
          container: name,
          key,
          ...(from !== undefined && { from: show(key, from, value) }),
          to: show(key, value, from),
        }
      })
  })
}

/** Compares JSON values. The order of keys does not matter. */
export function sameJson(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(sortKeys(one)) === JSON.stringify(sortKeys(other))
}

function sortKeys(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item: Json) => sortKeys(item) ?? null)
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [key, sortKeys(item) ?? null])
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function show(key: string, value: Json, other: Json | undefined): string {
  if (key === 'image' && typeof value === 'string') return shortenImage(value)
  if (key === 'secrets') return changedNames(jsonObjects(value), jsonObjects(other))
  if (key === 'dockerLabels' && isJsonObject(value)) return Object.keys(value).join(', ')
  if (key === 'logConfiguration' && isJsonObject(value)) return showLogConfiguration(value)
  return shortenMiddle(jsonText(value), SHOWN_MAX_CHARACTERS)
}

/** Names of the items that are missing or different in the other list; `-` for none. */
function changedNames(items: readonly JsonObject[], other: readonly JsonObject[]): string {
  const changed = items.filter((item) => !other.some((candidate) => sameJson(candidate, item)))
  return changed.map(({ name }) => jsonText(name)).join(', ') || '-'
}

function showLogConfiguration({ logDriver, options }: JsonObject): string {
  const names = isJsonObject(options) ? Object.keys(options) : []
  return shortenMiddle([jsonText(logDriver), ...names].join(' '), SHOWN_MAX_CHARACTERS)
}
