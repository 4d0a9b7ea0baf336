import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import type { Refuse, ServiceError } from '../service-error.ts'
import type { TaskSize } from './task-size.ts'

/** The same rule reads differently in the two operations. */
export type MemoryTooLarge = (container: string) => string

/**
 * What containers may ask for, beside each other and within their task. Equality is allowed everywhere.
 * A sum of hard memory limits above the task's memory is not refused: no such refusal was ever seen.
 */
export function checkContainerSizes(
  containers: readonly ContainerDefinition[],
  task: TaskSize,
  refuse: Refuse,
  memoryTooLarge: MemoryTooLarge,
): ServiceError | undefined {
  for (const container of containers) {
    const error = checkContainerMemory(container, task, refuse, memoryTooLarge)
    if (error) return error
  }
  const cpu = sum(containers.map((container) => container.cpu))
  if (task.cpu !== undefined && cpu > task.cpu) {
    return refuse("The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.")
  }
  const reserved = sum(containers.map((container) => container.memoryReservation))
  if (task.memory !== undefined && reserved > task.memory) {
    return refuse(
      "The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'.",
    )
  }
  return undefined
}

function checkContainerMemory(
  { name = '', cpu, memory, memoryReservation }: ContainerDefinition,
  task: TaskSize,
  refuse: Refuse,
  memoryTooLarge: MemoryTooLarge,
): ServiceError | undefined {
  const invalid = (rule: string): ServiceError => refuse(`Invalid setting for container '${name}'. ${rule}`)
  if (cpu !== undefined && cpu < 0) return invalid("'cpu' must not be negative.")
  if (memory !== undefined && memory <= 0) return invalid("'memory' must be greater than 0.")
  if (memoryReservation !== undefined && memoryReservation <= 0) {
    return invalid("'memoryReservation' must be greater than 0.")
  }
  if (memory === undefined && memoryReservation === undefined && task.memory === undefined) {
    return invalid("At least one of 'memory' or 'memoryReservation' must be specified.")
  }
  if (memory !== undefined && memoryReservation !== undefined && memory < memoryReservation) {
    return invalid("'memory' must be greater than or equal to 'memoryReservation'.")
  }
  if (memory !== undefined && task.memory !== undefined && memory > task.memory) {
    return refuse(memoryTooLarge(name))
  }
  return undefined
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0)
}
