import type { Container, Task, TaskDefinition } from '@aws-sdk/client-ecs'

/** SIGKILL and SIGTERM: exit codes of the other containers once an essential one has ended. */
export const STOP_EXIT_CODES: readonly number[] = [137, 143]

const SIGKILL_EXIT_CODE = 137

/** Containers that AWS adds to a task: GuardDuty's agent, the Service Connect proxy. They are in no task definition. */
const ADDED_BY_AWS = /^(?:aws-guardduty-agent|ecs-service-connect)\b/

/**
 * The containers whose exit codes decide: those named by `exit-code-from`, else the essential ones of the definition
 * (API reference: the default of `essential` is true), else, without a definition, all except those that AWS added.
 */
export function decidingContainers(
  task: Task,
  exitCodeFrom: readonly string[],
  definition: TaskDefinition | undefined,
): Container[] {
  const names = exitCodeFrom.length > 0 ? exitCodeFrom : essentialContainers(definition)
  const containers = task.containers ?? []
  if (names === undefined) return containers.filter(({ name = '' }) => !isAddedByAws(name))
  return names.map((name) => containers.find((container) => container.name === name) ?? { name })
}

export function isAddedByAws(name: string): boolean {
  return ADDED_BY_AWS.test(name)
}

/** Names of the essential containers. Undefined without a definition. */
export function essentialContainers(definition: TaskDefinition | undefined): string[] | undefined {
  return definition?.containerDefinitions
    ?.filter(({ essential }) => essential !== false)
    .flatMap(({ name }) => name ?? [])
}

/**
 * Whether a container of a stopped task never started. The container agent gives some of them the exit code of SIGTERM
 * (amazon-ecs-agent#3218), so the exit code is not enough. Such a container has a reason that says so, or it has no
 * runtime id and its task failed to start.
 */
export function neverStarted(
  { exitCode, reason = '', runtimeId }: Container,
  { stopCode, startedAt }: Task,
): boolean {
  const taskNeverRan = startedAt === undefined
  if (exitCode === undefined) return stopCode === 'TaskFailedToStart' || taskNeverRan
  if (/\bCannot(?:Start|Create|Pull)\w*Error|container ordering dependency/i.test(reason)) return true
  return (
    taskNeverRan &&
    stopCode === 'TaskFailedToStart' &&
    runtimeId === undefined &&
    STOP_EXIT_CODES.includes(exitCode)
  )
}

/** Whether all these containers have ended and ECS shows their exit codes. */
export function haveEnded(containers: readonly Container[]): boolean {
  return (
    containers.length > 0 &&
    containers.every(({ lastStatus, exitCode }) => lastStatus === 'STOPPED' && exitCode !== undefined)
  )
}

/**
 * Containers that were killed for their memory. Only the text of ECS shows this: exit code 137 is every SIGKILL, and a
 * child process may be killed while its container keeps running. Where the text is about the whole task, the result is
 * the containers that were killed, without those that were stopped.
 */
export function containersOutOfMemory({ containers = [], stoppedReason }: Task): Container[] {
  const named = containers.filter(({ reason }) => saysOutOfMemory(reason))
  if (named.length > 0 || !saysOutOfMemory(stoppedReason)) return named
  return containers.filter(({ exitCode }) => exitCode === SIGKILL_EXIT_CODE)
}

function saysOutOfMemory(reason = ''): boolean {
  return /OutOfMemory/i.test(reason)
}

/** Whether Fargate runs the task. Undefined where ECS does not show it. */
export function runsOnFargate({ launchType, capacityProviderName }: Task): boolean | undefined {
  if (launchType === 'FARGATE' || ['FARGATE', 'FARGATE_SPOT'].includes(capacityProviderName ?? ''))
    return true
  return launchType === undefined && capacityProviderName === undefined ? undefined : false
}
