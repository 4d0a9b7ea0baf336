import type { Size, SizedContainer, SizePlan } from '../../sizing/types.js'
import { code, type Markdown, together } from './markdown.js'

const GB_MIB = 1024

/** `512 → **1024**`, or the one value that stays; empty where nobody sets it. */
export function cpuChange({ defined, effective }: Size): Markdown {
  return change(defined?.toString(), effective?.toString())
}

/** The same of memory in MiB: `4 → **16 GB**`, `512 MiB → **3 GB**`. */
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
export function containerMemory({ memory, memoryReservation }: SizedContainer): Markdown {
  const soft = memoryChange(memoryReservation)
  return [memoryChange(memory), soft && `${soft} reserved`].filter(Boolean).join(', ')
}

/** `512 MiB`, `16 GB`: 1 GB is 1024 MiB to ECS. */
function formatMemory(mib: number): string {
  return mib >= GB_MIB && mib % (GB_MIB / 2) === 0 ? `${mib / GB_MIB} GB` : `${mib} MiB`
}

/** The sizes of the task and each container, for a table whose columns are name, CPU and memory. */
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
