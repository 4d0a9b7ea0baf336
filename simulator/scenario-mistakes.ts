import { findMismatch, findSlip, nearestKey, type Mismatch, type Shape, type Structure } from './shapes.ts'

/** A mistake of a scenario, in one line that starts with the place of the key. */
export function describeMismatch({ path, shape, value, problem }: Mismatch): string {
  if (problem === 'missing key') return `${path}: is missing`
  if (problem === 'form') {
    const written = JSON.stringify(value)
    if (shape === 'string' && typeof value !== 'object')
      return `${path}: ${written} is no text; write '${written}'`
    return `${path}: ${written} is not ${nameShape(shape)}`
  }
  if (typeof shape === 'string' || !('members' in shape)) return `${path}: there is no such setting`
  const nearest = nearestKey(shape, path)
  const known =
    nearest === undefined
      ? `the settings there are ${Object.keys(shape.members).join(', ')}`
      : `did you mean ${nearest}?`
  return `${path}: there is no such setting; ${known}`
}

/** What is wrong with the form of a request that a scenario makes; undefined where nothing is. */
export function findRequestMistake(
  shape: Structure,
  request: object,
  path: string,
  required: readonly string[],
): string | undefined {
  const mismatch =
    findMismatch(shape, request, path, false) ??
    findSlip(shape, request, path) ??
    required
      .filter((key) => !Object.hasOwn(request, key))
      .map((key): Mismatch => ({
        path: `${path}.${key}`,
        shape,
        value: undefined,
        problem: 'missing key',
      }))[0]
  return mismatch && describeMismatch(mismatch)
}

function nameShape(shape: Shape): string {
  if (shape === 'string') return 'a text'
  if (shape === 'boolean') return 'true or false'
  if (typeof shape === 'string') return shape === 'integer' ? 'a whole number' : 'a number'
  if ('whole' in shape) {
    const kind = shape.whole ? 'a whole number' : 'a number'
    return shape.most === Infinity || (shape.whole && shape.most > 1_000_000)
      ? `${kind} of at least ${shape.least}`
      : `${kind} from ${shape.least} to ${shape.most}`
  }
  if ('oneOf' in shape) return `one of ${shape.oneOf.join(', ')}`
  return 'list' in shape ? 'a list' : 'a map'
}
