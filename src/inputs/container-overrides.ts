import type { NvidiaMpsAllocation } from '@aws-sdk/client-ecs'
import type { RequestedSize } from '../sizing/types.js'
import { environment, type Variable } from './environment.js'
import { environmentFile } from './identifiers.js'
import { omitUndefined } from '../text/omit-undefined.js'
import { readCpu, readMemory, type ReadSize, type SizeForms } from './quantities.js'
import { integer, matching, oneOf, text, type Report, quoteKey } from './scalars.js'
import type { ContainerSettings, GivenResourceRequirement } from './settings.js'
import {
  isBlank,
  listOf,
  lowerFirst,
  mapOf,
  single,
  type MapRules,
  type Shape,
  type YamlNode,
} from './schema.js'
import { command } from './command.js'

/** The maximum of a container definition: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html */
const MOST_ENVIRONMENT_FILES = 10

/** ECS accepts such a share, and AWS examples use 10 CPU units. */
const FEW_CPU_UNITS = 10
/** Less than any program needs, and a common number of GB. */
const FEW_MIB = 32

/** Keys of a container definition that `ContainerOverride` does not have. */
const DEFINITION_ONLY_KEYS: readonly string[] = [
  ...['image', 'repositoryCredentials', 'links', 'portMappings', 'essential', 'restartPolicy', 'entryPoint'],
  ...['mountPoints', 'volumesFrom', 'linuxParameters', 'secrets', 'dependsOn', 'startTimeout', 'stopTimeout'],
  ...['versionConsistency', 'hostname', 'user', 'workingDirectory', 'disableNetworking', 'privileged'],
  ...['readonlyRootFilesystem', 'dnsServers', 'dnsSearchDomains', 'extraHosts', 'dockerSecurityOptions'],
  ...['interactive', 'pseudoTerminal', 'dockerLabels', 'ulimits', 'logConfiguration', 'healthCheck'],
  ...['systemControls', 'firelensConfiguration', 'credentialSpecs'],
]

/** Keys of `ContainerOverride`, and `gpu`. */
const OVERRIDE_KEYS: readonly string[] = [
  ...['cpu', 'memory', 'memoryReservation', 'command', 'environment', 'environmentFiles', 'gpu'],
  'resourceRequirements',
]

/** Whether the key is one of a container, rather than the name of one. */
export function isOverrideKey(key: string): boolean {
  const known = lowerFirst(key)
  return OVERRIDE_KEYS.includes(known) || DEFINITION_ONLY_KEYS.includes(known)
}

interface EnvironmentFile {
  readonly value: string
  readonly type: 's3'
}

interface WrittenOverrides {
  readonly cpu?: RequestedSize
  readonly memory?: RequestedSize
  readonly memoryReservation?: RequestedSize
  readonly command?: string[]
  readonly environment?: Variable[]
  readonly environmentFiles?: EnvironmentFile[]
  readonly gpu?: string
  readonly resourceRequirements?: GivenResourceRequirement[]
}

/** Relative sizes that a container accepts where its use is measured. */
const USED = ['factor', 'observed'] as const

const size =
  (read: ReadSize, forms: SizeForms): Shape<RequestedSize> =>
  (node, what, report) => {
    const wish = single((written) => read(written, report, forms))(node, what, report)
    return wish ?? { kind: 'unreadable', where: node.where }
  }

const fileInLongForm = mapOf<EnvironmentFile>(
  { value: single(environmentFile), type: single(oneOf(['s3'])) },
  { required: ['value', 'type'] },
)

const file: Shape<EnvironmentFile> = (node, what, report) => {
  if (node.kind !== 'scalar') return fileInLongForm(node, what, report)
  const value = single(environmentFile)(node, what, report)
  return value === undefined ? undefined : { value, type: 's3' }
}

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ResourceRequirement.html
const gpu = matching(/^([1-9]\d{0,3}|ALL)$/, 'the number of GPUs, such as 1, or ALL')

