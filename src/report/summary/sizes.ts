import type { Size, SizePlan } from '../../sizing/types.js'
import { formatCpu, formatMemory, vcpuNumber } from '../../text/format.js'
import { code, type Markdown, together } from './markdown.js'

/** vCPU in a column of that name: `0.5 → **3**`; empty where it is not set. */
export function cpuChange({ defined, effective }: Size): Markdown {
  const short = (units: number): string => vcpuNumber(units) ?? formatCpu(units)
  return change(
    defined === undefined ? undefined : short(defined),
    effective === undefined ? undefined : short(effective),
  )
}

/** Memory with its unit: `4 → **16 GB**`, `512 MB → **3 GB**`. */
export function memoryChange({ defined, effective }: Size): Markdown {
  const before = defined === undefined ? undefined : formatMemory(defined)
  const now = effective === undefined ? undefined : formatMemory(effective)
  if (before === undefined || now === undefined || before === now) return change(before, now)
  const unit = now.slice(now.indexOf(' '))
  return change(before.endsWith(unit) ? before.slice(0, -unit.length) : before, now)
}

function change(before: string | undefined, now: string | undefined): Markdown {
  if (now === undefined) return ''
  if (now === before) return together(now)
  return together(before === undefined ? `**${now}**` : `${before} → **${now}**`)
}

/** Hard limit, and the reservation below it. */
export function containerMemory(sizes: {
  readonly memory?: Size
  readonly memoryReservation?: Size
}): Markdown {
  const { memory = {}, memoryReservation = {} } = sizes
  const soft = memoryChange(memoryReservation)
  return [memoryChange(memory), soft && `${soft} reserved`].filter(Boolean).join(', ')
}

/** The sizes of the task and each container, for a table whose columns are name, vCPU and memory. */
export function sizeRows({ cpu, memory, containers }: SizePlan): Markdown[][] {
  return [
    ['**task**', cpuChange(cpu), memoryChange(memory)],
    ...containers.map((container) => [
      containerLabel(container.name),
      cpuChange(container.cpu),
      containerMemory(container),
    ]),
  ]
}

/** A container's name below its task. */
export function containerLabel(name: string): Markdown {
  return `&emsp;${code(name)}`
}
