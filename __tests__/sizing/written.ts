import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { Finding } from '../../src/findings.js'
import type {
  LaunchTarget,
  SizePlan,
  RequestedContainer,
  RequestedSize,
  RequestedSizes,
} from '../../src/sizing/types.js'
import { overrideOf } from '../../src/sizing/container-totals.js'
import { planSizes } from '../../src/sizing/plan-sizes.js'

export const exact = (value: number, where: string): RequestedSize => ({ kind: 'exact', value, where })
export const factor = (value: number, where: string): RequestedSize => ({
  kind: 'factor',
  factor: value,
  where,
})
export const auto = (where: string): RequestedSize => ({ kind: 'auto', where })
export const unreadable = (where: string): RequestedSize => ({ kind: 'unreadable', where })

/** A size as a user writes it: a number, `2x`, `auto`, or something that cannot be read. */
type Text = number | `${number}x` | 'auto' | '?'

export function wish(text: Text, where: string): RequestedSize {
  if (typeof text === 'number') return exact(text, where)
  if (text === 'auto') return auto(where)
  return text === '?' ? unreadable(where) : factor(Number(text.slice(0, -1)), where)
}

interface ContainerText {
  readonly cpu?: Text
  readonly memory?: Text
  readonly memoryReservation?: Text
  readonly gpu?: true
}

export interface StepText {
  readonly cpu?: Text
  readonly memory?: Text
  readonly ephemeralStorageGiB?: number
  readonly containers?: Readonly<Record<string, ContainerText>>
}

/** Wishes as the inputs give them; a container's size is found at `containers.app.cpu`. */
export function wishes({ cpu, memory, ephemeralStorageGiB, containers = {} }: StepText): RequestedSizes {
  return {
    ...(cpu !== undefined && { cpu: wish(cpu, 'cpu') }),
    ...(memory !== undefined && { memory: wish(memory, 'memory') }),
    ...(ephemeralStorageGiB !== undefined && { ephemeralStorageGiB }),
    containers: Object.entries(containers).map(([name, text]) => containerWishes(name, text)),
  }
}

function containerWishes(name: string, text: ContainerText): RequestedContainer {
  const where = `containers.${name}`
  return {
    name,
    where,
    ...(text.cpu !== undefined && { cpu: wish(text.cpu, `${where}.cpu`) }),
    ...(text.memory !== undefined && { memory: wish(text.memory, `${where}.memory`) }),
    ...(text.memoryReservation !== undefined && {
      memoryReservation: wish(text.memoryReservation, `${where}.memoryReservation`),
    }),
    ...(text.gpu !== undefined && { resourceRequirements: [{ type: 'GPU' }] }),
  }
}

export const FARGATE: LaunchTarget = { launchType: 'FARGATE', capacityProviders: [] }
export const EC2: LaunchTarget = { launchType: 'EC2', capacityProviders: [] }
export const NOWHERE: LaunchTarget = { capacityProviders: [] }

/** An app with a log router beside it: 1 vCPU and 4 GB on Fargate. */
export const ETL: TaskDefinition = {
  family: 'nightly-etl',
  revision: 42,
  cpu: '1024',
  memory: '4096',
  requiresCompatibilities: ['FARGATE'],
  compatibilities: ['EC2', 'FARGATE'],
  containerDefinitions: [
    { name: 'app', cpu: 512, memory: 2048, essential: true },
    { name: 'log-router', cpu: 256, memory: 512, essential: false },
  ],
}

/** The same on EC2, where the task itself has no size. */
export const ON_EC2: TaskDefinition = {
  family: 'nightly-etl',
  revision: 7,
  requiresCompatibilities: ['EC2'],
  compatibilities: ['EC2', 'EXTERNAL'],
  containerDefinitions: [
    { name: 'app', cpu: 512, memory: 2048, memoryReservation: 1024 },
    { name: 'log-router', cpu: 0, memoryReservation: 256 },
  ],
}

export function plan(
  definition: TaskDefinition | undefined,
  text: StepText,
  target: LaunchTarget = NOWHERE,
): PlanWithOverrides {
  return withOverrides(planSizes(definition, wishes(text), target))
}

interface PlanWithOverrides extends SizePlan {
  readonly taskOverride: { readonly cpu?: number; readonly memory?: number }
  readonly containerOverrides: ReadonlyMap<string, object>
}

/** A plan beside what is sent of it. */
export function withOverrides(sizes: SizePlan): PlanWithOverrides {
  return {
    ...sizes,
    taskOverride: overrideOf(sizes, ['cpu', 'memory']),
    containerOverrides: new Map(
      sizes.containers
        .map(
          (container) =>
            [container.name, overrideOf(container, ['cpu', 'memory', 'memoryReservation'])] as const,
        )
        .filter(([, override]) => Object.keys(override).length > 0),
    ),
  }
}

/** What is written over a definition for a place, and all that is found. */
export type Case = readonly [
  title: string,
  definition: TaskDefinition,
  written: StepText,
  target: LaunchTarget,
  found: readonly string[],
]

/** A finding as it is shown, in one string. */
export function shown({ severity, rule, where, message, advice }: Finding): string {
  return [
    `${severity} ${rule} at ${where}: ${message}`,
    ...(advice === undefined ? [] : [`→ ${advice}`]),
  ].join('\n')
}

export function findings(
  definition: TaskDefinition | undefined,
  text: StepText,
  target: LaunchTarget = NOWHERE,
): string[] {
  return plan(definition, text, target).findings.map(shown)
}
