import type { Finding } from '../../findings.js'
import { isFargateProvider, supportedLaunchTypes } from '../platform.js'
import type { RuleContext } from '../rule-context.js'
import { listWords } from '../../text/words.js'

/** Checks launch type and capacity providers against each other and against the definition. */
export function checkLaunchTarget(context: RuleContext): readonly Finding[] {
  return [
    ...checkExclusive(context),
    ...checkManagedInstances(context),
    ...checkMixedProviders(context),
    ...checkSupported(context),
  ]
}

/** ECS: "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again." */
function checkExclusive({ target }: RuleContext): readonly Finding[] {
  if (target.launchType === undefined || target.capacityProviders.length === 0) return []
  return [
    {
      severity: 'error',
      rule: 'launch-type-and-strategy',
      where: 'launch-type',
      message: `launch-type ${target.launchType} and capacity-provider-strategy (${listWords(target.capacityProviders, 'and')}) exclude each other`,
      advice: 'Leave one of them out.',
    },
  ]
}

/**
 * "For Managed Instances you must use capacityProviderStrategy and omit launchType" (RunTask, Amazon ECS API Reference).
 * The same reference lists MANAGED_INSTANCES as a launch type; no refusal is known.
 */
function checkManagedInstances({ target }: RuleContext): readonly Finding[] {
  if (target.launchType !== 'MANAGED_INSTANCES') return []
  return [
    {
      severity: 'warning',
      rule: 'managed-instances-launch-type',
      where: 'launch-type',
      message:
        'ECS documents that tasks get to Managed Instances through a capacity provider, without a launch type',
      advice:
        'Write the name of the capacity provider as capacity-provider-strategy, and leave launch-type out.',
    },
  ]
}

/** ECS: "A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate providers." */
function checkMixedProviders({ target }: RuleContext): readonly Finding[] {
  const fargate = target.capacityProviders.filter(isFargateProvider)
  const own = target.capacityProviders.filter((name) => !isFargateProvider(name))
  if (fargate.length === 0 || own.length === 0) return []
  return [
    {
      severity: 'error',
      rule: 'capacity-providers-mixed',
      where: 'capacity-provider-strategy',
      message: `a strategy takes providers of Fargate or providers of your own, not both\n${areOf(fargate)} of Fargate, ${areOf(own)} not.`,
      advice: `Keep ${listWords(fargate, 'and')}, or keep ${listWords(own, 'and')}.`,
    },
  ]
}

/** ECS: "Task definition does not support launch_type FARGATE." No refusal of another launch type is known. */
function checkSupported({ definition, target, platform }: RuleContext): readonly Finding[] {
  const supported = supportedLaunchTypes(definition)
  const wanted = target.launchType ?? (platform === 'fargate' ? 'FARGATE' : undefined)
  if (supported === undefined || wanted === undefined || supported.includes(wanted)) return []
  return [
    {
      severity: wanted === 'FARGATE' ? 'error' : 'warning',
      rule: 'definition-support',
      where: target.launchType === undefined ? 'capacity-provider-strategy' : 'launch-type',
      message: `the task definition does not support the launch type ${wanted}\nIt was registered for ${listWords(supported, 'and')}.`,
      advice: `Use ${listWords(supported)}, or register the task definition with ${wanted} in requiresCompatibilities.`,
    },
  ]
}

function areOf(names: readonly string[]): string {
  return `${listWords(names, 'and')} ${names.length === 1 ? 'is' : 'are'}`
}
