import { adviseTaskSize } from '../advice.js'
import { containerTotals } from '../container-totals.js'
import type { Finding } from '../../findings.js'
import type { RuleContext } from '../rule-context.js'
import { LEAST_TASK_CPU, MOST_TASK_CPU } from '../task-size.js'
import { cite, whereWritten } from '../merge-sizes.js'

/** Checks the task's own size outside Fargate. */
export function checkNonFargateSize(context: RuleContext): readonly Finding[] {
  if (context.platform === 'fargate') return []
  return [...checkCpuRange(context), ...checkIgnored(context)]
}

/** Applies on an undecided platform too: Fargate rejects the same values. */
function checkCpuRange(context: RuleContext): readonly Finding[] {
  const { cpu } = context
  if (cpu.effective === undefined) return []
  if (cpu.effective >= LEAST_TASK_CPU && cpu.effective <= MOST_TASK_CPU) return []
  return [
    {
      severity: 'error',
      rule: 'task-cpu-range',
      where: whereWritten([cpu], 'cpu'),
      message: `${cite(cpu, 'CPU units')}; ECS takes ${LEAST_TASK_CPU} to ${MOST_TASK_CPU} for a task`,
      ...(cpu.effective > MOST_TASK_CPU && containerTotals(context.containers).cpu <= MOST_TASK_CPU
        ? { advice: `Write cpu: ${MOST_TASK_CPU}.`, paste: `cpu: ${MOST_TASK_CPU}` }
        : adviseTaskSize(context, 'cpu')),
    },
  ]
}

/**
 * "Task-level CPU and memory parameters are ignored for Windows containers" (RegisterTaskDefinition, Amazon ECS API
 * Reference).
 */
function checkIgnored({
  platform,
  limits,
  operatingSystemFamily,
  requested,
}: RuleContext): readonly Finding[] {
  if (platform === 'undecided' || !limits.windows) return []
  const written = [requested.cpu, requested.memory].flatMap((wish) => wish ?? [])
  return written.map(({ where }) => ({
    severity: 'warning',
    rule: 'windows-task-size-ignored',
    where,
    message: `ECS ignores cpu and memory of the task for ${operatingSystemFamily} outside Fargate`,
    advice: 'Write cpu and memory for the containers.',
  }))
}
