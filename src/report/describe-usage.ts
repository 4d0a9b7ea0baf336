import { hourlyPrice, type FargatePrice } from '../sizing/fargate-prices.js'
import type { ContainerHad } from '../usage/suggest-size.js'
import type { PeakRange, UsageReport, UsageRow } from '../usage/usage-report.js'

const BAR_CELLS = 20
const GB_MIB = 1024
const CPU_UNITS = 1024

/** The table's cells as plain text: name, size, peak, 95th percentile, share as a bar. */
export function usageCells(report: UsageReport): string[][] {
  return report.rows.map((row) => {
    const { container, dimension, had, spread } = row
    const subject = container ?? 'task'
    return [
      `${subject} ${dimension === 'cpu' ? 'CPU' : 'memory'}`,
      had === undefined ? '-' : formatAmount(dimension, had),
      formatAmount(dimension, spread.peak),
      formatAmount(dimension, spread.p95),
      shareOf(row, report),
    ]
  })
}

/** The samples behind the table: number, runs, and what is not measured. */
export function describeBasis(report: UsageReport): string {
  const { tasks, seenTasks, minutes, seenUntil, endedAt } = report
  const what = tasks === 1 ? 'this one run' : `${seenTasks} of ${tasks} tasks of this one run`
  const late = Math.floor(endedAt / 60_000) * 60_000 > seenUntil
  const until = late
    ? ` The last minute has no sample yet: seen until ${clockTime(seenUntil)} of ${clockTime(endedAt)} UTC.`
    : ''
  const ranges = report.ranges.map(describeRange).join(' ')
  return `Seen in ${plural(minutes, 'minute')} of ${what}, to ${clockTime(seenUntil)} UTC.${until} Peaks between two minutes are not seen.${ranges && ` ${ranges}`}`
}

/** The suggestion as a sentence; it ends with a colon if YAML follows. */
export function describeSuggestion(report: UsageReport, price: FargatePrice | undefined): string {
  const { suggestion, had, headroom, enoughSamples } = report
  if (suggestion === undefined) return ''
  const factor = `times ${headroom}`
  if (suggestion.kind === 'fits')
    return enoughSamples
      ? `The size fits: no smaller one holds the peaks ${factor}.`
      : `Fewer than 3 samples: too few to suggest a smaller size.`
  const size = [
    (suggestion.cpu ?? had.cpu) === undefined ? '' : formatAmount('cpu', suggestion.cpu ?? had.cpu ?? 0),
    (suggestion.memory ?? had.memory) === undefined
      ? ''
      : formatAmount('memory', suggestion.memory ?? had.memory ?? 0),
  ].filter(Boolean)
  const subject = size.length === 0 ? 'These limits' : size.join(' and ')
  const cost = describeCost(report, price)
  const one = report.tasks === 1 ? ' of this one run' : ''
  return suggestion.kind === 'smaller'
    ? `${subject} would have held the peaks${one} ${factor}${cost}:`
    : `The peaks${one} ${factor} need more: ${subject}${cost}:`
}

/** The suggested inputs as YAML; empty without a change. */
export function suggestionYaml({ suggestion }: UsageReport): string {
  if (suggestion === undefined || suggestion.kind === 'fits') return ''
  const { cpu, memory, containers } = suggestion
  return [
    ...(cpu === undefined ? [] : [`cpu: ${yamlCpu(cpu)}`]),
    ...(memory === undefined ? [] : [`memory: ${yamlMemory(memory)}`]),
    ...(containers.length === 0 ? [] : ['containers: |', ...containers.map(containerYaml)]),
  ].join('\n')
}

/** `1.2 vCPU`, `61 MiB`, `3.1 GB`; 1 GB is 1024 MiB in ECS. */
export function formatAmount(dimension: 'cpu' | 'memory', value: number): string {
  if (dimension === 'cpu') return `${significant(value / CPU_UNITS)} vCPU`
  if (value < GB_MIB) return `${Math.round(value)} MiB`
  return `${significant(value / GB_MIB)} GB`
}

/** A bar of 20 cells and the share: of the container's own limit, or else of the task's size. */
function shareOf({ container, dimension, had, spread }: UsageRow, report: UsageReport): string {
  const whole = had ?? report.had[dimension]
  if (whole === undefined || whole <= 0) return ''
  const share = spread.peak / whole
  const full = Math.min(Math.max(Math.round(share * BAR_CELLS), spread.peak > 0 ? 1 : 0), BAR_CELLS)
  const ofTask = had === undefined && container !== undefined ? ' of the task' : ''
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${Math.round(share * 100)} %${ofTask}`
}

function describeRange({ dimension, least, median, most }: PeakRange): string {
  const [from, middle, to] = [least, median, most].map((value) => formatAmount(dimension, value))
  const name = dimension === 'cpu' ? 'CPU' : 'memory'
  return `Peaks of ${name} by task: ${from ?? ''} to ${to ?? ''}, median ${middle ?? ''}.`
}

function describeCost({ suggestion, had }: UsageReport, price: FargatePrice | undefined): string {
  if (price === undefined || suggestion === undefined || had.cpu === undefined || had.memory === undefined)
    return ''
  const costOf = (cpu: number, memory: number): number => hourlyPrice({ cpu, memory }, price)
  const change =
    costOf(suggestion.cpu ?? had.cpu, suggestion.memory ?? had.memory) - costOf(had.cpu, had.memory)
  if (Math.abs(change) < 0.0005) return ''
  const amount = `about $${Number(Math.abs(change).toPrecision(2))}`
  if (suggestion.kind === 'smaller')
    return change < 0 ? `, and save ${amount} an hour` : `, for ${amount} more an hour`
  return change < 0 ? ` (${amount} less an hour)` : ` (${amount} more an hour)`
}

function containerYaml({ name, cpu, memory, memoryReservation }: ContainerHad): string {
  const entries = Object.entries({ cpu, memory, memoryReservation })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${value ?? 0}`)
  return `  ${yamlKey(name)}: {${entries.join(', ')}}`
}

/** Quotes a name that YAML would not read as a string. */
function yamlKey(name: string): string {
  const isPlain = /^[A-Za-z_][\w-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(name)
  return isPlain ? name : JSON.stringify(name)
}

function yamlCpu(units: number): string {
  return units % (CPU_UNITS / 4) === 0 ? `${units / CPU_UNITS} vCPU` : `${units}`
}

function yamlMemory(mib: number): string {
  return mib % GB_MIB === 0 ? `${mib / GB_MIB} GB` : `${mib}`
}

/** One decimal from 10 on, else two significant digits. */
function significant(value: number): string {
  return value >= 10 ? `${Math.round(value * 10) / 10}` : `${Number(value.toPrecision(2))}`
}

/** `02:03`. */
function clockTime(at: number): string {
  return new Date(at).toISOString().slice(11, 16)
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
