import type { Size, SizedContainer } from '../types.js'
import type { Finding } from '../../findings.js'
import type { RuleContext } from '../rule-context.js'
import { cite, whereWritten } from '../merge-sizes.js'

/** Docker 20.10 and later; 4 MiB up to 19.03.13-ce. ContainerDefinition in the Amazon ECS API Reference. */
const LEAST_CONTAINER_MEMORY_MIB = 6

/** The rules for the memory of a container, whatever the size of the task. */
export function checkContainerMemory(context: RuleContext): readonly Finding[] {
  return context.containers.flatMap((container) => [
    ...checkPositive(container),
    ...checkAboveReservation(container, context.memory),
    ...checkPresent(container, context.memory),
    ...checkLeast(container),
  ])
}

/** Both must be more than 0: https://github.com/aws/amazon-ecs-agent/issues/876 */
function checkPositive({ name, memory, memoryReservation }: SizedContainer): readonly Finding[] {
  return Object.entries({ memory, memoryReservation })
    .filter(([, size]) => size.effective !== undefined && size.effective <= 0)
    .map(([dimension, size]) => ({
      severity: 'error',
      rule: 'container-memory-zero',
      where: whereWritten([size], 'containers'),
      message: `${dimension} of ${name} must be more than 0 MiB; it is ${cite(size)}`,
      advice: `Write at least ${LEAST_CONTAINER_MEMORY_MIB}, or leave ${dimension} out.`,
    }))
}

/** ECS: "'memory' must be greater than or equal to 'memoryReservation'." */
function checkAboveReservation(
  { name, memory, memoryReservation }: SizedContainer,
  task: Size,
): readonly Finding[] {
  if (memory.effective === undefined || memoryReservation.effective === undefined) return []
  if (memory.effective >= memoryReservation.effective) return []
  const fits = memoryReservation.effective <= (task.effective ?? Infinity)
  return [
    {
      severity: 'error',
      rule: 'container-memory-below-reservation',
      where: whereWritten([memory, memoryReservation], 'containers'),
      message: `memory of ${name} is less than its memoryReservation\nmemory is ${cite(memory, 'MiB')}, memoryReservation ${cite(memoryReservation, 'MiB')}; memory must be at least memoryReservation.`,
      advice: `Write memoryReservation: ${memory.effective} for ${name}${fits ? `, or memory: ${memoryReservation.effective}` : ''}.`,
      paste: `containers: |\n  ${name}: {memoryReservation: ${memory.effective}}`,
    },
  ]
}

/** ECS: "At least one of 'memory' or 'memoryReservation' must be specified." */
function checkPresent({ name, memory, memoryReservation }: SizedContainer, task: Size): readonly Finding[] {
  if (![memory, memoryReservation, task].every((size) => size.effective === undefined && !size.unknown))
    return []
  return [
    {
      severity: 'error',
      rule: 'container-memory-missing',
      where: 'containers',
      message: `${name} has no memory\nWhere the task names no memory, ECS wants memory or memoryReservation for every container.`,
      advice: `Write memory or memoryReservation for ${name} under containers, or memory for the task.`,
    },
  ]
}

/** ECS accepts it, but Docker cannot create the container. */
function checkLeast({ name, memory }: SizedContainer): readonly Finding[] {
  if (memory.effective === undefined || memory.effective <= 0) return []
  if (memory.effective >= LEAST_CONTAINER_MEMORY_MIB) return []
  return [
    {
      severity: 'warning',
      rule: 'container-memory-minimum',
      where: whereWritten([memory], 'containers'),
      message: `memory of ${name} is ${cite(memory, 'MiB')}, and Docker starts no container with less than ${LEAST_CONTAINER_MEMORY_MIB}\nECS takes it, but the task then fails to start (older Docker: less than 4).`,
      advice: `Write memory: ${LEAST_CONTAINER_MEMORY_MIB} or more for ${name}.`,
    },
  ]
}
