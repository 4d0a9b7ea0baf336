import { memoryNeed, sum } from '../../sizing/container-totals.js'
import type { Size, SizePlan } from '../../sizing/types.js'

const COLUMN_GAP = '   '

interface Row {
  readonly name: string
  readonly sizes: readonly (Size | undefined)[]
  readonly remark: string
}

/** The sizes as aligned columns: `512 → 3072` where the step changes them, else the size of the definition. */
export function sizeTable({ cpu, memory, containers }: SizePlan): string[] {
  const reserves = containers.some(({ memoryReservation }) => memoryReservation.effective !== undefined)
  const rows: Row[] = [
    { name: 'task', sizes: [cpu, memory, undefined], remark: remark([cpu, memory]) },
    ...containers.map(({ name, cpu, memory, memoryReservation }) => ({
      name: `  ${name}`,
      sizes: [cpu, memory, memoryReservation],
      remark: remark([cpu, memory, memoryReservation]),
    })),
  ]
  const total = sum(containers.flatMap((container) => [container.cpu.effective, memoryNeed(container)]))
  const columns = [0, 1, 2].map((column) => alignChanges(rows.map(({ sizes }) => sizes[column])))
  const cells = [
    ['', 'CPU units', 'memory MiB', ...(reserves ? ['reserved MiB'] : []), ''],
    ...rows.map(({ name, remark }, row) => [
      name,
      columns[0]?.[row] ?? '',
      columns[1]?.[row] ?? '',
      ...(reserves ? [columns[2]?.[row] ?? ''] : []),
      remark,
    ]),
    ...(total > 0 ? [containerSums({ cpu, memory, containers })] : []),
  ]
  return alignColumns(cells)
}

/** `512 → 3072`, numbers aligned right; `-` where no size is set. */
function alignChanges(sizes: readonly (Size | undefined)[]): string[] {
  const parts = sizes.map((size) => {
    if (size === undefined) return { from: '', to: undefined }
    const { defined, effective } = size
    if (effective === undefined || defined === effective)
      return { from: `${effective ?? '-'}`, to: undefined }
    return { from: `${defined ?? '-'}`, to: `${effective}` }
  })
  const fromWidth = Math.max(...parts.map(({ from }) => from.length))
  const toWidth = Math.max(...parts.map(({ to = '' }) => to.length))
  return parts.map(({ from, to }) =>
    to === undefined ? from.padStart(fromWidth) : `${from.padStart(fromWidth)} → ${to.padStart(toWidth)}`,
  )
}

/** Sums of the containers' sizes: CPU units, and memory limits or else reservations in MiB. */
function containerSums({
  cpu,
  memory,
  containers,
}: Pick<SizePlan, 'cpu' | 'memory' | 'containers'>): string[] {
  const share = (total: number, { effective }: Size): string =>
    effective === undefined ? `${total}` : `${total} of ${effective}`
  return [
    'containers',
    share(sum(containers.map((container) => container.cpu.effective)), cpu),
    share(sum(containers.map(memoryNeed)), memory),
  ]
}

function remark(sizes: readonly Size[]): string {
  const isSet = sizes.some(({ effective }) => effective !== undefined)
  return isSet && sizes.every(({ defined, effective }) => defined === effective) ? 'as defined' : ''
}

/** Pads each column to the width of its widest cell. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const count = Math.max(...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(COLUMN_GAP)
      .trimEnd(),
  )
}
