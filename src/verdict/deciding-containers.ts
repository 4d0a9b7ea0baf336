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
