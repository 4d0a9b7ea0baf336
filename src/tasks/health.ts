import type { Container, Task, TaskDefinition } from '@aws-sdk/client-ecs'

/**
 * Containers whose health ECS counts for the task: the essential ones with a health check in the task definition. ECS
 * ignores a health check of the image (developer guide, "Determine Amazon ECS task health using container health checks").
 */
export function checkedContainers({ containerDefinitions = [] }: TaskDefinition): string[] {
  return containerDefinitions
    .filter(({ essential, healthCheck }) => essential !== false && healthCheck !== undefined)
    .flatMap(({ name }) => name ?? [])
}

/** The health of a running task. */
export interface TaskHealth {
  readonly status: 'healthy' | 'unhealthy' | 'unknown'
  /** Containers that are UNHEALTHY, or else those that are not HEALTHY yet. */
  readonly containers: readonly string[]
}

/**
 * The health of a task by its task definition. Without it, the health status of the whole task decides (API
 * reference, `Task.healthStatus`): HEALTHY where every essential container is HEALTHY.
 */
export function taskHealth(task: Task, definition: TaskDefinition | undefined): TaskHealth {
  if (definition !== undefined) return healthOf(task, checkedContainers(definition))
  const { healthStatus } = task
  const status =
    healthStatus === 'HEALTHY' ? 'healthy' : healthStatus === 'UNHEALTHY' ? 'unhealthy' : 'unknown'
  return { status, containers: [] }
}

/** The health in one answer of DescribeTasks. One UNHEALTHY container decides. A missing container is not HEALTHY. */
export function healthOf({ containers = [] }: Task, checked: readonly string[]): TaskHealth {
  const withStatus = (test: (status: Container['healthStatus']) => boolean): string[] =>
    checked.filter((name) => test(containers.find((container) => container.name === name)?.healthStatus))
  const unhealthy = withStatus((status) => status === 'UNHEALTHY')
  if (unhealthy.length > 0) return { status: 'unhealthy', containers: unhealthy }
  const waiting = withStatus((status) => status !== 'HEALTHY')
  return { status: checked.length > 0 && waiting.length === 0 ? 'healthy' : 'unknown', containers: waiting }
}
