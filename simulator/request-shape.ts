import { NormalizedSchema } from '@smithy/core/schema'
import type { StaticStructureSchema } from '@smithy/types'
import { list, map, structure, type Shape, type Structure } from './shapes.ts'

/** Numbers that are no 32-bit integers. A schema of the SDK knows one kind of number alone. */
const WIDER_NUMBERS: readonly string[] = [
  ...['GetLogEventsRequest.startTime', 'GetLogEventsRequest.endTime'],
  ...['FilterLogEventsRequest.startTime', 'FilterLogEventsRequest.endTime'],
  ...['CanaryConfiguration.canaryPercent', 'LinearConfiguration.stepPercent', 'Scale.value'],
]

/** The types of a request's members, from the schema that the SDK exports: `requestShape(RunTaskRequest$)`. */
export function requestShape(schema: StaticStructureSchema): Structure {
  return structureShape(NormalizedSchema.of(schema))
}

function structureShape(schema: NormalizedSchema): Structure {
  const name = schema.getName() ?? ''
  const members = [...schema.structIterator()].map(([key, member]): [string, Shape] => [
    key,
    shapeOf(member, `${name}.${key}`),
  ])
  return structure(Object.fromEntries(members))
}

function shapeOf(schema: NormalizedSchema, place: string): Shape {
  if (schema.isStructSchema()) return structureShape(schema)
  if (schema.isListSchema()) return list(shapeOf(schema.getValueSchema(), place))
  if (schema.isMapSchema()) return map(shapeOf(schema.getValueSchema(), place))
  if (schema.isStringSchema()) return 'string'
  if (schema.isBooleanSchema()) return 'boolean'
  if (schema.isNumericSchema()) return WIDER_NUMBERS.includes(place) ? 'number' : 'integer'
  return 'anything'
}
