import type { Finding } from '../findings.js'
import { readAws, readFollow } from './common-settings.js'
import { duration } from './durations.js'
import type { Inputs, GithubRun } from '../runtime/runtime.js'
import { createInputReader, type InputReader } from './input-reader.js'
import { boolean, oneOf, integer, type Parser, parseBoolean, text } from './scalars.js'
import type { RunSettings, RetrySettings } from './settings.js'
import type { RequestedSize } from '../sizing/types.js'
import { containers } from './containers.js'
import {
  cluster,
  role,
  taskDefinition,
  platformVersion,
  securityGroup,
  service,
  subnet,
  startedBy,
} from './identifiers.js'
import { omitUndefined } from '../text/omit-undefined.js'
import { readCpu, readMemory, type ReadSize } from './quantities.js'
import { listOf, single } from './schema.js'
import { volume } from './volumes.js'
import { capacityProvider, checkStrategy, MOST_CAPACITY_PROVIDERS } from './capacity-providers.js'
import {
  MOST_PLACEMENT_CONSTRAINTS,
  MOST_PLACEMENT_STRATEGIES,
  placementConstraint,
  placementStrategy,
} from './placement.js'
import { checkTagCount, githubTags, tags } from './tags.js'
import type { Growth } from '../sizing/growth.js'

const DEFAULT_CAPACITY_TIMEOUT_MS = 5 * 60 * 1000

/** Reads every input of the run action. All mistakes come out at once; what could not be read is absent. */
export function readRunSettings(inputs: Inputs): { settings: RunSettings; findings: readonly Finding[] } {
  const reading = createInputReader(inputs)
  const settings: RunSettings = {
    ...readTask(reading),
    ...readPlace(reading),
    ...readNames(reading, inputs.github),
    capacityTimeoutMs:
      reading.one('capacity-timeout', duration({ shortestMs: 0 })) ?? DEFAULT_CAPACITY_TIMEOUT_MS,
    retry: readRetry(reading),
    follow: readFollow(reading, 'stop'),
    unusedResources: reading.one('unused-resources', oneOf(['warn', 'fail', 'ignore'])) ?? 'warn',
    dryRun: reading.one('dry-run', boolean) ?? false,
    aws: readAws(reading),
  }
  return { settings, findings: reading.findings }
}

type TaskInputs = Pick<
  RunSettings,
  | 'taskDefinition'
  | 'cluster'
  | 'count'
  | 'containers'
  | 'cpu'
  | 'memory'
  | 'ephemeralStorageGiB'
  | 'taskRoleArn'
  | 'executionRoleArn'
  | 'volumes'
>

const count = integer({ min: 1, max: Number.MAX_SAFE_INTEGER, takes: 'a whole number of tasks, 1 or more' })

/** ECS's own limits, 21 to 200, are checked with the other sizes. */
const ephemeralStorage = integer({ min: 1, max: 1_000_000, takes: 'whole GiB, such as 50' })

const taskSize =
  (read: ReadSize): Parser<RequestedSize> =>
  (written, report) =>
    read(written, report, { relative: ['factor', 'auto'], least: 1 })

/** What to run, and with what. */
export function readTask(reading: InputReader): TaskInputs {
  reading.require(
    'task-definition',
    'Write the family of the task definition that is to run, or family:revision.',
  )
  return omitUndefined({
    taskDefinition: reading.one('task-definition', taskDefinition),
    cluster: reading.one('cluster', cluster) ?? 'default',
    count: reading.one('count', count) ?? 1,
    containers: reading.yaml('containers', containers) ?? [],
    cpu: reading.one('cpu', taskSize(readCpu)),
    memory: reading.one('memory', taskSize(readMemory)),
    ephemeralStorageGiB: reading.one('ephemeral-storage', ephemeralStorage),
    taskRoleArn: reading.one('task-role-arn', role),
    executionRoleArn: reading.one('execution-role-arn', role),
    volumes: reading.yaml('volumes', listOf(volume)) ?? [],
  })
}

type PlaceSettings = Pick<
  RunSettings,
  | 'launchType'
  | 'capacityProviderStrategy'
  | 'platformVersion'
  | 'subnets'
  | 'securityGroups'
  | 'assignPublicIp'
  | 'likeService'
  | 'placementConstraints'
  | 'placementStrategy'
>

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html */
const MOST_SUBNETS = 16
const MOST_SECURITY_GROUPS = 5

const launchType = oneOf(['FARGATE', 'EC2', 'EXTERNAL', 'MANAGED_INSTANCES'])

