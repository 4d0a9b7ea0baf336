import type { Finding } from '../../findings.js'
import { FARGATE_TIERS } from '../fargate.js'
import { possibleLaunchTypes } from '../platform.js'
import type { RuleContext } from '../rule-context.js'
import { LEAST_TASK_CPU } from '../task-size.js'
import { listWords } from '../../text/words.js'
import { cite } from '../merge-sizes.js'

/**
 * If neither the request nor the definition decides the platform, the cluster's default does, and the valid sizes depend on
 * it.
 */
export function checkPlatformUndecided(context: RuleContext): readonly Finding[] {
  const { platform, definition, requested } = context
  const places = possibleLaunchTypes(definition)
  if (platform !== 'undecided' || definition === undefined || !places.includes('FARGATE')) return []
  const written = [requested.cpu?.where, requested.memory?.where].find((where) => where !== undefined)
  const where = written ?? (requested.ephemeralStorageGiB === undefined ? undefined : 'ephemeral-storage')
  if (where === undefined) return []
  return [
    {
      severity: 'warning',
      rule: 'platform-open',
      where,
      message: `the cluster decides whether this runs on ${listWords(places)}\n${onEither(context)}`,
      advice: `Write launch-type: ${listWords(places)}, or a capacity-provider-strategy.`,
    },
  ]
}

function onEither({ cpu, memory, requested }: RuleContext): string {
  const sentences = requested.ephemeralStorageGiB === undefined ? [] : ['Only Fargate has ephemeral-storage.']
  if (cpu.effective === undefined || memory.effective === undefined) {
    return [
      'On Fargate cpu and memory must be one of its sizes; elsewhere they need not.',
      ...sentences,
    ].join(' ')
  }
  const tier = FARGATE_TIERS.find((candidate) => candidate.cpu === cpu.effective)
  const size = `${cite(cpu, 'CPU units')} with ${cite(memory, 'MiB')}`
  const verdict = tier?.memory.includes(memory.effective)
    ? `${size} is a size of Fargate, and right elsewhere too.`
    : `${size} is no size of Fargate, which would refuse it; elsewhere ECS takes any size from ${LEAST_TASK_CPU} CPU units.`
  return [verdict, ...sentences].join(' ')
}
