import type { CapacityProviderStrategyItem } from '@aws-sdk/client-ecs'
import type { Finding } from '../findings.js'
import { readAws, readFollow, readUsage, stepRegion } from './common-settings.js'
import { checkOnePlace } from './one-place.js'
import { duration } from './durations.js'
import type { Inputs, GithubRun } from '../runtime/runtime.js'
import { createInputReader, type InputReader } from './input-reader.js'
import { boolean, oneOf, integer, type Parser, parseBoolean, text } from './scalars.js'
import { LAUNCH_TYPES, type RunSettings } from './settings.js'
import type { RequestedSize } from '../sizing/types.js'
import { capacityFallback } from './capacity-fallback.js'
import { containers } from './containers.js'
import { readDefinitionName, registerMode } from './register.js'
import { cluster, role, platformVersion, securityGroup, service, subnet, startedBy } from './identifiers.js'
import { omitUndefined } from '../text/omit-undefined.js'
import { readCpu, readMemory, type ReadSize } from './quantities.js'
import { listOf } from './schema.js'
import { volume } from './volumes.js'
import {
  capacityProvider,
  checkStrategy,
  fromCliShorthand,
  MOST_CAPACITY_PROVIDERS,
} from './capacity-providers.js'
import {
  MOST_PLACEMENT_CONSTRAINTS,
  MOST_PLACEMENT_STRATEGIES,
  placementConstraint,
  placementStrategy,
} from './placement.js'
import { checkTagCount, githubTags, tags, tagsFromPairs } from './tags.js'
import type { Growth } from '../sizing/growth.js'

const DEFAULT_CAPACITY_TIMEOUT_MS = 5 * 60 * 1000

const count = integer({ min: 1, max: Number.MAX_SAFE_INTEGER, takes: 'a whole number of tasks, 1 or more' })

/** ECS's own limits, 21 to 200, are checked with the other sizes. */
const ephemeralStorage = integer({ min: 1, max: 1_000_000, takes: 'whole GiB, such as 50' })

/** The smallest task size: ECS has at least 128 CPU units, and Fargate at least 512 MiB. */
const LEAST_WITHOUT_UNIT = 128

const taskSize =
  (read: ReadSize): Parser<RequestedSize> =>
  (written, report) =>
    read(written, report, {
      relative: ['factor', 'auto', 'observed'],
      least: 1,
      leastWithoutUnit: LEAST_WITHOUT_UNIT,
    })

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html */
const MOST_SUBNETS = 16
const MOST_SECURITY_GROUPS = 5

const launchType = oneOf(LAUNCH_TYPES, (text) =>
  /^fargate[_-]?spot$/i.test(text)
    ? 'It is a capacity provider. Write  capacity-provider-strategy: FARGATE_SPOT  and leave launch-type out.'
    : undefined,
)

const assignPublicIp: Parser<'ENABLED' | 'DISABLED'> = (written, report) => {
  const asBoolean = parseBoolean(written.text)
  if (asBoolean === undefined) return oneOf(['ENABLED', 'DISABLED'])(written, report)
  return asBoolean ? 'ENABLED' : 'DISABLED'
}

/** Keeps an invalid id, so that the rules about networks do not report a missing one as well. */
const keep =
  (read: Parser<string>): Parser<string> =>
  (written, report) => {
    read(written, report)
    return written.text
  }

function readStrategy(input: InputReader): CapacityProviderStrategyItem[] {
  const strategy =
    input.list('capacity-provider-strategy', capacityProvider, MOST_CAPACITY_PROVIDERS, fromCliShorthand) ??
    []
  checkStrategy(strategy, 'capacity-provider-strategy', input.report)
  return strategy
}

function readStartedBy(input: InputReader, inputs: Inputs): string | undefined {
  const given = input.one('started-by', startedBy)
  if (inputs.text('started-by').trim() !== '' && parseBoolean(inputs.text('reattach').trim()) === true) {
    input.report({
      rule: 'started-by-with-reattach',
      where: 'started-by',
      message:
        'started-by cannot be given beside reattach: earlier attempts are found by a value that the step chooses',
      advice: 'Leave started-by out, or write reattach: false.',
    })
  }
  return given ?? defaultStartedBy(inputs.github)
}

function defaultStartedBy({ runId, runAttempt = '1' }: GithubRun): string | undefined {
  return runId === undefined ? undefined : `github/${runId}/${runAttempt}`
}

function readTags(input: InputReader, run: GithubRun): RunSettings['tags'] {
  const own = input.yaml('tags', tags, tagsFromPairs) ?? []
  const wanted = input.one('github-tags', boolean) ?? false
  const added = wanted ? githubTags(run).filter(({ key }) => own.every((tag) => tag.key !== key)) : []
  const all = [...own, ...added]
  checkTagCount(all, 'tags', input.report)
  return all
}

const RETRY_REASONS = ['out-of-memory', 'spot-interruption', 'start-failure'] as const
const DEFAULT_RETRIES = 2
const MOST_RETRIES = 100
const DEFAULT_MEMORY_GROWTH: Growth = { kind: 'factor', factor: 2 }

const retries = integer({ min: 0, max: MOST_RETRIES, takes: `a whole number from 0 to ${MOST_RETRIES}` })

