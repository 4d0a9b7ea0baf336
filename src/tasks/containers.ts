import type { Container, Task, TaskDefinition } from '@aws-sdk/client-ecs'

/**
 * The containers whose exit codes decide: those named by `exit-code-from`, else the essential ones of the definition
 * (API reference: `essential` is true unless it says otherwise), else, where the definition may not be read, all.
 */
export function decidingContainers(
  task: Task,
  exitCodeFrom: readonly string[],
  definition: TaskDefinition | undefined,
): Container[] {
  const names = exitCodeFrom.length > 0 ? exitCodeFrom : essentialContainers(definition)
  const containers = task.containers ?? []
  if (names === undefined) return containers
  return names.map((name) => containers.find((container) => container.name === name) ?? { name })
}

/** Names of the essential containers; undefined where the definition is not known. */
export function essentialContainers(definition: TaskDefinition | undefined): string[] | undefined {
  return definition?.containerDefinitions
    ?.filter(({ essential }) => essential !== false)
    .flatMap(({ name }) => name ?? [])
}

const SIGKILL_EXIT_CODE = 137

/**
 * Containers that ECS says were killed for their memory. Told by its text alone: 137 is every SIGKILL, and a child
 * process may be killed while the container lives on. Where it says so of the whole task, it means those that were
 * killed; the others were only stopped.
 */
export function containersOutOfMemory({ containers = [], stoppedReason }: Task): Container[] {
  const named = containers.filter(({ reason }) => saysOutOfMemory(reason))
  if (named.length > 0 || !saysOutOfMemory(stoppedReason)) return named
  return containers.filter(({ exitCode }) => exitCode === SIGKILL_EXIT_CODE)
}

function saysOutOfMemory(reason = ''): boolean {
  return /OutOfMemory/i.test(reason)
}
