/**
 * What Fargate offers: memory in MiB by CPU units.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
 */
const FARGATE_MEMORY: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16384, 1024),
  4096: steps(8192, 30720, 1024),
  8192: steps(16384, 61440, 4096),
  16384: steps(32768, 122880, 8192),
  32768: [61440, 122880, 249856],
}

const WINDOWS_CPU: readonly number[] = [1024, 2048, 4096]

/** Larger tasks, and ephemeral storage of one's own choice, came with Linux platform version 1.4.0. */
export const OLD_PLATFORM_CPU_LIMIT = 4096

export function isFargateSize(cpuUnits: number, memoryMib: number, windows: boolean): boolean {
  if (windows && !WINDOWS_CPU.includes(cpuUnits)) return false
  return FARGATE_MEMORY[cpuUnits]?.includes(memoryMib) ?? false
}

function steps(first: number, last: number, step: number): number[] {
  return Array.from({ length: (last - first) / step + 1 }, (_, index) => first + index * step)
}
