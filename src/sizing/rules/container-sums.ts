import { adviseTaskSize } from '../advice.js'
import type { Size } from '../types.js'
import type { Finding } from '../../findings.js'
import { sum } from '../container-totals.js'
import { UNITS, type Dimension } from '../quantity.js'
import type { RuleContext } from '../rule-context.js'
import { cite, whereWritten } from '../merge-sizes.js'

/** The sums of the containers must fit into the task; an exact fit is allowed. Applies on every platform. */
export function checkContainerSums(context: RuleContext): readonly Finding[] {
  const errors = [...checkCpuSum(context), ...checkEachLimit(context), ...checkReservationSum(context)]
  const memoryFits = errors.every(({ rule }) => rule === 'container-cpu-sum')
  return memoryFits ? [...errors, ...checkLimitSum(context)] : errors
}

/** ECS: "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'." */
function checkCpuSum(context: RuleContext): readonly Finding[] {
  const excess = findExcess(context, 'cpu', context.cpu)
  if (excess === undefined) return []
  return [
    {
      severity: 'error',
      rule: 'container-cpu-sum',
      where: excess.where,
      message: `the containers ask for more CPU than the task has\n${excess.words}`,
      ...adviseTaskSize(context, 'cpu'),
    },
  ]
}

/** ECS: "The 'memory' setting for container 'app' is greater than for the task." */
function checkEachLimit(context: RuleContext): readonly Finding[] {
  const { memory, containers } = context
  return containers
    .filter((container) => exceeds(container.memory.effective, memory))
    .map((container) => ({
      severity: 'error',
      rule: 'container-memory-above-task',
      where: whereWritten([container.memory, memory], 'memory'),
      message: `${container.name} may take more memory than the task has\nmemory of ${container.name} is ${cite(container.memory, 'MiB')}; the task has ${cite(memory)}.`,
      ...adviseTaskSize(context, 'memory'),
    }))
}

/** ECS: "The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'." */
function checkReservationSum(context: RuleContext): readonly Finding[] {
  const excess = findExcess(context, 'memoryReservation', context.memory)
  if (excess === undefined) return []
  return [
    {
      severity: 'error',
      rule: 'container-reservation-sum',
      where: excess.where,
      message: `the containers reserve more memory than the task has\n${excess.words}`,
      ...adviseTaskSize(context, 'memory'),
    },
  ]
}

/**
 * "The total amount of memory reserved for all containers within a task must be lower than the task memory value" (Amazon
 * ECS API Reference). No refusal for the sum of hard limits is known, hence a warning.
 */
function checkLimitSum(context: RuleContext): readonly Finding[] {
  const excess = findExcess(context, 'memory', context.memory)
  if (excess === undefined) return []
  return [
    {
      severity: 'warning',
      rule: 'container-memory-sum',
      where: excess.where,
      message: `the memory limits of the containers add up to more than the task has\n${excess.words}\nECS documents this as wrong but is not known to refuse it. A container may be killed before it reaches its own limit.`,
      ...adviseTaskSize(context, 'memory'),
    },
  ]
}

function findExcess(
  { containers }: RuleContext,
  dimension: Dimension,
  task: Size,
): { where: string; words: string } | undefined {
  const asking = containers.filter((container) => (container[dimension].effective ?? 0) > 0)
  const total = sum(asking.map((container) => container[dimension].effective))
  if (!exceeds(total, task)) return undefined
  const unit = UNITS[dimension]
  const sizes = asking.map((container) => container[dimension])
  const parts = asking.map((container) => `${container.name} ${cite(container[dimension])}`)
  const [only] = asking.length === 1 ? asking : []
  const addition = only
    ? `${only.name} ${cite(only[dimension], unit)}`
    : `${parts.join(' + ')} = ${total} ${unit}`
  return {
    where: whereWritten([task, ...sizes], dimension === 'cpu' ? 'cpu' : 'memory'),
    words: `${addition}; the task has ${cite(task)}.`,
  }
}

function exceeds(value: number | undefined, task: Size): boolean {
  return value !== undefined && task.effective !== undefined && value > task.effective
}