const nvidiaMps = mapOf<NvidiaMpsAllocation>(
  {
    memory: single(integer({ min: 1, max: 2 ** 31 - 1, takes: 'GPU memory in whole MiB' })),
    maxComputePercent: single(integer({ min: 1, max: 100, takes: 'a whole number from 1 to 100' })),
  },
  { required: ['memory'] },
)

const requirement = mapOf<GivenResourceRequirement>(
  {
    type: single(oneOf(['GPU', 'InferenceAccelerator', 'NeuronDevice'])),
    value: single(text),
    sharingStrategy: mapOf<{ nvidiaMps: NvidiaMpsAllocation }>({ nvidiaMps }, { required: ['nvidiaMps'] }),
  },
  { required: ['type'] },
)

const resourceRequirement: Shape<GivenResourceRequirement> = (node, what, report) => {
  const read = requirement(node, what, report)
  if (read && (read.value === undefined) === (read.sharingStrategy === undefined)) {
    report({
      rule: 'missing-key',
      where: node.where,
      message: `${what} needs value or sharingStrategy, one of them`,
    })
  }
  return read
}

/** Names that Docker, Compose, Kubernetes and other actions use for these keys. */
const OTHER_NAMES = new Map(
  Object.entries({
    env: 'environment',
    envs: 'environment',
    env_file: 'environmentFiles',
    cmd: 'command',
    args: 'command',
    run: 'command',
    mem: 'memory',
    mem_limit: 'memory',
    mem_reservation: 'memoryReservation',
    gpus: 'gpu',
  }),
)

const refused: MapRules<WrittenOverrides>['refused'] = (key, what) => {
  const known = DEFINITION_ONLY_KEYS.find((known) => known.toLowerCase() === key.toLowerCase())
  const meant = OTHER_NAMES.get(key.toLowerCase())
  if (meant !== undefined)
    return { message: `unknown key ${quoteKey(key)} for ${what}`, advice: `ECS calls it ${meant}.` }
  if (known === undefined) return undefined
  const advice = `Write  register: temporary  (or keep): the step then registers a copy of the task definition with that ${known}, for which it needs the permission ecs:RegisterTaskDefinition.`
  return { message: `ECS cannot override ${known} of ${what} for one run`, advice }
}

const overrides = mapOf<WrittenOverrides>(
  {
    // ECS accepts 0 CPU units for a container: the container then has no CPU share of its own.
    cpu: size(readCpu, { relative: USED, least: 0, leastWithoutUnit: FEW_CPU_UNITS, small: 'warning' }),
    memory: size(readMemory, { relative: USED, least: 1, leastWithoutUnit: FEW_MIB }),
    memoryReservation: size(readMemory, { relative: ['factor'], least: 1, leastWithoutUnit: FEW_MIB }),
    command,
    environment,
    environmentFiles: listOf(file, MOST_ENVIRONMENT_FILES),
    gpu: single(gpu),
    resourceRequirements: listOf(resourceRequirement),
  },
  { refused },
)

/** The overrides of one container. The keys are the API's own, plus the short form `gpu`. */
export function readOverrides(
  node: YamlNode,
  what: string,
  report: Report,
): Omit<ContainerSettings, 'name' | 'where'> {
  const { gpu, resourceRequirements, ...given } = overrides(node, what, report) ?? {}
  // A blank template value: the plan reports that the task definition's command is used.
  const isCommandBlank =
    node.kind === 'map' && node.entries.some(({ key, value }) => key === 'command' && isBlank(value))
  const rest = isCommandBlank ? { ...given, command: [] } : given
  if (gpu === undefined) return omitUndefined({ ...rest, resourceRequirements })
  if (resourceRequirements?.some(({ type }) => type === 'GPU')) {
    const message = `${what} has its GPUs twice: in gpu and in resourceRequirements`
    report({ rule: 'gpu-twice', where: node.where, message, advice: 'Keep one of them.' })
  }
  return {
    ...rest,
    resourceRequirements: [...(resourceRequirements ?? []), { type: 'GPU', value: gpu }],
  }
}
