/** The dimensions of a size, by their names in ECS, and their units. */
export const UNITS = { cpu: 'CPU units', memory: 'MiB', memoryReservation: 'MiB' } as const

export type Dimension = keyof typeof UNITS

/** `512 CPU units`, `2048 MiB`. */
export function quantity(value: number, dimension: Dimension): string {
  return `${value} ${UNITS[dimension]}`
}

/**
 * A task-level size of a task definition in CPU units or MiB. DescribeTaskDefinition returns plain integers. A definition
 * may also be written with `1 vCPU`, which is 1024 units, and `3 GB`, of which each is 1024 MiB. `undefined` for any other
 * text.
 */
export function parseDefinedSize(text: string | undefined): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(vcpu|gb)?\s*$/i.exec(text ?? '')
  if (match === null) return undefined
  return Number(match[1]) * (match[2] === undefined ? 1 : 1024)
}

/** The product, rounded up. A factor such as 1.1 is not exact in binary: that error must not cause rounding up. */
export function multiplyUp(value: number, factor: number): number {
  return Math.ceil(Number((value * factor).toPrecision(12)))
}
