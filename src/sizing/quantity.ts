/** The dimensions of a size, by the names that ECS gives them, and their units. */
export const UNITS = { cpu: 'CPU units', memory: 'MiB', memoryReservation: 'MiB' } as const

export type Dimension = keyof typeof UNITS

/** `512 CPU units`, `2048 MiB`. */
export function quantity(value: number, dimension: Dimension): string {
  return `${value} ${UNITS[dimension]}`
}

/**
 * A task-level size of a task definition in CPU units or MiB. DescribeTaskDefinition gives plain integers; `1 vCPU` and
 * `3 GB` are how a definition may be written, and 1 vCPU is 1024 units as 1 GB is 1024 MiB. `undefined` where it is neither.
 */
export function parseDefinedSize(text: string | undefined): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(vcpu|gb)?\s*$/i.exec(text ?? '')
  if (match === null) return undefined
  return Number(match[1]) * (match[2] === undefined ? 1 : 1024)
}

/** The product, up to the next integer. A factor such as 1.1 is not exact in binary: what that adds must not round up. */
export function multiplyUp(value: number, factor: number): number {
  return Math.ceil(Number((value * factor).toPrecision(12)))
}
