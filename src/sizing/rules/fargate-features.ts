import type { Finding } from '../../findings.js'
import { isBefore } from '../platform.js'
import type { RuleContext } from '../rule-context.js'

/** Beside sizes: what runs on Fargate, on Fargate Spot, and nowhere else. */
export function checkFargateFeatures(situation: RuleContext): readonly Finding[] {
  return [...checkGpu(situation), ...checkSpot(situation), ...checkPlatformVersion(situation)]
}

/** ECS: "Tasks using the Fargate launch type do not support GPU resource requirements". */
function checkGpu({ platform, definition, requested }: RuleContext): readonly Finding[] {
  if (platform !== 'fargate') return []
  const demands = new Map<string, Demand>(
    (definition?.containerDefinitions ?? []).map((container) => [
      container.name ?? '',
      { where: 'task-definition', types: (container.resourceRequirements ?? []).map(({ type }) => type) },
    ]),
  )
  for (const { name, where, resourceRequirements } of requested.containers) {
    if (resourceRequirements)
      demands.set(name, { where, types: resourceRequirements.map(({ type }) => type) })
  }
  return [...demands]
    .filter(([, { types }]) => types.includes('GPU'))
    .map(([name, { where }]) => ({
      severity: 'error',
      rule: 'fargate-gpu',
      where,
      message: `${name} asks for a GPU, and Fargate has none`,
      advice: 'Run the task on EC2 or on Managed Instances, or do without.',
    }))
}

/** What a container asks for beside CPU and memory, and where that stands. */
interface Demand {
  readonly where: string
  readonly types: readonly (string | undefined)[]
}

/**
 * "Windows containers are not supported on Fargate Spot" (Amazon ECS Developer Guide); ARM64 needs platform version
 * 1.4.0, X86_64 1.3.0 (CapacityProviderStrategyItem, Amazon ECS API Reference). No refusal is known.
 */
function checkSpot({
  target,
  limits,
  operatingSystemFamily,
  cpuArchitecture,
}: RuleContext): readonly Finding[] {
  if (!target.capacityProviders.includes('FARGATE_SPOT')) return []
  if (limits.windows) {
    return [
      {
        severity: 'warning',
        rule: 'fargate-spot-windows',
        where: 'capacity-provider-strategy',
        message: `FARGATE_SPOT runs Linux alone, and the task definition is for ${operatingSystemFamily}`,
        advice: 'Write FARGATE.',
      },
    ]
  }
  const needed = cpuArchitecture === 'ARM64' ? '1.4.0' : '1.3.0'
  if (!isBefore(target.platformVersion, needed)) return []
  return [
    {
      severity: 'warning',
      rule: 'fargate-spot-platform-version',
      where: 'platform-version',
      message: `FARGATE_SPOT needs platform version ${needed} or later for ${cpuArchitecture}; this is ${target.platformVersion ?? ''}`,
      advice: 'Write platform-version: LATEST, or leave it out.',
    },
  ]
}

/** ECS: "The platform version must be null when specifying an EC2 launch type"; for other places it is documented alone. */
function checkPlatformVersion({ platform, target }: RuleContext): readonly Finding[] {
  if (target.platformVersion === undefined || platform === 'fargate' || platform === 'undecided') return []
  return [
    {
      severity: platform === 'ec2' ? 'error' : 'warning',
      rule: 'platform-version-place',
      where: 'platform-version',
      message: `only Fargate has platform versions, and this task runs elsewhere`,
      advice: 'Leave platform-version out.',
    },
  ]
}
