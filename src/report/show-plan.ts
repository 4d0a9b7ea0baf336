import type { RunTaskCommandInput, TaskDefinition } from '@aws-sdk/client-ecs'
import type { RunSettings } from '../inputs/settings.js'
import { redactRequest } from '../request/redact.js'
import type { Platform, Sized, SizePlan } from '../sizing/size-plan.js'
import type { Console } from '../world/console.js'

const PLATFORM_NAMES: Record<Platform, string> = {
  fargate: 'Fargate',
  ec2: 'EC2',
  external: 'external instances',
  'managed-instances': 'Managed Instances',
  undecided: "as the cluster's defaults have it",
}

/** What will run, and how large, before it does. */
export function showPlan(
  console: Console,
  settings: RunSettings,
  definition: TaskDefinition | undefined,
  plan: SizePlan,
): void {
  console.group('Plan')
  console.line(`task definition  ${nameOf(settings, definition)}   ${placeOf(settings, definition, plan)}`)
  console.line(
    `cluster          ${settings.cluster}${settings.aws.region === undefined ? '' : ` (${settings.aws.region})`}`,
  )
  for (const line of sizeTable(plan)) console.line(line)
  for (const note of plan.notes) console.line(note)
  console.endGroup()
}

/** The request as ECS would get it, environment values left out. */
export function showRequest(console: Console, request: RunTaskCommandInput): void {
  console.group('Request (dry run: nothing is started)')
  for (const line of JSON.stringify(redactRequest(request), null, 2).split('\n')) console.line(line)
  console.endGroup()
}

function nameOf({ taskDefinition = '' }: RunSettings, definition: TaskDefinition | undefined): string {
  return definition ? `${definition.family ?? ''}:${definition.revision ?? ''}` : taskDefinition
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

function systemName(family: string): string {
  return family === 'LINUX' ? 'Linux' : family
}

const COLUMN_GAP = '   '

function sizeTable(plan: SizePlan): string[] {
  const { cpu, memory, containers } = plan
  const rows = [
    ['', 'CPU units', 'memory MiB', ''],
    ['task', change(cpu), change(memory), remark([cpu, memory])],
    ...containers.map((container) => {
      const sizes = [container.cpu, container.memory, container.memoryReservation]
      return [
        `  ${container.name}`,
        change(container.cpu),
        limits(container.memory, container.memoryReservation),
        remark(sizes),
      ]
    }),
    ...(containers.length > 0
      ? [
          [
            'containers',
            sum(
              containers.map((c) => c.cpu),
              cpu,
            ),
            sum(
              containers.map((c) => c.memory),
              memory,
            ),
            '',
          ],
        ]
      : []),
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(COLUMN_GAP)
      .trimEnd(),
  )
}

/** `1024 → 4096`, or the one value that stays, or `-` where nobody sets it. */
function change({ defined, effective }: Sized): string {
  if (effective === undefined) return '-'
  return defined === effective ? `${effective}` : `${defined ?? '-'} → ${effective}`
}

function limits(memory: Sized, reservation: Sized): string {
  if (reservation.effective === undefined) return change(memory)
  const soft = `${change(reservation)} reserved`
  return memory.effective === undefined ? soft : `${change(memory)}, ${soft}`
}

function remark(sizes: readonly Sized[]): string {
  return sizes.every(({ defined, effective }) => defined === effective) ? 'as defined' : ''
}

function sum(parts: readonly Sized[], whole: Sized): string {
  const total = parts.reduce((total, { effective = 0 }) => total + effective, 0)
  return whole.effective === undefined ? `${total}` : `${total} of ${whole.effective}`
}
