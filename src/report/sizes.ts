import type { ContainerPlan, Sized, SizePlan } from '../sizing/size-plan.js'
import { code, type Markdown } from './markdown.js'

const GB_MIB = 1024

/** `512 → **1024**`, or the one value that stays; empty where nobody sets it. */
export function cpuChange({ defined, effective }: Sized): Markdown {
  if (effective === undefined) return ''
  return defined === effective
    ? `${effective}`
    : `${defined === undefined ? '' : `${defined} → `}**${effective}**`
}

/** The same of memory in MiB: `4 → **16 GB**`, `512 MiB → **3 GB**`. */
export function memoryChange({ defined, effective }: Sized): Markdown {
  if (effective === undefined) return ''
  const now = humaneMemory(effective)
  if (defined === effective) return now
  const before = defined === undefined ? '' : humaneMemory(defined)
  const [unit = ''] = now.split(' ').slice(-1)
  const short = before.endsWith(unit) ? before.slice(0, -unit.length).trim() : before
  return `${short === '' ? '' : `${short} → `}**${now}**`
}

/** Hard limit, and the reservation below it. */
export function containerMemory({ memory, memoryReservation }: ContainerPlan): Markdown {
  const soft = memoryChange(memoryReservation)
  return [memoryChange(memory), soft && `${soft} reserved`].filter(Boolean).join(', ')
}

/** `512 MiB`, `16 GB`: 1 GB is 1024 MiB to ECS. */
export function humaneMemory(mib: number): string {
  return mib >= GB_MIB && mib % (GB_MIB / 2) === 0 ? `${mib / GB_MIB} GB` : `${mib} MiB`
}

/** The sizes of the task and each container, for a table whose first columns are name, CPU and memory. */
export function sizeRows({ cpu, memory, containers }: SizePlan): Markdown[][] {
  return [
    ['**task**', cpuChange(cpu), memoryChange(memory)],
    ...containers.map((container) => [
      containerLabel(container.name, container.essential),
      cpuChange(container.cpu),
      containerMemory(container),
    ]),
  ]
}

/** A container's name below its task. */
export function containerLabel(name: string, essential: boolean): Markdown {
  return `&emsp;${code(name)}${essential ? '' : ' (not essential)'}`
}
