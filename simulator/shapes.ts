import { distance } from 'fastest-levenshtein'

/** The form a JSON value must have. */
export type Shape =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'anything'
  | NumberRange
  | { readonly oneOf: readonly string[] }
  | { readonly list: Shape }
  | { readonly map: Shape }
  | Structure

export interface NumberRange {
  readonly whole: boolean
  readonly least: number
  readonly most: number
}

export interface Structure {
  readonly members: Readonly<Record<string, Shape>>
  readonly required: readonly string[]
}

export interface Mismatch {
  /** Where, such as `overrides.containerOverrides[0].cpu`. */
  readonly path: string
  readonly shape: Shape
  readonly value: unknown
  readonly problem: 'form' | 'unknown key' | 'missing key'
}

const INTEGER_LIMIT = 2 ** 31

export const numberFrom = (least: number, most = Infinity): Shape => ({ whole: false, least, most })
export const integerFrom = (least: number, most = INTEGER_LIMIT - 1): Shape => ({ whole: true, least, most })
export const list = (item: Shape): Shape => ({ list: item })
export const map = (value: Shape): Shape => ({ map: value })
export const oneOf = (...values: readonly string[]): Shape => ({ oneOf: values })
export const structure = (members: Record<string, Shape>, required: readonly string[] = []): Structure => ({
  members,
  required,
})

/**
 * The first place where `value` has not the form of `shape`, or undefined. Null counts as absent.
 * @param closed whether a key that the structure does not have is a mismatch too
 */
export function findMismatch(
  shape: Shape,
  value: unknown,
  path: string,
  closed: boolean,
): Mismatch | undefined {
  if (value === undefined || value === null) return undefined
  const children = childrenOf(shape, value, path)
  if (children === undefined) return { path, shape, value, problem: 'form' }
  for (const [childPath, childShape, child] of children) {
    if (childShape === undefined) {
      if (closed) return { path: childPath, shape, value: child, problem: 'unknown key' }
      continue
    }
    const mismatch = findMismatch(childShape, child, childPath, closed)
    if (mismatch) return mismatch
  }
  return typeof value === 'object' ? findMissing(shape, value, path) : undefined
}

function findMissing(shape: Shape, value: object, path: string): Mismatch | undefined {
  if (typeof shape === 'string' || !('required' in shape)) return undefined
  const key = shape.required.find((name) => !Object.hasOwn(value, name))
  return key === undefined ? undefined : { path: join(path, key), shape, value, problem: 'missing key' }
}

type Child = readonly [path: string, shape: Shape | undefined, value: unknown]

/** The parts of a value that has the outer form of `shape`; undefined where it has not. */
function childrenOf(shape: Shape, value: unknown, path: string): Child[] | undefined {
  if (typeof shape === 'string') return isScalar(shape, value) ? [] : undefined
  if ('whole' in shape) return isWithin(shape, value) ? [] : undefined
  if ('oneOf' in shape) return typeof value === 'string' && shape.oneOf.includes(value) ? [] : undefined
  if ('list' in shape) {
    if (!Array.isArray(value)) return undefined
    return value.map((item: unknown, index): Child => [`${path}[${index}]`, shape.list, item])
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.entries(value).map(([key, child]): Child => {
    if ('map' in shape) return [join(path, key), shape.map, child]
    return [join(path, key), Object.hasOwn(shape.members, key) ? shape.members[key] : undefined, child]
  })
}

function isScalar(kind: 'string' | 'integer' | 'number' | 'boolean' | 'anything', value: unknown): boolean {
  if (kind === 'anything') return true
  if (kind === 'integer') return Number.isInteger(value) && Math.abs(Number(value)) < INTEGER_LIMIT
  return typeof value === kind
}

function isWithin({ whole, least, most }: NumberRange, value: unknown): boolean {
  return typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value))
}

/**
 * A key that the structure does not have, and that is nearly one which it has: a slip. Undefined where there is none.
 * Any other unknown key is left alone, as the service may know more keys than the shape.
 */
export function findSlip(shape: Shape, value: unknown, path: string): Mismatch | undefined {
  const children = value === undefined || value === null ? [] : (childrenOf(shape, value, path) ?? [])
  for (const [childPath, childShape, child] of children) {
    if (childShape !== undefined) {
      const slip = findSlip(childShape, child, childPath)
      if (slip) return slip
    } else if (
      typeof shape !== 'string' &&
      'members' in shape &&
      nearestKey(shape, childPath) !== undefined
    ) {
      return { path: childPath, shape, value: child, problem: 'unknown key' }
    }
  }
  return undefined
}

/** The key of the structure that the last key of the path nearly is. */
export function nearestKey({ members }: Structure, path: string): string | undefined {
  const key = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  const known = Object.keys(members)
  const nearest = known.toSorted((a, b) => distance(key, a.toLowerCase()) - distance(key, b.toLowerCase()))[0]
  // Two letters exchanged are two edits.
  const farthest = key.length < 4 ? 1 : Math.max(2, Math.floor(key.length / 3))
  return nearest !== undefined && distance(key, nearest.toLowerCase()) <= farthest ? nearest : undefined
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
