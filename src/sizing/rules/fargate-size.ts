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

/** On Fargate the task has CPU and memory, and both together are a size that Fargate has. */
export function checkFargateSize(situation: RuleContext): readonly Finding[] {
  if (situation.platform !== 'fargate') return []
  return [...checkPresent(situation), ...checkPair(situation), ...checkPlatformVersion(situation)]
}

/** ECS: "Fargate requires that 'cpu' be defined at the task level." */
function checkPresent(situation: RuleContext): readonly Finding[] {
  return (['cpu', 'memory'] as const)
    .filter((dimension) => situation[dimension].effective === undefined && !situation[dimension].unknown)
    .map((dimension) => ({
      severity: 'error',
      rule: 'fargate-size-missing',
      where: dimension,
      message: `Fargate needs the ${dimension} of the task, and neither the task definition nor the step names it`,
      ...adviseTaskSize(situation, dimension),
    }))
}

/** ECS: "No Fargate configuration exists for given values." */
function checkPair(situation: RuleContext): readonly Finding[] {
  const { cpu, memory } = situation
  if (cpu.effective === undefined) return []
  if (cpu.effective >= NEWEST_TIER_CPU) return checkNewest(situation, cpu.effective)
  const { windows } = situation.limits
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
        ...adviseTaskSize(situation, 'cpu'),
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
      ...adviseTaskSize(situation, 'memory'),
    },
  ]
}

/**
 * The tier of 32 vCPU is documented but not in every Region yet, and above it AWS may have added some since: ECS
 * itself decides.
 */
function checkNewest({ cpu, memory }: RuleContext, value: number): readonly Finding[] {
  const tier = FARGATE_TIERS.find((candidate) => candidate.cpu === value)
  const known =
    tier === undefined
      ? `The largest that is documented is ${quantity(NEWEST_TIER_CPU, 'cpu')}.`
      : `It is documented for Linux with ${describeMemory(tier)}, and not in every Region.`
  return [
    {
      severity: 'warning',
      rule: 'fargate-size-new',
      where: whereWritten([cpu, memory], 'cpu'),
      message: `${cite(cpu, 'CPU units')}${memory.effective === undefined ? '' : ` with ${cite(memory, 'MiB')}`} may be no Fargate size\n${known} ECS decides.`,
    },
  ]
}

/** "This option requires Linux platform 1.4.0 or later", says the table of the Amazon ECS Developer Guide of 8 vCPU and more. */
function checkPlatformVersion(situation: RuleContext): readonly Finding[] {
  const { cpu, target } = situation
  if (cpu.effective === undefined || cpu.effective <= LARGEST_CPU_BEFORE_PLATFORM_1_4) return []
  if (!situation.limits.oldPlatform) return []
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
