import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { mergeContainers, type EffectiveContainer, type Size } from './merge-sizes.js'
import type { LaunchTarget, Diagnostics, ContainerPlan, SizePlan, Sized, RequestedSizes } from './types.js'
import { decidePlatform, limitsOf } from './platform.js'
import { checkContainerMemory } from './rules/container-memory.js'
import { checkContainerNames } from './rules/container-names.js'
import { checkContainerSums } from './rules/container-sums.js'
import { checkEphemeralStorage } from './rules/ephemeral-storage.js'
import { checkFargateFeatures } from './rules/fargate-features.js'
import { checkFargateSize } from './rules/fargate-size.js'
import { checkLaunchTarget } from './rules/launch-target.js'
import { checkNonFargateSize } from './rules/non-fargate-size.js'
import { checkPlatformUndecided } from './rules/platform-undecided.js'
import type { PlanInput, Rule, RuleContext } from './rule-context.js'
import { resolveTaskSizes } from './task-size.js'

const RULES: readonly Rule[] = [
  checkLaunchTarget,
  checkPlatformUndecided,
  checkContainerNames,
  checkFargateSize,
  checkNonFargateSize,
  checkContainerSums,
  checkContainerMemory,
  checkEphemeralStorage,
  checkFargateFeatures,
]

/**
 * Merges overrides into a task definition, works out factors and `auto`, and checks the outcome against what ECS takes.
 * Never throws: what is wrong stands in the findings, all of it at once.
 *
 * @param definition as DescribeTaskDefinition gives it; `undefined` where it may not be read, and then only what can be
 *   told from the rest is checked
 */
export function planSizes(
  definition: TaskDefinition | undefined,
  wishes: RequestedSizes,
  target: LaunchTarget,
): SizePlan {
  const remarks: Diagnostics = { notes: [], findings: [] }
  const operatingSystemFamily = definition?.runtimePlatform?.operatingSystemFamily ?? 'LINUX'
  const given: PlanInput = {
    definition,
    requested: wishes,
    target,
    platform: decidePlatform(definition, target),
    limits: limitsOf(operatingSystemFamily, target.platformVersion),
    operatingSystemFamily,
    cpuArchitecture: definition?.runtimePlatform?.cpuArchitecture ?? 'X86_64',
  }
  const containers = mergeContainers(definition, wishes.containers, remarks)
  const situation: RuleContext = { ...given, containers, ...resolveTaskSizes(given, containers, remarks) }
  return {
    platform: given.platform,
    operatingSystemFamily: given.operatingSystemFamily,
    cpuArchitecture: given.cpuArchitecture,
    ...(target.platformVersion !== undefined && { platformVersion: target.platformVersion }),
    cpu: plain(situation.cpu),
    memory: plain(situation.memory),
    containers: containers.map(planContainer),
    taskOverride: overrideOf(situation, ['cpu', 'memory']),
    containerOverrides: new Map(
      containers
        .map(
          (container) =>
            [container.name, overrideOf(container, ['cpu', 'memory', 'memoryReservation'])] as const,
        )
        .filter(([, override]) => Object.keys(override).length > 0),
    ),
    notes: remarks.notes,
    findings: [...remarks.findings, ...RULES.flatMap((rule) => rule(situation))],
  }
}

function planContainer({
  name,
  essential,
  cpu,
  memory,
  memoryReservation,
}: EffectiveContainer): ContainerPlan {
  return {
    name,
    essential,
    cpu: plain(cpu),
    memory: plain(memory),
    memoryReservation: plain(memoryReservation),
  }
}

function plain({ defined, effective }: Size): Sized {
  return { ...(defined !== undefined && { defined }), ...(effective !== undefined && { effective }) }
}

/** Only what the user asked for is sent. */
function overrideOf<Key extends string>(
  sizes: Readonly<Record<Key, Size>>,
  keys: readonly Key[],
): Partial<Record<Key, number>> {
  const override: Partial<Record<Key, number>> = {}
  for (const key of keys) {
    const { where, effective } = sizes[key]
    if (where !== undefined && effective !== undefined) override[key] = effective
  }
  return override
}
