import type { Finding } from '../../findings.js'
import { isBefore } from '../platform.js'
import type { RuleContext } from '../rule-context.js'

/** Features that depend on the platform: Fargate, Fargate Spot and Managed Instances. */
export function checkFargateFeatures(context: RuleContext): readonly Finding[] {
  return [
    ...checkGpu(context),
    ...checkNeuronDevice(context),
    ...checkEnvironmentFiles(context),
    ...checkSpot(context),
    ...checkPlatformVersion(context),
  ]
}

/** ECS: "Tasks using the Fargate launch type do not support GPU resource requirements". */
function checkGpu(context: RuleContext): readonly Finding[] {
  if (context.platform !== 'fargate') return []
  return requirementsOf(context, 'GPU').map(({ name, where }) => ({
    severity: 'error',
    rule: 'fargate-gpu',
    where,
    message: `${name} asks for a GPU, and Fargate has none`,
    advice: 'Run the task on EC2 or on Managed Instances, or do without.',
  }))
}

/**
 * "NeuronDevice": the value must be ALL, for one container of the task, on Managed Instances (ResourceRequirement in the
 * Amazon ECS API Reference).
 */
function checkNeuronDevice(context: RuleContext): readonly Finding[] {
  const demands = requirementsOf(context, 'NeuronDevice')
  const error = (where: string, message: string, advice: string): Finding => ({
    severity: 'error',
    rule: 'neuron-device',
    where,
    message,
    advice,
  })
  const [first, second] = demands
  const elsewhere = ['fargate', 'ec2', 'external'].includes(context.platform)
  return [
    ...(first && elsewhere
      ? [
          error(
            first.where,
            `${first.name} asks for NeuronDevice, which only Managed Instances have`,
            'Write the capacity provider of your Managed Instances as capacity-provider-strategy.',
          ),
        ]
      : []),
    ...demands
      .filter(({ value }) => value !== 'ALL')
      .map(({ name, where, value = '' }) =>
        error(
          where,
          `NeuronDevice of ${name} is ${JSON.stringify(value)}; ECS takes ALL and nothing else`,
          'Write ALL.',
        ),
      ),
    ...(second
      ? [
          error(
            second.where,
            `${demands.map(({ name }) => name).join(' and ')} ask for NeuronDevice; one container of a task may`,
            'Leave it out for all but one.',
          ),
        ]
      : []),
  ]
}

/**
 * On Fargate, the Amazon ECS API Reference of 2026-11-09 documents environmentFiles of ContainerOverride for Linux only.
 */
function checkEnvironmentFiles({ platform, limits, requested }: RuleContext): readonly Finding[] {
  if (platform !== 'fargate' || !limits.windows) return []
  return requested.containers
    .filter(({ environmentFiles = [] }) => environmentFiles.length > 0)
    .map(({ name, where }) => ({
      severity: 'error',
      rule: 'environment-files-windows',
      where,
      message: `Fargate reads environmentFiles for Linux only, and the task definition of ${name} is for Windows`,
      advice: 'Write the variables as environment.',
    }))
}

/** A resource that a container requires besides CPU and memory, and its position. */
interface Demand {
  readonly name: string
  readonly where: string
  readonly value?: string | undefined
}

interface Requirement {
  readonly type?: string | undefined
  readonly value?: string | undefined
}

/**
 * The containers that require a resource, in the order of the definition. An override replaces all requirements of a
 * container.
 */
function requirementsOf({ definition, requested }: RuleContext, type: string): Demand[] {
  const demands = new Map<string, { readonly where: string; readonly list: readonly Requirement[] }>(
    (definition?.containerDefinitions ?? []).map((container) => [
      container.name ?? '',
      { where: 'task-definition', list: container.resourceRequirements ?? [] },
    ]),
  )
  for (const { name, where, resourceRequirements } of requested.containers) {
    if (resourceRequirements) demands.set(name, { where, list: resourceRequirements })
  }
  return [...demands].flatMap(([name, { where, list }]) =>
    list.filter((each) => each.type === type).map(({ value }) => ({ name, where, value })),
  )
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

/**
 * ECS: "The platform version must be null when specifying an EC2 launch type". For other platforms it is only documented.
 */
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
