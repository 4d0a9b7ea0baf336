import type { Size } from './effective.js'

/** `3072 MiB`, or `256 MiB (as defined)` where the user did not write it; without a unit the number alone. */
export function cite({ effective, where }: Size, unit?: string): string {
  return `${effective ?? 'none'}${unit === undefined ? '' : ` ${unit}`}${where === undefined ? ' (as defined)' : ''}`
}

/** Where the first of these sizes was written that the user wrote at all. */
export function whereWritten(sizes: readonly Size[], otherwise: string): string {
  return sizes.find(({ where }) => where !== undefined)?.where ?? otherwise
}

/** `512, 1024 or 2048`. */
export function listOf(values: readonly (number | string)[], conjunction: 'or' | 'and' = 'or'): string {
  if (values.length < 2) return values.join('')
  return `${values.slice(0, -1).join(', ')} ${conjunction} ${values.at(-1) ?? ''}`
}
