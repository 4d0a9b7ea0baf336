import type { RequestedSize } from '../sizing/types.js'
import { listAlternatives, expect, quote, type Report, type InputValue } from './scalars.js'

/**
 * Relative forms of a size. Exact amounts are accepted everywhere, relative forms where there is a value to compare with.
 */
export type Relative = 'factor' | 'auto' | 'observed'

interface SizeUnit {
  readonly unit: string
  /** The amount of one unit of each spelling, in the dimension's own unit. The largest unit comes last. */
  readonly spellings: Readonly<Record<string, number>>
  /** Common wrong spellings, each with the spelling that is meant. */
  readonly lookalikes: Readonly<Record<string, string>>
  readonly exactForms: readonly string[]
}

const CPU: SizeUnit = {
  unit: 'CPU units',
  spellings: { '': 1, vCPU: 1024 },
  lookalikes: { vcpus: 'vCPU', cpu: 'vCPU', cpus: 'vCPU', core: 'vCPU', cores: 'vCPU' },
  exactForms: ['CPU units (1024)', 'vCPUs (1 vCPU, .5 vCPU)'],
}

const MEMORY: SizeUnit = {
  unit: 'MiB',
  spellings: { '': 1, MB: 1, GB: 1024 },
  lookalikes: { m: 'MB', mi: 'MB', mib: 'MB', g: 'GB', gi: 'GB', gib: 'GB' },
  exactForms: ['MiB (3072, 512 MB)', 'GB of 1024 MiB (3 GB)'],
}

const RELATIVE_FORMS: Readonly<Record<Relative, string>> = {
  factor: "a factor of the task definition's (2x, 0.5x)",
  auto: 'auto',
  observed: 'observed',
}

/** The relative forms that a field accepts, and the smallest amount that it accepts. */
export interface SizeForms {
  readonly relative: readonly Relative[]
  readonly least: number
  /** A whole number without a unit below this is probably meant in the larger unit: `cpu: 2`, `memory: 16`. */
  readonly leastWithoutUnit?: number
  /** Whether such a number is an error (the default), or accepted with a warning. */
  readonly small?: 'error' | 'warning'
}

/** Always returns a requested size. Text that cannot be read is reported and returned as unreadable. */
export type ReadSize = (written: InputValue, report: Report, forms: SizeForms) => RequestedSize

/** CPU in ECS's spellings → CPU units. 1 vCPU is 1024 CPU units. */
export const readCpu: ReadSize = (...wish) => readSize(CPU, ...wish)

/** Memory in ECS's spellings → MiB. 1 GB is 1024 MiB, as in a task definition. */
export const readMemory: ReadSize = (...wish) => readSize(MEMORY, ...wish)

function readSize(dimension: SizeUnit, written: InputValue, report: Report, forms: SizeForms): RequestedSize {
  const { text, where } = written
  if (/^auto$/i.test(text) && forms.relative.includes('auto')) return { kind: 'auto', where }

  if (/^observed$/i.test(text) && forms.relative.includes('observed')) return { kind: 'observed', where }

  const [, amount = '', suffix = ''] = /^(\d+|\d*\.\d+)\s*([a-z]*)$/i.exec(text) ?? []
  const number = amount === '' ? NaN : Number(amount)
  if (suffix.toLowerCase() === 'x' && number > 0 && forms.relative.includes('factor')) {
    return { kind: 'factor', factor: number, where }
  }

  const value = number * unitSize(dimension, suffix)
  if (Number.isSafeInteger(value) && value >= forms.least) {
    const isSmall = suffix === '' && value > 0 && value < (forms.leastWithoutUnit ?? 0)
    if (!isSmall) return { kind: 'exact', value, where }
    reportSmall(dimension, written, report, forms, value)
    return forms.small === 'warning' ? { kind: 'exact', value, where } : { kind: 'unreadable', where }
  }

  if (Number.isFinite(value) && !Number.isInteger(value)) {
    reportFraction(dimension, written, report, { amount, suffix, value })
  } else {
    expect(undefined, written, report, {
      rule: 'quantity',
      takes: listAlternatives([
        ...dimension.exactForms,
        ...forms.relative.map((kind) => RELATIVE_FORMS[kind]),
      ]),
      advice: adviseForm(text) ?? adviseSpelling(dimension, amount, suffix),
    })
  }
  return { kind: 'unreadable', where }
}

/** Advice for a word that other sizes accept. */
function adviseForm(text: string): string | undefined {
  if (/^auto$/i.test(text)) return 'auto is for a whole task: write it in the inputs cpu and memory.'
  if (/^observed$/i.test(text)) return 'observed is for cpu and memory of the task and of containers.'
  return undefined
}

function unitSize({ spellings }: SizeUnit, suffix: string): number {
  const spelling = Object.keys(spellings).find((known) => known.toLowerCase() === suffix.toLowerCase())
  return spelling === undefined ? NaN : (spellings[spelling] ?? NaN)
}

function adviseSpelling({ lookalikes }: SizeUnit, amount: string, suffix: string): string | undefined {
  if (Number(amount) === 0 && amount !== '') return 'It must be more than 0.'
  const meant = lookalikes[suffix.toLowerCase()]
  return meant && `Write ${amount} ${meant}.`
}

/** Reports a number that is probably meant in a larger unit. The advice starts with the probable meaning. */
function reportSmall(
  { unit, spellings }: SizeUnit,
  { what, where }: InputValue,
  report: Report,
  { relative, small = 'error' }: SizeForms,
  value: number,
): void {
  const [largest = '', size = 1] = Object.entries(spellings).at(-1) ?? []
  const meant = [
    // For `memory-growth`, a small number is probably a factor.
    ...(relative.join() === 'factor' && /growth/.test(what) ? [`${value}x (a factor)`] : []),
    `${value} ${largest} (${value * size} ${unit})`,
  ]
  const exact = unit === 'MiB' ? ` If MiB are meant, write ${value} MB.` : ''
  report({
    severity: small,
    rule: 'small-number',
    where,
    message: `${what} is ${value}, which is ${value} ${unit}`,
    advice: `Did you mean ${listAlternatives(meant)}?${exact}`,
  })
}

function reportFraction(
  { unit, spellings }: SizeUnit,
  { text, what, where }: InputValue,
  report: Report,
  { amount, suffix, value }: { amount: string; suffix: string; value: number },
): void {
  const [largest = '', size = 1] = Object.entries(spellings).at(-1) ?? []
  const meant = Number(amount) * size
  report({
    rule: 'quantity',
    where,
    message: `${what} is ${quote(text)}${suffix && `, which is ${value} ${unit}`}; ECS takes whole ${unit}`,
    advice:
      suffix === '' && Number.isSafeInteger(meant)
        ? `Did you mean ${amount} ${largest} (${meant} ${unit})?`
        : `The nearest is ${Math.max(1, Math.round(value))}.`,
  })
}
