import type { ECSClient, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import type { UsageSettings } from '../inputs/settings.js'
import type { AttemptReport } from '../report/run-report.js'
import type { Runtime } from '../runtime/runtime.js'
import { FARGATE_PRICES, type FargatePrice, type Machine } from '../sizing/fargate-prices.js'
import { limitsOf, onPlatformOf } from '../sizing/platform.js'
import { planSizes } from '../sizing/plan-sizes.js'
import type { SizePlan } from '../sizing/types.js'
import { containersOutOfMemory } from '../tasks/containers.js'
import { hasStopped } from '../tasks/watched-task.js'
import { lastSegment } from '../text/arn.js'
import { errorMessage, plural } from '../text/words.js'
import { describeRefusal, turnOnInsights } from '../usage/explain-usage.js'
import {
  isWithoutGroup,
  LAST_SAMPLE_LIMIT_MS,
  lastMinuteOf,
  readTaskUsage,
  type EndedTask,
} from '../usage/read-task-usage.js'
import type { KilledAt, TaskHad } from '../usage/suggest-size.js'
import { openUsageSource } from '../usage/usage-client.js'
import { reportUsage, type UsageReport } from '../usage/usage-report.js'

/** The usage of the tasks, for log and summary, with the price where it is known. */
export interface StepUsage {
  readonly report: UsageReport
  readonly price?: FargatePrice
}

export interface ReadStepUsage {
  readonly ecs: ECSClient
  readonly settings: UsageSettings
  readonly cluster: string
  readonly definition?: TaskDefinition | undefined
  readonly attempts: readonly AttemptReport[]
}

/**
 * Reads the usage of the tasks of the last attempt, where the inputs request it. Waits for the last sample. A failed
 * reading is a warning: the outcome of the step is decided already.
 */
export async function readStepUsage(
  { ecs, settings, cluster, definition, attempts }: ReadStepUsage,
  { clock, signal, console }: Runtime,
): Promise<StepUsage | undefined> {
  const last = attempts.at(-1)
  const stopped = (last?.tasks ?? [])
    .filter(({ watched }) => hasStopped(watched))
    .flatMap(({ watched }) => watched.task ?? [])
  const tasks = stopped.flatMap(endedTask)
  const [first] = stopped
  if (!settings.show || signal.aborted || first === undefined || tasks.length === 0) return undefined
  const clusterName = lastSegment(first.clusterArn ?? cluster)
  const plan = onPlatformOf(last?.plan ?? planSizes(definition, { containers: [] }, NOWHERE), first)
  const warn = (message: string): void => {
    console.annotate('warning', 'What the tasks used cannot be shown', message)
  }
  try {
    const region = await ecs.config.region()
    const source = openUsageSource(region, ecs.config.credentials)
    if (tasks.some((task) => lastMinuteOf(task) !== undefined))
      console.line(
        `Reading what ${plural(tasks.length, 'task')} used; the last sample may come up to ${LAST_SAMPLE_LIMIT_MS / 1000} s after the end.`,
      )
    const family = definition?.family ?? lastSegment(first.taskDefinitionArn ?? '').replace(/:\d+$/, '')
    const size = { cpu: plan.cpu.effective, memory: plan.memory.effective }
    const seen = await readTaskUsage(source, { clusterName, family, tasks, size }, { clock, signal })
    const report = reportUsage(seen.tasks, {
      had: hadOf(plan, first),
      headroom: settings.headroom,
      tasks: tasks.length,
      endedAt: Math.max(...tasks.map(({ stoppedAt }) => stoppedAt)),
      fargate:
        plan.platform === 'fargate' ? limitsOf(plan.operatingSystemFamily, plan.platformVersion) : undefined,
      killedAt: attempts.slice(0, -1).flatMap(killedIn),
      endedOutOfMemory: stopped.some((task) => containersOutOfMemory(task).length > 0),
    })
    const price = priceOf(plan, region, first)
    if (report !== undefined) return { report, ...(price && { price }) }
    warn(whyNothing(tasks, clusterName))
  } catch (error) {
    // The outcome is decided already: an error here does not change it.
    const { message, advice } = turnOnInsights(clusterName)
    warn(isWithoutGroup(error) ? `${message}\n${advice}` : describeRefusal(errorMessage(error), clusterName))
  }
  return undefined
}

const NOWHERE = { capacityProviders: [] }

/** The times of a task that ran. Empty for a task that never started: it used nothing. */
function endedTask({
  taskArn = '',
  startedAt,
  executionStoppedAt,
  stoppingAt,
  stoppedAt,
}: Task): EndedTask[] {
  const end = executionStoppedAt ?? stoppingAt ?? stoppedAt
  if (startedAt === undefined || end === undefined) return []
  return [{ id: lastSegment(taskArn), startedAt: startedAt.getTime(), stoppedAt: end.getTime() }]
}

/** The sizes of the plan. A size that the plan lacks is the one that ECS shows. */
function hadOf(plan: SizePlan, { cpu, memory, containers = [] }: Task): TaskHad {
  const planned = plan.containers.map((container) => ({
    name: container.name,
    cpu: container.cpu.effective,
    memory: container.memory.effective,
    memoryReservation: container.memoryReservation.effective,
  }))
  const shown = containers.map((container) => ({
    name: container.name ?? '',
    cpu: amountOf(container.cpu),
    memory: amountOf(container.memory),
    memoryReservation: amountOf(container.memoryReservation),
  }))
  return {
    cpu: amountOf(cpu) ?? plan.cpu.effective,
    memory: amountOf(memory) ?? plan.memory.effective,
    containers: planned.length > 0 ? planned : shown,
  }
}

/** DescribeTasks returns strings, and `0` for a size that is not set. */
function amountOf(text: string | undefined): number | undefined {
  return Number(text) || undefined
}

/** The limits at which the tasks of an attempt ran out of memory. */
function killedIn({ tasks, plan }: AttemptReport): KilledAt[] {
  return tasks
    .flatMap(({ watched: { task } }) => (task ? containersOutOfMemory(task) : []))
    .flatMap(({ name = '' }): KilledAt[] => {
      const own = plan?.containers.find((container) => container.name === name)?.memory.effective
      if (own !== undefined) return [{ container: name, limit: own }]
      return plan?.memory.effective === undefined ? [] : [{ limit: plan.memory.effective }]
    })
}

function whyNothing(tasks: readonly EndedTask[], clusterName: string): string {
  if (tasks.every((task) => lastMinuteOf(task) === undefined))
    return 'Container Insights has one sample a minute, and no minute began while the task ran.'
  return `Container Insights has no sample of it. ${turnOnInsights(clusterName).advice}`
}

/** The on-demand price. Undefined for Spot, whose price varies. */
function priceOf(plan: SizePlan, region: string, { capacityProviderName }: Task): FargatePrice | undefined {
  if (plan.platform !== 'fargate' || capacityProviderName === 'FARGATE_SPOT') return undefined
  const windows = plan.operatingSystemFamily.startsWith('WINDOWS')
  const linux: Machine = plan.cpuArchitecture === 'ARM64' ? 'Linux/ARM64' : 'Linux/X86_64'
  return FARGATE_PRICES[region]?.[windows ? 'Windows/X86_64' : linux]
}
