import type { ECSClient, RunTaskCommandInput, Service, TaskDefinition } from '@aws-sdk/client-ecs'
import { describeRaw, describeTaskDefinition } from '../ecs/describe-task-definition.js'
import { AwsError } from '../ecs/aws-error.js'
import { describeService } from '../ecs/describe-service.js'
import { readDefinitionFile } from '../inputs/definition-file.js'
import type { RawDefinition } from '../inputs/raw-definition.js'
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
import type { Runtime, StepRuntime } from '../runtime/runtime.js'
import { readStepFile } from '../runtime/step-files.js'
import { withReattachKey } from '../request/reattach-key.js'
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

function networkModeOf({ found, raw }: ReadDefinition): string | undefined {
  const definition = found ?? raw?.members
  if (definition === undefined) return undefined
  // Fargate accepts awsvpc only. Without Fargate the default of ECS is bridge.
  return typeof definition['networkMode'] === 'string' ? definition['networkMode'] : 'bridge'
}

/** Inputs that every call to AWS needs. */
const ACCESS_INPUTS: readonly string[] = ['aws-region', 'role-to-assume', 'audience', 'role-session-name']

function cannotAsk(refused: readonly string[], ...inputs: readonly string[]): boolean {
  return [...ACCESS_INPUTS, ...inputs].some((input) => refused.includes(input))
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

interface ReadResult<T> {
  readonly found?: T
  readonly findings: readonly Finding[]
  /** Rules whose findings would only follow from the failed reading. */
  readonly silences: readonly string[]
}

const WITHOUT_DEFINITION = ['definition-needed']
const WITHOUT_SERVICE = ['network-required', 'subnets-required', 'platform-open']

/** The task definition, and for a copy its raw JSON. */
type ReadDefinition = ReadResult<TaskDefinition> & { readonly raw?: RawDefinition }

async function readDefinition(
  ecs: ECSClient,
  settings: RunSettings,
  refused: readonly string[],
  runtime: Runtime,
): Promise<ReadDefinition> {
  const { taskDefinition, definitionFile, register, follow } = settings
  if (definitionFile !== undefined) return readFile(definitionFile)
  // The missing or invalid input is a finding already.
  if (taskDefinition === undefined || cannotAsk(refused, 'task-definition'))
    return { findings: [], silences: WITHOUT_DEFINITION }
  try {
    if (register === 'none') {
      const found = await describeTaskDefinition(ecs, taskDefinition, runtime)
      return { found, findings: [], silences: [] }
    }
    const { definition: found, raw } = await describeRaw(ecs, taskDefinition, runtime)
    return { found, raw, findings: [], silences: [] }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const needed = register !== 'none' || error.service === 'sts'
    if (needed || error.explanation.missingPermission === undefined)
      return {
        findings: [unreadable(inputOf(error, 'task-definition'), error.message)],
        silences: WITHOUT_DEFINITION,
      }
    const deciders =
      follow.exitCodeFrom.length > 0
        ? ''
        : '\nWithout it, every container of the task decides about success; name those that count with exit-code-from.'
    const unchecked = 'Sizes, container names and the network are not checked.'
    const message = `${error.message}\n${unchecked}${deciders}`
    return { findings: [{ ...unreadable('task-definition', message), severity: 'warning' }], silences: [] }
  }
}

/** Reads the file that is to be registered. */
async function readFile(path: string): Promise<ReadDefinition> {
  const file = await readStepFile(path)
  if ('problem' in file) {
    const { problem, advice } = file
    const finding = unreadable('task-definition', `the file ${path} is not read: ${problem}`)
    return {
      findings: [{ ...finding, ...(advice !== undefined && { advice }) }],
      silences: WITHOUT_DEFINITION,
    }
  }
  const findings: Finding[] = []
  const raw = readDefinitionFile(path, file.text, (mistake) => {
    findings.push({ severity: 'error', ...mistake })
  })
  // The rules need members of the right types.
  return raw === undefined || findings.some(isError)
    ? { findings, silences: WITHOUT_DEFINITION }
    : { raw, findings, silences: [] }
}

async function readService(
  ecs: ECSClient,
  { likeService: name, cluster }: RunSettings,
  refused: readonly string[],
  runtime: Runtime,
): Promise<ReadResult<Service>> {
  if (name === undefined) return { findings: [], silences: [] }
  if (cannotAsk(refused, 'like-service', 'cluster')) return { findings: [], silences: WITHOUT_SERVICE }
  const without = (where: string, message: string): ReadResult<never> => ({
    findings: [unreadable(where, message)],
    silences: WITHOUT_SERVICE,
  })
  try {
    const found = await describeService(ecs, cluster, name, runtime)
    return found
      ? { found, findings: [], silences: [] }
      : without('like-service', `the cluster ${cluster} has no active service ${JSON.stringify(name)}`)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return without(inputOf(error, 'like-service'), error.message)
  }
}

function unreadable(where: string, message: string): Finding {
  return { severity: 'error', rule: 'unreadable', where, message }
}

/** The input that caused a failed reading. */
function inputOf({ service, explanation }: AwsError, read: string): string {
  return service === 'sts' ? 'role-to-assume' : (explanation.input ?? read)
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
