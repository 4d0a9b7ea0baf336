import { once } from 'node:events'
import type { Container, ContainerDefinition } from '@aws-sdk/client-ecs'
import type { LiveContainer } from './lifecycle.ts'

/** The container agent gives the exit code of SIGTERM to a container that it never starts (amazon-ecs-agent#3218). */
const NEVER_STARTED_EXIT_CODE = 143

/** Containers in an order in which each comes after those that it depends on. */
export function inStartOrder(definitions: readonly ContainerDefinition[]): ContainerDefinition[] {
  const ordered: ContainerDefinition[] = []
  const add = (definition: ContainerDefinition, above: readonly ContainerDefinition[]): void => {
    if (ordered.includes(definition) || above.includes(definition)) return
    for (const { containerName } of definition.dependsOn ?? []) {
      const other = definitions.find(({ name }) => name === containerName)
      if (other) add(other, [...above, definition])
    }
    ordered.push(definition)
  }
  for (const definition of definitions) add(definition, [])
  return ordered
}

/**
 * Waits for the containers that this one depends on with the condition COMPLETE or SUCCESS. Returns what the container
 * agent shows of a container that it never starts, or undefined where nothing speaks against the start.
 */
export async function waitForDependencies(
  definition: ContainerDefinition,
  containers: readonly LiveContainer[],
  interrupted: AbortSignal,
): Promise<Pick<Container, 'exitCode' | 'reason'> | undefined> {
  for (const { containerName, condition } of definition.dependsOn ?? []) {
    const other = containers.find((container) => container.definition.name === containerName)
    if (other === undefined || (condition !== 'COMPLETE' && condition !== 'SUCCESS')) continue
    if (!interrupted.aborted) await Promise.race([other.ended, once(interrupted, 'abort')])
    const { exitCode } = other.description
    if (condition === 'SUCCESS' && exitCode !== 0) return neverStarted(definition, other, exitCode)
  }
  return undefined
}

function neverStarted(
  { name = '', image = '' }: ContainerDefinition,
  { definition: other }: LiveContainer,
  exitCode: number | undefined,
): Pick<Container, 'exitCode' | 'reason'> {
  return {
    exitCode: NEVER_STARTED_EXIT_CODE,
    reason:
      'CannotStartContainerError: dependency graph: failed to resolve container ordering dependency ' +
      `[${other.name ?? ''}(${other.image ?? ''}) (STOPPED->RUNNING) - Exit: ${exitCode ?? ''}] ` +
      `for target [${name}(${image}) (NONE->RUNNING)] as dependency did not exit successfully.`,
  }
}
