import type { ECSClient, RunTaskCommandInput, Service, TaskDefinition } from '@aws-sdk/client-ecs'
import type { RunSettings } from '../inputs/settings.js'
import { type Fallback, planFallbacks, planRequest, type PlannedRequest } from '../request/plan-request.js'
import { checkRequest } from '../request/check-request.js'
import { checkMaxMemory, checkUsage } from '../request/check-sizes.js'
import { likeService, takenFromService, whyNoNetwork } from '../request/like-service.js'
import { checkCopy, planCopy, type PlannedCopy, runsCopy } from '../request/plan-copy.js'
import { serviceDefinition } from '../request/service-definition.js'
import { type Finding, inputOf as inputOfFinding, isError, placed } from '../findings.js'
import { findUnusedResources } from '../sizing/unused-resources.js'
import type { SizePlan } from '../sizing/types.js'
import { checkFollow } from '../follow/check-follow.js'
import type { StepRuntime } from '../runtime/runtime.js'
import { withReattachKey } from '../request/reattach-key.js'
import { networkModeOf, readDefinition, readService, type ReadResult } from './read-definition.js'
import { withObserved } from './read-observed.js'

/** The decisions before RunTask. */
export interface Preparation extends PlannedRequest {
  /** The settings, completed from the service of `like-service`. */
  readonly settings: RunSettings
  /** Absent where it cannot be read. Where a copy is planned, the content of the copy. */
  readonly definition?: TaskDefinition
  /** The settings that come from the service of `like-service`, as texts. */
  readonly taken?: readonly string[]
  /** Absent where no task definition is to be registered. */
  readonly copy?: PlannedCopy
  /** The places of `capacity-fallback`, in their order. */
  readonly fallbacks: readonly Fallback[]
  readonly findings: readonly Finding[]
}

/** A preparation without an error. */
export type ReadyToRun = Preparation & { readonly request: RunTaskCommandInput }

/** Reads the task definition and the service, plans the sizes, builds the request, and checks all of them. */
export async function prepare(
  ecs: ECSClient,
  written: RunSettings,
  inputFindings: readonly Finding[],
  runtime: StepRuntime,
): Promise<Preparation> {
  const refused = [...new Set(inputFindings.filter(isError).map(inputOfFinding))]
  const reading = readService(ecs, written, refused, runtime)
  const named = await nameDefinition(written, reading)
  const [read, service] = await Promise.all([readDefinition(ecs, named.settings, refused, runtime), reading])
  const networkMode = networkModeOf(read)
  const there = service.found ? likeService(named.settings, service.found, networkMode) : named.settings
  const copy = read.raw && planCopy(there, read.raw)
  const definition = copy?.definition ?? read.found
  const unobserved = copy ? runsCopy(there, copy) : there
  const { settings, findings: observed } = await withObserved(ecs, unobserved, definition, runtime)
  const planned = planRequest(settings, definition)
  const { plan } = planned
  const content =
    copy && JSON.stringify({ ...copy.definition, revision: undefined, taskDefinitionArn: undefined })
  const request =
    planned.request && withReattachKey(settings, planned.request, content, runtime.inputs.github)
  const fallbacks = planFallbacks(settings, definition).map((fallback) => ({
    ...fallback,
    request: {
      ...fallback.request,
      ...(request?.startedBy !== undefined && { startedBy: request.startedBy }),
    },
  }))
  const unused = findUnusedResources(plan, settings.unusedResources)
  const silent = [...read.silences, ...service.silences, ...silencedBy(refused, written)]
  return {
    settings,
    plan,
    fallbacks,
    ...(definition && { definition }),
    ...(service.found && { taken: takenFromService(written, there, service.found, networkMode) }),
    ...(copy && { copy }),
    // The revision of the copy is known once it is registered.
    ...(request && { request: copy ? { ...request, taskDefinition: copy.family } : request }),
    findings: [
      ...inputFindings,
      ...differing([...read.findings, ...service.findings]),
      ...named.findings,
      ...observed,
      ...[
        ...plan.findings,
        ...(unused ? [unused] : []),
        ...checkMaxMemory(settings, plan),
        ...checkUsage(settings),
        ...checkRequest(settings, plan, definition, request),
        ...checkFollow(settings.follow, settings.usage, definition),
        ...(copy ? checkCopy(copy, settings) : []),
        ...checkFallbacks(fallbacks, plan, definition),
      ]
        .filter(({ rule }) => !silent.includes(rule))
        .map((finding) => withService(finding, service.found)),
    ],
  }
}

