import { isJsonObject, type Json, type JsonObject, jsonObjects, jsonText } from '../text/json.js'
import { sameJson } from './definition-differences.js'

/** The defaults that ECS sets in a health check (API reference, HealthCheck). */
const HEALTH_CHECK_DEFAULTS = { interval: 30, timeout: 5, retries: 3 }

/** ECS returns some of these keys although they were left out. */
const FALSE_BY_DEFAULT: readonly string[] = [
  ...['enableFaultInjection', 'configuredAtLaunch', 'readOnly', 'readonlyRootFilesystem', 'privileged'],
  ...['interactive', 'pseudoTerminal', 'disableNetworking'],
]

/**
 * Whether two bodies of RegisterTaskDefinition describe the same tasks. A file may leave out ECS's defaults, and may spell
 * sizes differently: both forms count as equal.
 */
export function sameDefinition(one: JsonObject, other: JsonObject): boolean {
  return sameJson(normalize(one), normalize(other))
}

function normalize(body: JsonObject): Json {
  const { cpu, memory, tags, containerDefinitions, ...rest } = body
  return (
    dropDefaults({
      ...rest,
      cpu: normalizeSize(cpu, 'vcpu'),
      memory: normalizeSize(memory, 'gb'),
      tags: jsonObjects(tags).toSorted((a, b) => compare(a['key'], b['key'])),
      containerDefinitions: jsonObjects(containerDefinitions).map((container) =>
        normalizeContainer(container, rest['networkMode']),
      ),
    }) ?? {}
  )
}

function normalizeContainer(container: JsonObject, networkMode: Json | undefined): JsonObject {
  const { cpu, essential, environment, healthCheck, portMappings, ...rest } = container
  return {
    ...rest,
    ...(cpu !== undefined && cpu !== 0 && { cpu }),
    essential: essential ?? true,
    environment: jsonObjects(environment).toSorted((a, b) => compare(a['name'], b['name'])),
    ...(isJsonObject(healthCheck) && { healthCheck: { ...HEALTH_CHECK_DEFAULTS, ...healthCheck } }),
    portMappings: jsonObjects(portMappings).map((mapping) => normalizePort(mapping, networkMode)),
  }
}

/** With awsvpc and host, the host port equals the container port; with bridge, 0 means any port. */
function normalizePort({ hostPort, ...mapping }: JsonObject, networkMode: Json | undefined): JsonObject {
  const sameAsContainer = networkMode === 'awsvpc' || networkMode === 'host'
  const port = hostPort === undefined && sameAsContainer ? mapping['containerPort'] : hostPort
  return { protocol: 'tcp', ...mapping, ...(port !== undefined && port !== 0 && { hostPort: port }) }
}

/** Drops null, empty text, empty lists and empty maps, and `false` where it is the default. */
function dropDefaults(value: Json, key = ''): Json | undefined {
  if (value === null || value === '') return undefined
  if (value === false) return FALSE_BY_DEFAULT.includes(key) ? undefined : value
  if (Array.isArray(value)) {
    return value.length > 0 ? value.map((item: Json) => dropDefaults(item) ?? null) : undefined
  }
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).flatMap(([name, item]): [string, Json][] => {
    const kept = dropDefaults(item, name)
    return kept === undefined ? [] : [[name, kept]]
  })
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

/** CPU units or MiB as text. "String values are converted to an integer when the task definition is registered." (API reference) */
export function normalizeSize(value: Json | undefined, unit: 'vcpu' | 'gb'): Json {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
  const number = text.toLowerCase().endsWith(unit) ? Number(text.slice(0, -unit.length)) * 1024 : Number(text)
  return text !== '' && Number.isFinite(number) ? String(number) : text
}

function compare(one: Json | undefined, other: Json | undefined): number {
  return jsonText(one) < jsonText(other) ? -1 : 1
}
