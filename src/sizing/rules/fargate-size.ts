import { adviseTaskSize } from '../advice.js'
import type { Finding } from '../../findings.js'
import {
  FARGATE_TIERS,
  LARGEST_CPU_BEFORE_PLATFORM_1_4,
  NEWEST_TIER_CPU,
  describeMemory,
  fargateTiers,
  nearestOf,
} from '../fargate.js'
import { quantity } from '../quantity.js'
import type { RuleContext } from '../rule-context.js'
import { listWords } from '../../text/words.js'
import { cite, whereWritten } from '../merge-sizes.js'

/** On Fargate the task needs CPU and memory, and both together must be a Fargate size. */
export function checkFargateSize(context: RuleContext): readonly Finding[] {
  if (context.platform !== 'fargate') return []
  return [...checkPresent(context), ...checkPair(context), ...checkPlatformVersion(context)]
}

/** ECS: "Fargate requires that 'cpu' be defined at the task level." */
function checkPresent(context: RuleContext): readonly Finding[] {
  return (['cpu', 'memory'] as const)
    .filter((dimension) => context[dimension].effective === undefined && !context[dimension].unknown)
    .map((dimension) => ({
      severity: 'error',
      rule: 'fargate-size-missing',
      where: dimension,
      message: `Fargate needs the ${dimension} of the task, and neither the task definition nor the step names it`,
      ...adviseTaskSize(context, dimension),
    }))
}

/** ECS: "No Fargate configuration exists for given values." */
function checkPair(context: RuleContext): readonly Finding[] {
  const { cpu, memory } = context
  if (cpu.effective === undefined) return []
  const { windows } = context.limits
  if (cpu.effective > NEWEST_TIER_CPU) return checkAboveTable(context)
  if (cpu.effective === NEWEST_TIER_CPU && !windows) return checkNewest(context)
  const tiers = fargateTiers({ windows, oldPlatform: false })
  const tier = tiers.find((candidate) => candidate.cpu === cpu.effective)
  if (tier === undefined) {
    const sizes = listWords(tiers.map((candidate) => candidate.cpu))
    return [
      {
        severity: 'error',
        rule: windows ? 'fargate-windows-size' : 'fargate-size',
        where: whereWritten([cpu], 'cpu'),
        message: `${cite(cpu, 'CPU units')} is no Fargate size${windows ? ' for Windows' : ''}\nFargate has ${sizes} CPU units${windows ? ' there' : ''}.`,
        ...adviseTaskSize(context, 'cpu'),
      },
    ]
  }
  if (memory.effective === undefined || tier.memory.includes(memory.effective)) return []
  return [
    {
      severity: 'error',
      rule: 'fargate-size',
      where: whereWritten([memory, cpu], 'memory'),
      message: `${cite(memory, 'MiB')} is no Fargate size for ${cite(cpu, 'CPU units')}\n${cpu.effective} takes ${describeMemory(tier)}. Nearest: ${nearestOf(tier.memory, memory.effective)}.`,
      ...adviseTaskSize(context, 'memory'),
    },
  ]
}

/** The tier of 32 vCPU is not in every Region: ECS decides, also about a memory size that is not documented. */
function checkNewest({ cpu, memory }: RuleContext): readonly Finding[] {
  const tier = FARGATE_TIERS.find((candidate) => candidate.cpu === NEWEST_TIER_CPU)
  if (tier === undefined || memory.effective === undefined || tier.memory.includes(memory.effective))
    return []
  return [
    {
      severity: 'warning',
      rule: 'fargate-size-new',
      where: whereWritten([memory, cpu], 'memory'),
      message: `${cite(memory, 'MiB')} may be no Fargate size for ${cite(cpu, 'CPU units')}\n${NEWEST_TIER_CPU} takes ${describeMemory(tier)}, as far as is documented. ECS decides.`,
    },
  ]
}

/** AWS may have added sizes that are larger than this table. */
function checkAboveTable({ cpu, memory }: RuleContext): readonly Finding[] {
  return [
    {
      severity: 'warning',
      rule: 'fargate-size-new',
      where: whereWritten([cpu, memory], 'cpu'),
      message: `${cite(cpu, 'CPU units')}${memory.effective === undefined ? '' : ` with ${cite(memory, 'MiB')}`} may be no Fargate size\nThe largest that is documented is ${quantity(NEWEST_TIER_CPU, 'cpu')}. ECS decides.`,
    },
  ]
}

/** Notes that 32 vCPU are not in every Region. */
export function noteNewestTier({ platform, cpu }: RuleContext): string[] {
  if (platform !== 'fargate' || cpu.effective !== NEWEST_TIER_CPU) return []
  return ['Fargate has 32 vCPU in some Regions only; where it has not, ECS refuses the task.']
}

/** "This option requires Linux platform 1.4.0 or later" (table of the Amazon ECS Developer Guide, 8 vCPU and more). */
function checkPlatformVersion(context: RuleContext): readonly Finding[] {
  const { cpu, target } = context
  if (cpu.effective === undefined || cpu.effective <= LARGEST_CPU_BEFORE_PLATFORM_1_4) return []
  if (!context.limits.oldPlatform) return []
  return [
    {
      severity: 'error',
      rule: 'platform-version-size',
      where: 'platform-version',
      message: `platform version ${target.platformVersion ?? ''} goes up to ${quantity(LARGEST_CPU_BEFORE_PLATFORM_1_4, 'cpu')}; the task has ${cite(cpu)}\nMore needs platform version 1.4.0 or later.`,
      advice: 'Write platform-version: LATEST, or leave it out.',
    },
  ]
}
