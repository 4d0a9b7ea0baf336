interface Named {
  readonly family?: string | undefined
  readonly revision?: number | undefined
}

/** `nightly-etl:42`, or the family alone of a task definition that is not registered yet. */
export function definitionName(definition: Named | undefined, written = ''): string {
  if (definition === undefined) return written
  const { family = '', revision } = definition
  return revision === undefined ? family : `${family}:${revision}`
}
