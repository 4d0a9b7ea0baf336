import type { Size } from '../effective.js'

/** `3072`, or `256 (as defined)` where the user did not write it. */
export function cite(size: Size): string {
  return `${size.effective ?? 'none'}${size.where === undefined ? ' (as defined)' : ''}`
}

/** Where the first of these sizes was written that the user wrote at all. */
export function whereWritten(sizes: readonly Size[], otherwise: string): string {
  return sizes.find(({ where }) => where !== undefined)?.where ?? otherwise
}
