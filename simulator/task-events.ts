import { effectiveContainers } from './rules/overrides.ts'
import type { LiveContainer } from './lifecycle.ts'
import type { Account, TaskRecord } from './model.ts'
import { selects, type TaskRule } from './scenario.ts'
import { haltTask } from './task-state.ts'

const SPOT_REASON = 'Your Spot Task was interrupted.'
const HOST_GONE_REASON = 'Host EC2 (instance i-0123456789abcdef0) terminated.'
const OUT_OF_MEMORY_REASON = 'OutOfMemoryError: Container killed due to memory usage'
const SIGKILL_EXIT_CODE = 137

/** Why the whole task cannot start, or undefined. */
export function startFailure(account: Account, task: TaskRecord): string | undefined {
  const rule = rulesFor(account, task).find(({ happens }) => happens === 'start-failure')
  if (rule) return failStart(task, rule)
  const groups = (task.definition.containerDefinitions ?? []).map(
    ({ logConfiguration }) => logConfiguration?.options?.['awslogs-group'],
  )
  const missing = groups.some(
    (group) => group !== undefined && account.scenario.logs.missingGroups.includes(group),
  )
  if (!missing) return undefined
  return (
    'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to ' +
    'create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1'
  )
}

/** The container agent gives the reason to the container, Fargate to the task. */
function failStart(task: TaskRecord, { container, reason, exitCode }: TaskRule): string {
  const description = task.description.containers?.find(({ name }) => name === container)
  if (description === undefined) return reason ?? 'Task failed to start'
  Object.assign(description, reason !== undefined && { reason }, exitCode !== undefined && { exitCode })
  return 'Task failed to start'
}

/** Why an image cannot be pulled, written into its container too, or undefined. */
export function pullError(account: Account, task: TaskRecord): string | undefined {
  const rule = rulesFor(account, task).find(({ happens }) => happens === 'pull-error')
  const container = task.description.containers?.find(({ name }) => name === rule?.container)
  if (rule === undefined || container === undefined) return undefined
  container.reason =
    rule.reason ??
    `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${container.image ?? ''}: not found`
  return container.reason
}

/** Lets happen to a task that runs what the scenario has for it. */
export function scheduleEvents(
  account: Account,
  task: TaskRecord,
  containers: readonly LiveContainer[],
): void {
  for (const rule of rulesFor(account, task)) {
    account.clock.sleep(rule.afterMs ?? 0, AbortSignal.any([account.closing, task.halt.signal])).then(
      () => {
        happen(account, task, containers, rule)
      },
      // The task was over before the time came.
      () => undefined,
    )
  }
}

function happen(
  account: Account,
  task: TaskRecord,
  containers: readonly LiveContainer[],
  { happens, container, exitCode, reason, stopCode }: TaskRule,
): void {
  const target = containers.find(({ definition }) => definition.name === container)?.process
  if (happens === 'spot-interruption') {
    haltTask(account, task, stopCode ?? 'SpotInterruption', reason ?? SPOT_REASON)
  } else if (happens === 'stop') {
    haltTask(account, task, stopCode ?? 'InfrastructureHealth', reason ?? HOST_GONE_REASON)
  } else if (happens === 'out-of-memory') {
    target?.kill({ exitCode: exitCode ?? SIGKILL_EXIT_CODE, reason: reason ?? OUT_OF_MEMORY_REASON })
  } else if (happens === 'exit') {
    target?.kill({ ...(exitCode !== undefined && { exitCode }), ...(reason !== undefined && { reason }) })
  }
}

/** How the health of a container goes, where the scenario says so. */
export function healthRules(account: Account, task: TaskRecord, container: string | undefined): TaskRule[] {
  return rulesFor(account, task).filter((rule) => rule.happens === 'health' && rule.container === container)
}

function rulesFor({ scenario }: Account, task: TaskRecord): TaskRule[] {
  return scenario.tasks.filter(
    (rule) =>
      selects(rule, task.number) &&
      (rule.family === undefined || rule.family === task.definition.family) &&
      (rule.belowMib === undefined || memoryOf(task, rule.container) < rule.belowMib),
  )
}

/** MiB that a container may use: its own limit, else its task's. */
function memoryOf(task: TaskRecord, container: string | undefined): number {
  const containers = effectiveContainers(task.definition, task.description.overrides)
  const limit = containers.find(({ name }) => name === container)?.memory
  return limit ?? Number(task.description.memory)
}
