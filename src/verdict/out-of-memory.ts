import type { Container, Task } from '@aws-sdk/client-ecs'

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