/** The rules that need each input. Where the input is refused, their findings may only follow from that. */
const SILENCED: Readonly<Record<string, readonly string[]>> = {
  subnets: ['network-required', 'subnets-required'],
  'like-service': ['network-required', 'subnets-required', 'platform-open'],
  'launch-type': ['platform-open'],
  'capacity-provider-strategy': ['platform-open'],
  volumes: ['volume-required'],
  'task-role-arn': ['exec-without-role'],
  containers: [
    ...[
      'container-cpu-sum',
      'container-memory-above-task',
      'container-memory-sum',
      'container-memory-missing',
    ],
    ...['container-reservation-sum', 'container-memory-below-reservation', 'auto-memory-unknown'],
    ...['auto-memory-incomplete', 'unused-memory', 'fargate-size', 'task-cpu-range'],
  ],
}

function silencedBy(refused: readonly string[], { containers }: RunSettings): readonly string[] {
  // Where a part of `containers` is invalid, the valid parts are used.
  const whole = refused.filter((input) => input !== 'containers' || containers.length === 0)
  return whole.flatMap((input) => SILENCED[input] ?? [])
}

/** The task needs subnets, and the service of `like-service` has none. */
function withService(finding: Finding, service: Service | undefined): Finding {
  if (finding.rule !== 'network-required' || service === undefined) return finding
  return { ...finding, message: finding.message.replace('none are given', whyNoNetwork(service)) }
}

/** Adds the task definition of the service to the settings, where the inputs name none. */
async function nameDefinition(
  settings: RunSettings,
  reading: Promise<ReadResult<Service>>,
): Promise<{ readonly settings: RunSettings; readonly findings: readonly Finding[] }> {
  const { taskDefinition, definitionFile, likeService: name } = settings
  if ((taskDefinition ?? definitionFile) !== undefined || name === undefined)
    return { settings, findings: [] }
  const service = (await reading).found
  if (service === undefined) return { settings, findings: [] }
  const { taskDefinition: ofService, findings } = serviceDefinition(service)
  return {
    settings: ofService === undefined ? settings : { ...settings, taskDefinition: ofService },
    findings,
  }
}

/** Removes duplicates: without a Region or a session both readings fail with the same cause. */
function differing(findings: readonly Finding[]): Finding[] {
  const told = ({ message }: Finding): string => message.replace(/^\w+: /, '')
  return findings.filter(
    (finding, index) => findings.findIndex((other) => told(other) === told(finding)) === index,
  )
}

/** The findings at the places of `capacity-fallback` that are not findings at the first place. */
function checkFallbacks(
  fallbacks: readonly Fallback[],
  first: SizePlan,
  definition: TaskDefinition | undefined,
): Finding[] {
  const known = first.findings.map(({ rule, where }) => `${rule} ${where}`)
  return fallbacks.flatMap(({ place, settings, plan, request }) =>
    [...plan.findings, ...checkRequest(settings, plan, definition, request)]
      .filter(({ rule, where, severity }) => severity === 'error' && !known.includes(`${rule} ${where}`))
      .map((finding) => ({
        ...finding,
        where: 'capacity-fallback',
        message: `at the place ${place}: ${placed(finding)}`,
      })),
  )
}