const assignPublicIp: Parser<'ENABLED' | 'DISABLED'> = (written, report) => {
  const asBoolean = parseBoolean(written.text)
  if (asBoolean === undefined) return oneOf(['ENABLED', 'DISABLED'])(written, report)
  return asBoolean ? 'ENABLED' : 'DISABLED'
}

/** Keeps an id that was refused: that there is one counts for the rules about networks. */
const keep =
  (read: Parser<string>): Parser<string> =>
  (written, report) => {
    read(written, report)
    return written.text
  }

/** Where to run. What is absent is left to the service that `like-service` names, to the cluster, and to ECS. */
export function readPlace(reading: InputReader): PlaceSettings {
  const settings = {
    launchType: reading.one('launch-type', launchType),
    capacityProviderStrategy:
      reading.list('capacity-provider-strategy', capacityProvider, MOST_CAPACITY_PROVIDERS) ?? [],
    platformVersion: reading.one('platform-version', platformVersion),
    subnets: reading.list('subnets', single(keep(subnet)), MOST_SUBNETS) ?? [],
    securityGroups: reading.list('security-groups', single(keep(securityGroup)), MOST_SECURITY_GROUPS) ?? [],
    assignPublicIp: reading.one('assign-public-ip', assignPublicIp),
    likeService: reading.one('like-service', service),
    placementConstraints:
      reading.yaml('placement-constraints', listOf(placementConstraint, MOST_PLACEMENT_CONSTRAINTS)) ?? [],
    placementStrategy:
      reading.yaml('placement-strategy', listOf(placementStrategy, MOST_PLACEMENT_STRATEGIES)) ?? [],
  }
  checkStrategy(settings.capacityProviderStrategy, 'capacity-provider-strategy', reading.report)
  return omitUndefined(settings)
}

type NameSettings = Pick<
  RunSettings,
  'startedBy' | 'group' | 'tags' | 'propagateTags' | 'enableEcsManagedTags' | 'enableExecuteCommand'
>

/** How the task is named and tagged. */
export function readNames(reading: InputReader, run: GithubRun): NameSettings {
  return omitUndefined({
    startedBy: reading.one('started-by', startedBy) ?? defaultStartedBy(run),
    group: reading.one('group', text),
    tags: readTags(reading, run),
    propagateTags: reading.one('propagate-tags', oneOf(['TASK_DEFINITION', 'NONE'])),
    enableEcsManagedTags: reading.one('enable-ecs-managed-tags', boolean) ?? false,
    enableExecuteCommand: reading.one('enable-execute-command', boolean) ?? false,
  })
}

function defaultStartedBy({ runId, runAttempt = '1' }: GithubRun): string | undefined {
  return runId === undefined ? undefined : `github/${runId}/${runAttempt}`
}

function readTags(reading: InputReader, run: GithubRun): NameSettings['tags'] {
  const own = reading.yaml('tags', tags) ?? []
  const wanted = reading.one('github-tags', boolean) ?? false
  const added = wanted ? githubTags(run).filter(({ key }) => own.every((tag) => tag.key !== key)) : []
  const all = [...own, ...added]
  checkTagCount(all, 'tags', reading.report)
  return all
}

const DEFAULT_RETRIES = 2
const MOST_RETRIES = 100
const DEFAULT_MEMORY_GROWTH: Growth = { kind: 'factor', factor: 2 }

const retries = integer({ min: 0, max: MOST_RETRIES, takes: `a whole number from 0 to ${MOST_RETRIES}` })

const memoryGrowth: Parser<Growth> = (written, report) => {
  const wish = readMemory(written, report, { relative: ['factor'], least: 1 })
  if (wish.kind === 'exact') return { kind: 'exact', value: wish.value }
  if (wish.kind !== 'factor') return undefined
  if (wish.factor > 1) return { kind: 'factor', factor: wish.factor }
  const message = `${written.what} is a factor of ${wish.factor}; it must be above 1 to make more of the memory`
  report({ rule: 'quantity', where: written.where, message, advice: 'Write 2x or 1.5x.' })
  return undefined
}

const maxMemory: Parser<number> = (written, report) => {
  const wish = readMemory(written, report, { relative: [], least: 1 })
  return wish.kind === 'exact' ? wish.value : undefined
}

/** When the whole task is run again, and how much more memory it gets then. */
export function readRetry(reading: InputReader): RetrySettings {
  return omitUndefined({
    on:
      reading.list('retry-on', single(oneOf(['out-of-memory', 'spot-interruption', 'start-failure']))) ?? [],
    maxRetries: reading.one('max-retries', retries) ?? DEFAULT_RETRIES,
    memoryGrowth: reading.one('memory-growth', memoryGrowth) ?? DEFAULT_MEMORY_GROWTH,
    maxMemoryMiB: reading.one('max-memory', maxMemory),
  })
}
