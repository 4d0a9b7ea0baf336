import type { RunTaskCommandInput, TaskDefinition } from '@aws-sdk/client-ecs'
import { lastSegment, regionOf } from '../../text/arn.js'
import type { RunSettings } from '../../inputs/settings.js'
import { maskRequest } from '../../request/run-task-request.js'
import type { DefinitionDifference } from '../../request/definition-differences.js'
import type { PlannedCopy } from '../../request/plan-copy.js'
import type { Platform, SizePlan } from '../../sizing/types.js'
import { yamlWords } from '../../text/yaml-words.js'
import type { Console } from '../../runtime/console.js'
import { alignColumns, sizeTable } from './size-table.js'
import { definitionName } from '../../text/definition-name.js'
import { shortenImage } from '../../text/shorten.js'

const PLATFORM_NAMES: Record<Platform, string> = {
  fargate: 'Fargate',
  ec2: 'EC2',
  external: 'external instances',
  'managed-instances': 'Managed Instances',
  undecided: 'cluster default',
}

interface ShownPlan {
  readonly settings: RunSettings
  /** Absent where it cannot be read. */
  readonly definition?: TaskDefinition
  readonly plan: SizePlan
  readonly fallbacks?: readonly { readonly place: string; readonly plan: SizePlan }[]
  /** Settings taken from a service, in words; absent without `like-service`. */
  readonly taken?: readonly string[]
  /** Absent where no task definition is registered. */
  readonly copy?: PlannedCopy
}

/** Prints the images, sizes and place of the tasks before the launch. */
export function showPlan(
  console: Console,
  { settings, definition, plan, taken, copy, fallbacks = [] }: ShownPlan,
): void {
  const name = definitionName(definition, settings.taskDefinition)
  const cluster = lastSegment(settings.cluster)
  // The Region of the API calls; an ARN of another Region does not change it.
  const region =
    settings.aws.region ?? regionOf(definition?.taskDefinitionArn ?? '') ?? regionOf(settings.cluster)
  console.group('Plan')
  console.line(`task definition  ${name || '-'}   ${placeOf(settings, definition, plan)}`)
  console.line(`cluster          ${cluster}${region === undefined ? '' : ` (${region})`}`)
  if (taken && settings.likeService !== undefined)
    console.line(
      `like service     ${lastSegment(settings.likeService)}: ${taken.join(', ') || 'nothing is taken from it'}`,
    )
  for (const { place, plan: there } of fallbacks)
    console.line(`no capacity      then ${place}${sizesOf(there)}`)
  if (copy) console.line(copyLine(copy))
  for (const line of containerLines(definition, copy?.differences ?? [])) console.line(line)
  console.line('')
  for (const line of sizeTable(plan)) console.line(line)
  for (const line of commandLines(settings)) console.line(line)
  for (const note of plan.notes) console.line(note)
  console.endGroup()
}

function copyLine({ mode, from, family }: PlannedCopy): string {
  const fate = mode === 'temporary' ? 'deregistered afterwards' : 'kept as its latest revision'
  return `register         a copy of ${from} in the family ${family}, ${fate}`
}

/** The image of each container, and what a copy changes: `  app  image shop:41 → shop:42`. */
function containerLines(
  definition: TaskDefinition | undefined,
  differences: readonly DefinitionDifference[],
): string[] {
  const containers = definition?.containerDefinitions ?? []
  const rows = containers.flatMap(({ name = '', image = '' }) => {
    const changes = differences.filter(({ container }) => container === name)
    const isChanged = changes.some(({ key }) => key === 'image')
    return [
      ...(isChanged || image === '' ? [] : [[`  ${name}`, `image ${shortenImage(image)}`]]),
      ...changes.map(({ key, from, to }) => [
        `  ${name}`,
        `${key} ${from === undefined ? to : `${from} → ${to}`}`,
      ]),
    ]
  })
  return rows.length > 0 ? alignColumns(rows) : []
}

/** Prints the RunTask request without environment values. */
export function showRequest(console: Console, request: RunTaskCommandInput): void {
  console.group('Request (dry run: nothing is started)')
  for (const line of JSON.stringify(maskRequest(request), null, 2).split('\n')) console.line(line)
  console.endGroup()
  console.line('Not checked: whether the cluster, roles, subnets and security groups exist and may be used.')
}

const LONGEST_COMMAND_CHARACTERS = 300

/** The words of each command that the step sets, so that a wrong split is visible. */
function commandLines({ containers }: RunSettings): string[] {
  return containers.flatMap(({ name, command }) => {
    if (command === undefined) return []
    if (command.length === 0) return [`command of ${name}: blank, so the task definition's is used`]
    const words = yamlWords(command)
    const shown =
      words.length > LONGEST_COMMAND_CHARACTERS ? `${words.slice(0, LONGEST_COMMAND_CHARACTERS)}…` : words
    return [`command of ${name}: ${shown}`]
  })
}

function placeOf(
  { platformVersion }: RunSettings,
  definition: TaskDefinition | undefined,
  plan: SizePlan,
): string {
  const machine = definition ? `, ${systemName(plan.operatingSystemFamily)}/${plan.cpuArchitecture}` : ''
  const version = plan.platform === 'fargate' ? `, platform ${platformVersion ?? 'LATEST'}` : ''
  return `${PLATFORM_NAMES[plan.platform]}${machine}${version}`
}

function sizesOf({ cpu, memory }: SizePlan): string {
  return cpu.effective === undefined || memory.effective === undefined
    ? ''
    : `, ${cpu.effective} CPU units and ${memory.effective} MiB`
}

function systemName(family: string): string {
  return family === 'LINUX' ? 'Linux' : family
}
