/** The form a JSON value must have. */
export type Shape =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'anything'
  | { readonly oneOf: readonly string[] }
  | { readonly list: Shape }
  | { readonly map: Shape }
  | Structure

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

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
