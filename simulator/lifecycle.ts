import { once } from 'node:events'
import type { Container, ContainerDefinition } from '@aws-sdk/client-ecs'
import { startContainer, type ContainerEnd, type RunningContainer } from './containers.ts'
import { watchHealth } from './health.ts'
import { recordUsage } from './insights/performance-events.ts'
import { logSink, runtimeId } from './log-sinks.ts'
import { inStartOrder, waitForDependencies } from './depends-on.ts'
import type { Account, TaskRecord } from './model.ts'
import { effectiveContainers } from './rules/overrides.ts'
import { pullError, scheduleEvents, startFailure } from './task-events.ts'
import { attachNetwork, enter, haltTask, seconds, setAttachments, touch } from './task-state.ts'

/** A container of a task that runs: what the definition says, what DescribeTasks shows, and the process. */
export interface LiveContainer {
  readonly definition: ContainerDefinition
  readonly description: Container
  readonly process: RunningContainer
  /** Resolves when its end is in the description. */
  readonly ended: Promise<void>
}

const DEFAULT_STOP_TIMEOUT_S = 30

/** Lives a task's life, from PROVISIONING to STOPPED or to the simulator's end. */
export function beginLife(account: Account, task: TaskRecord): void {
  const life = live(account, task).finally(() => account.lives.delete(life))
  account.lives.add(life)
}

async function live(account: Account, task: TaskRecord): Promise<void> {
  const containers: LiveContainer[] = []
  const interrupted = AbortSignal.any([account.closing, task.halt.signal])
  try {
    await startUp(account, task, containers, interrupted)
    if (!interrupted.aborted) await once(interrupted, 'abort')
  } catch (error) {
    if (!interrupted.aborted) throw error
  }
  try {
    await windDown(account, task, containers)
  } catch (error) {
    if (!account.closing.aborted) throw error
    for (const { process } of containers) process.signal('SIGKILL')
    await Promise.all(containers.map(({ ended }) => ended))
  }
}

async function startUp(
  account: Account,
  task: TaskRecord,
  containers: LiveContainer[],
  interrupted: AbortSignal,
): Promise<void> {
  const { pace } = account.scenario
  await account.clock.sleep(pace.provisioning, interrupted)
  enter(task, 'PENDING')
  attachNetwork(account, task)
  await account.clock.sleep(pace.pending, interrupted)
  enter(task, 'ACTIVATING')
  task.description.connectivityAt = seconds(account)
  task.description.pullStartedAt = seconds(account)
  await account.clock.sleep(pace.activating, interrupted)
  const failure = startFailure(account, task) ?? pullError(account, task)
  if (failure !== undefined) {
    haltTask(account, task, 'TaskFailedToStart', failure)
    return
  }
  task.description.pullStoppedAt = seconds(account)
  for (const definition of inStartOrder(effectiveContainers(task.definition, task.description.overrides))) {
    const kept = await waitForDependencies(definition, containers, interrupted)
    if (kept !== undefined) {
      keepFromStart(account, task, definition, kept)
      continue
    }
    const container = await launch(account, task, definition)
    if (container) containers.push(container)
  }
  if (interrupted.aborted && task.description.stopCode === 'TaskFailedToStart') return
  enter(task, 'RUNNING')
  task.description.startedAt = seconds(account)
  scheduleEvents(account, task, containers)
  for (const container of containers) void watchHealth(account, task, container, interrupted)
  void recordUsage(account, task, containers, interrupted)
}

/** Starts one container. Where that fails its reason is in the description, and an essential one halts the task. */
async function launch(
  account: Account,
  task: TaskRecord,
  definition: ContainerDefinition,
): Promise<LiveContainer | undefined> {
  const description = task.description.containers?.find(({ name }) => name === definition.name)
  if (description === undefined) return undefined
  const command = [...(definition.entryPoint ?? []), ...(definition.command ?? [])]
  const environment = Object.fromEntries(
    (definition.environment ?? []).map(({ name = '', value = '' }) => [name, value]),
  )
  description.runtimeId = runtimeId(task)
  try {
    const process = await startContainer(
      { command, environment },
      logSink(account, task, definition, description),
    )
    description.lastStatus = 'RUNNING'
    touch(task)
    const ended = process.ended.then((end) => {
      recordEnd(account, task, definition, description, end)
    })
    return { definition, description, process, ended }
  } catch {
    description.lastStatus = 'STOPPED'
    description.reason =
      'CannotStartContainerError: Error response from daemon: failed to create task for container: failed to create ' +
      `shim task: OCI runtime create failed: exec: "${command[0] ?? ''}": executable file not found in $PATH: unknown`
    if (definition.essential !== false) haltTask(account, task, 'TaskFailedToStart', 'Task failed to start')
    return undefined
  }
}

/** A container that its dependencies keep from its start; an essential one halts the task. */
function keepFromStart(
  account: Account,
  task: TaskRecord,
  { name, essential }: ContainerDefinition,
  shown: Pick<Container, 'exitCode' | 'reason'>,
): void {
  const description = task.description.containers?.find((container) => container.name === name)
  if (description) Object.assign(description, shown, { lastStatus: 'STOPPED' })
  touch(task)
  if (essential !== false) haltTask(account, task, 'TaskFailedToStart', 'Task failed to start')
}

function recordEnd(
  account: Account,
  task: TaskRecord,
  definition: ContainerDefinition,
  description: Container,
  end: ContainerEnd,
): void {
  Object.assign(description, end, { lastStatus: 'STOPPED' })
  touch(task)
  if (definition.essential === false) return
  task.description.executionStoppedAt ??= seconds(account)
  haltTask(account, task, 'EssentialContainerExited', 'Essential container in task exited')
}

async function windDown(
  account: Account,
  task: TaskRecord,
  containers: readonly LiveContainer[],
): Promise<void> {
  const { clock, closing, scenario } = account
  if (containers.length > 0) {
    enter(task, 'DEACTIVATING')
    await clock.sleep(scenario.pace.deactivating, closing)
    enter(task, 'STOPPING')
    await Promise.all(containers.map((container) => stopContainer(account, container)))
    await clock.sleep(scenario.pace.stopping, closing)
  }
  for (const container of task.description.containers ?? []) container.lastStatus = 'STOPPED'
  enter(task, 'DEPROVISIONING')
  await clock.sleep(scenario.pace.deprovisioning, closing)
  setAttachments(task, 'DELETED')
  task.stoppedAtMs = clock.now()
  task.description.stoppedAt = task.stoppedAtMs / 1000
  enter(task, 'STOPPED')
}

/** SIGTERM, and SIGKILL after the stop timeout, as `docker stop` does. */
async function stopContainer(account: Account, { definition, process, ended }: LiveContainer): Promise<void> {
  const over = new AbortController()
  void ended.then(() => {
    over.abort()
  })
  process.signal('SIGTERM')
  try {
    const patienceMs = (definition.stopTimeout ?? DEFAULT_STOP_TIMEOUT_S) * 1000
    await account.clock.sleep(patienceMs, AbortSignal.any([over.signal, account.closing]))
    process.signal('SIGKILL')
  } catch (error) {
    if (!over.signal.aborted) throw error
  }
  await ended
}
