import type { ECSClient, RunTaskCommandInput, TaskDefinition } from '@aws-sdk/client-ecs'
import { describeTaskDefinition } from '../ecs/definition.js'
import { AwsError } from '../ecs/aws-error.js'
import { describeService } from '../ecs/service.js'
import type { RunSettings } from '../inputs/settings.js'
import { buildRunTask } from '../request/build-run-task.js'
import { checkRequest } from '../request/check-request.js'
import { likeService } from '../request/like-service.js'
import type { Finding } from '../sizing/finding.js'
import { planSizes } from '../sizing/plan.js'
import type { SizePlan } from '../sizing/size-plan.js'
import { findUnusedResources } from '../sizing/unused.js'
import type { World } from '../world/world.js'

/** Everything that is decided before RunTask. */
export interface Preparation {
  /** With what `like-service` adds. */
  readonly settings: RunSettings
  /** Absent where it cannot be read. */
  readonly definition?: TaskDefinition
  readonly plan: SizePlan
  /** Absent where the inputs name no task definition. */
  readonly request?: RunTaskCommandInput
  readonly findings: readonly Finding[]
}

/** A preparation that nothing is wrong with. */
export type ReadyToRun = Preparation & { readonly request: RunTaskCommandInput }

/** Reads the task definition and the service, plans the sizes, builds the request, and finds what is wrong with all that. */
export async function prepare(ecs: ECSClient, written: RunSettings, world: World): Promise<Preparation> {
  const [definition, service] = await Promise.all([
    readDefinition(ecs, written, world),
    readService(ecs, written, world),
  ])
  const settings = service.found ? likeService(written, service.found) : written
  const { plan, request } = planRequest(settings, definition.found)
  const unused = findUnusedResources(plan, settings.unusedResources)
  const unreadable = differing([...definition.findings, ...service.findings])
  return {
    settings,
    plan,
    ...(definition.found && { definition: definition.found }),
    ...(request && { request }),
    // Without the definition for a reason of its own, rules that miss it would only repeat that.
    findings: unreadable.some(({ severity }) => severity === 'error')
      ? unreadable
      : [
          ...unreadable,
          ...plan.findings,
          ...(unused ? [unused] : []),
          ...checkRequest(settings, plan, definition.found, request),
        ],
  }
}

/** Works out the sizes and the request; no request where the settings name no task definition. */
export function planRequest(
  settings: RunSettings,
  definition: TaskDefinition | undefined,
): Pick<Preparation, 'plan' | 'request'> {
  const { launchType, platformVersion, capacityProviderStrategy } = settings
  const plan = planSizes(definition, settings, {
    capacityProviders: capacityProviderStrategy.flatMap(({ capacityProvider }) => capacityProvider ?? []),
    ...(launchType !== undefined && { launchType }),
    ...(platformVersion !== undefined && { platformVersion }),
  })
  return { plan, ...(hasTaskDefinition(settings) && { request: buildRunTask(settings, plan, definition) }) }
}

interface Reading<T> {
  readonly found?: T
  readonly findings: readonly Finding[]
}

async function readDefinition(
  ecs: ECSClient,
  { taskDefinition, follow }: RunSettings,
  world: World,
): Promise<Reading<TaskDefinition>> {
  if (taskDefinition === undefined) return { findings: [] }
  try {
    return { found: await describeTaskDefinition(ecs, taskDefinition, world), findings: [] }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    if (error.service === 'sts') return unreadable('error', 'role-to-assume', error.message)
    if (error.meaning.missingPermission === undefined)
      return unreadable('error', 'task-definition', error.message)
    const deciders =
      follow.exitCodeFrom.length > 0
        ? ''
        : '\nWithout it, every container of the task decides about success; name those that count with exit-code-from.'
    return unreadable(
      'warning',
      'task-definition',
      `${error.message}\nSizes, container names and the network are not checked.${deciders}`,
    )
  }
}

async function readService(
  ecs: ECSClient,
  { likeService: name, cluster }: RunSettings,
  world: World,
): Promise<Reading<NonNullable<Awaited<ReturnType<typeof describeService>>>>> {
  if (name === undefined) return { findings: [] }
  try {
    const found = await describeService(ecs, cluster, name, world)
    return found
      ? { found, findings: [] }
      : unreadable(
          'error',
          'like-service',
          `the cluster ${cluster} has no active service ${JSON.stringify(name)}`,
        )
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return unreadable('error', error.service === 'sts' ? 'role-to-assume' : 'like-service', error.message)
  }
}

function unreadable(severity: Finding['severity'], where: string, message: string): { findings: Finding[] } {
  return { findings: [{ severity, rule: 'unreadable', where, message }] }
}

/** A session that is refused is refused to every reading that waits for it. */
function differing(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [finding.message, finding])).values()]
}

function hasTaskDefinition(settings: RunSettings): settings is RunSettings & { taskDefinition: string } {
  return settings.taskDefinition !== undefined
}
