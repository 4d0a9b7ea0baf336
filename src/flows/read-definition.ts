import type { ECSClient, Service, TaskDefinition } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import { describeService } from '../ecs/describe-service.js'
import { describeRaw, describeTaskDefinition } from '../ecs/describe-task-definition.js'
import { type Finding, isError } from '../findings.js'
import { readDefinitionFile } from '../inputs/definition-file.js'
import type { RawDefinition } from '../inputs/raw-definition.js'
import type { RunSettings } from '../inputs/settings.js'
import type { Runtime } from '../runtime/runtime.js'
import { readStepFile } from '../runtime/step-files.js'

export interface ReadResult<T> {
  readonly found?: T
  readonly findings: readonly Finding[]
  /** Rules whose findings would only follow from the failed reading. */
  readonly silences: readonly string[]
}

const WITHOUT_DEFINITION = ['definition-needed']
const WITHOUT_SERVICE = ['network-required', 'subnets-required', 'platform-open']

/** The task definition, and for a copy its raw JSON. */
export type ReadDefinition = ReadResult<TaskDefinition> & { readonly raw?: RawDefinition }

export async function readDefinition(
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

export async function readService(
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

/** The network mode of the definition that was read; undefined without one. */
export function networkModeOf({ found, raw }: ReadDefinition): string | undefined {
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