const memoryGrowth: Parser<Growth> = (written, report) => {
  const size = readMemory(written, report, {
    relative: ['factor'],
    least: 1,
    leastWithoutUnit: LEAST_WITHOUT_UNIT,
  })
  if (size.kind === 'exact') return { kind: 'exact', value: size.value }
  if (size.kind !== 'factor') return undefined
  if (size.factor > 1) return { kind: 'factor', factor: size.factor }
  const message = `${written.what} is a factor of ${size.factor}; it must be above 1 to make more of the memory`
  report({ rule: 'quantity', where: written.where, message, advice: 'Write 2x or 1.5x.' })
  return undefined
}

const maxMemory: Parser<number> = (written, report) => {
  const size = readMemory(written, report, {
    relative: [],
    least: 1,
    leastWithoutUnit: LEAST_WITHOUT_UNIT,
  })
  return size.kind === 'exact' ? size.value : undefined
}

/**
 * Reads every input of the run action, in the order of `action.yml`. All mistakes are reported together; an invalid setting
 * is absent.
 */
export function readRunSettings(inputs: Inputs): { settings: RunSettings; findings: readonly Finding[] } {
  const input = createInputReader(inputs)
  const register = input.one('register', registerMode) ?? 'none'
  const settings = omitUndefined({
    // What to run
    ...readDefinitionName(input, register),
    register,
    cluster: input.one('cluster', cluster) ?? 'default',
    count: input.one('count', count) ?? 1,
    containers: input.yaml('containers', containers(register !== 'none')) ?? [],
    cpu: input.one('cpu', taskSize(readCpu)),
    memory: input.one('memory', taskSize(readMemory)),
    ephemeralStorageGiB: input.one('ephemeral-storage', ephemeralStorage),
    taskRoleArn: input.one('task-role-arn', role),
    executionRoleArn: input.one('execution-role-arn', role),
    volumes: input.yaml('volumes', listOf(volume)) ?? [],

    // Where to run. An absent setting comes from the service of `like-service`, the cluster or ECS.
    launchType: input.one('launch-type', launchType),
    capacityProviderStrategy: readStrategy(input),
    platformVersion: input.one('platform-version', platformVersion),
    subnets: input.ids('subnets', keep(subnet), MOST_SUBNETS) ?? [],
    securityGroups: input.ids('security-groups', keep(securityGroup), MOST_SECURITY_GROUPS) ?? [],
    assignPublicIp: input.one('assign-public-ip', assignPublicIp),
    likeService: input.one('like-service', service),
    capacityFallback: input.one('capacity-fallback', capacityFallback) ?? [],
    placementConstraints:
      input.yaml('placement-constraints', listOf(placementConstraint, MOST_PLACEMENT_CONSTRAINTS)) ?? [],
    placementStrategy:
      input.yaml('placement-strategy', listOf(placementStrategy, MOST_PLACEMENT_STRATEGIES)) ?? [],

    // Names and tags
    startedBy: readStartedBy(input, inputs),
    group: input.one('group', text),
    tags: readTags(input, inputs.github),
    propagateTags: input.one('propagate-tags', oneOf(['TASK_DEFINITION', 'NONE'])),
    enableEcsManagedTags: input.one('enable-ecs-managed-tags', boolean) ?? false,
    enableExecuteCommand: input.one('enable-execute-command', boolean) ?? false,

    // Waiting and verdict
    follow: readFollow(input, 'stop'),
    capacityTimeoutMs:
      input.one('capacity-timeout', duration({ shortestMs: 0 })) ?? DEFAULT_CAPACITY_TIMEOUT_MS,
    retry: omitUndefined({
      on: input.ids('retry-on', oneOf(RETRY_REASONS)) ?? [],
      maxRetries: input.one('max-retries', retries) ?? DEFAULT_RETRIES,
      memoryGrowth: input.one('memory-growth', memoryGrowth) ?? DEFAULT_MEMORY_GROWTH,
      maxMemoryMiB: input.one('max-memory', maxMemory),
    }),

    reattach: input.one('reattach', boolean) ?? false,
    ifRunning: input.one('if-running', oneOf(['start', 'wait', 'skip', 'fail'])) ?? 'start',

    // Sizes from measured use
    usage: readUsage(input),

    // Checks
    unusedResources: input.one('unused-resources', oneOf(['warn', 'fail', 'ignore'])) ?? 'warn',
    dryRun: input.one('dry-run', boolean) ?? false,
    pullRequestComment: input.one('pull-request-comment', boolean) ?? false,

    // AWS
    aws: readAws(input),
  })
  checkOnePlace(input, {
    region: stepRegion(input, settings.aws, inputs),
    cluster: input.isRefused('cluster') ? undefined : settings.cluster,
    inputs: [
      { where: 'role-to-assume', arns: [settings.aws.roleToAssume] },
      { where: 'cluster', arns: [settings.cluster] },
      { where: 'task-definition', arns: [settings.taskDefinition] },
      { where: 'like-service', arns: [settings.likeService] },
      { where: 'task-role-arn', arns: [settings.taskRoleArn] },
      { where: 'execution-role-arn', arns: [settings.executionRoleArn] },
    ],
  })
  return { settings, findings: input.findings }
}
