import type { ECSClient, RunTaskCommandInput, TaskDefinition } from '@aws-sdk/client-ecs'
import { describeTaskDefinition } from '../ecs/describe-task-definition.js'
import { AwsError } from '../ecs/aws-error.js'
import { describeService } from '../ecs/describe-service.js'
import type { RunSettings } from '../inputs/settings.js'
import { planRequest, type PlannedRequest } from '../request/plan-request.js'
import { checkRequest } from '../request/check-request.js'
import { likeService } from '../request/like-service.js'
import type { Finding } from '../findings.js'
import { findUnusedResources } from '../sizing/unused-resources.js'
import type { Runtime } from '../runtime/runtime.js'

/** Everything that is decided before RunTask. */
export interface Preparation extends PlannedRequest {
  /** With what `like-service` adds. */
  readonly settings: RunSettings
  /** Absent where it cannot be read. */
  readonly definition?: TaskDefinition
  readonly findings: readonly Finding[]
}

/** A preparation that nothing is wrong with. */
export type ReadyToRun = Preparation & { readonly request: RunTaskCommandInput }

/** Reads the task definition and the service, plans the sizes, builds the request, and finds what is wrong with all that. */
export async function prepare(
  ecs: ECSClient,
  written: RunSettings,
  inputFindings: readonly Finding[],
  runtime: Runtime,
): Promise<Preparation> {
  const [definition, service] = await Promise.all([
    readDefinition(ecs, written, runtime),
    readService(ecs, written, runtime),
  ])
  const settings = service.found ? likeService(written, service.found) : written
  const { plan, request } = planRequest(settings, definition.found)
  const unused = findUnusedResources(plan, settings.unusedResources)
  const silent = [...definition.silences, ...service.silences]
  return {
    settings,
    plan,
    ...(definition.found && { definition: definition.found }),
    ...(request && { request }),
    findings: [
      ...inputFindings,
      ...differing([...definition.findings, ...service.findings]),
      ...[
        ...plan.findings,
        ...(unused ? [unused] : []),
        ...checkRequest(settings, plan, definition.found, request),
      ].filter(({ rule }) => !silent.includes(rule)),
    ],
  }
}

interface ReadResult<T> {
  readonly found?: T
  readonly findings: readonly Finding[]
  /** Rules that would only say once more that it could not be read, or miss what it would have given. */
  readonly silences: readonly string[]
}

const WITHOUT_DEFINITION = ['definition-needed']
const WITHOUT_SERVICE = ['network-required', 'subnets-required', 'platform-open']

async function readDefinition(
  ecs: ECSClient,
  { taskDefinition, follow }: RunSettings,
  runtime: Runtime,
): Promise<ReadResult<TaskDefinition>> {
  // The input that is missing or wrong is a finding already.
  if (taskDefinition === undefined) return { findings: [], silences: WITHOUT_DEFINITION }
  try {
    return {
      found: await describeTaskDefinition(ecs, taskDefinition, runtime),
      findings: [],
      silences: [],
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    if (error.service === 'sts' || error.explanation.missingPermission === undefined)
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

async function readService(
  ecs: ECSClient,
  { likeService: name, cluster }: RunSettings,
  runtime: Runtime,
): Promise<ReadResult<NonNullable<Awaited<ReturnType<typeof describeService>>>>> {
  if (name === undefined) return { findings: [], silences: [] }
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

/** What a failed reading is to be blamed on. */
function inputOf({ service, explanation }: AwsError, read: string): string {
  return service === 'sts' ? 'role-to-assume' : (explanation.input ?? read)
}

/** Without a Region or a session both readings fail, and say the same of different operations. */
function differing(findings: readonly Finding[]): Finding[] {
  const told = ({ message }: Finding): string => message.replace(/^\w+: /, '')
  return findings.filter(
    (finding, index) => findings.findIndex((other) => told(other) === told(finding)) === index,
  )
}
