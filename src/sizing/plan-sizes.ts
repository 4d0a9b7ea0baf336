import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { mergeContainers } from './merge-sizes.js'
import type { Diagnostics, LaunchTarget, RequestedSizes, SizePlan } from './types.js'
import { checkObservedRuns, noteObservedTime } from './observed.js'
import { decidePlatform, limitsOf } from './platform.js'
import { checkContainerMemory } from './rules/container-memory.js'
import { checkContainerNames } from './rules/container-names.js'
import { checkContainerSums } from './rules/container-sums.js'
import { checkEphemeralStorage } from './rules/ephemeral-storage.js'
import { checkFargateFeatures } from './rules/fargate-features.js'
import { checkFargateSize, noteNewestTier } from './rules/fargate-size.js'
import { checkLaunchTarget } from './rules/launch-target.js'
import { checkNonFargateSize } from './rules/non-fargate-size.js'
import { checkPlatformUndecided } from './rules/platform-undecided.js'
import type { Rule, RuleContext } from './rule-context.js'
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
 * Merges overrides into a task definition, resolves factors and `auto`, and checks the result against the rules of ECS.
 * Never throws: the findings hold all mistakes.
 *
 * @param definition as DescribeTaskDefinition returns it; `undefined` where it may not be read: only the checks that do not
 * need it are made
 */
export function planSizes(
  definition: TaskDefinition | undefined,
  requested: RequestedSizes,
  target: LaunchTarget,
): SizePlan {
  const diagnostics: Diagnostics = { notes: [], findings: [] }
  const operatingSystemFamily = definition?.runtimePlatform?.operatingSystemFamily ?? 'LINUX'
  const given = {
    definition,
    requested,
    target,
    platform: decidePlatform(definition, target),
    limits: limitsOf(operatingSystemFamily, target.platformVersion),
    operatingSystemFamily,
    cpuArchitecture: definition?.runtimePlatform?.cpuArchitecture ?? 'X86_64',
  }
  const containers = mergeContainers(definition, requested, diagnostics)
  const context: RuleContext = { ...given, containers, ...resolveTaskSizes(given, containers, diagnostics) }
  return {
    platform: context.platform,
    operatingSystemFamily: context.operatingSystemFamily,
    cpuArchitecture: context.cpuArchitecture,
    ...(target.platformVersion !== undefined && { platformVersion: target.platformVersion }),
    cpu: context.cpu,
    memory: context.memory,
    containers,
    notes: [...diagnostics.notes, ...noteObservedTime(requested), ...noteNewestTier(context)],
    findings: [
      ...diagnostics.findings,
      ...checkObservedRuns(requested),
      ...RULES.flatMap((rule) => rule(context)),
    ],
  }
}
