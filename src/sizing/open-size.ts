import type { Size } from './effective.js'
import type { FargateSize } from './fargate-sizes.js'
import { quantity } from './quantity.js'

/** One dimension of the task on its way to a number. */
export interface OpenSize extends Size {
  readonly dimension: 'cpu' | 'memory'
  /** There where a factor or, without one, `auto` leaves room: the number may be rounded up from `atLeast`, never down. */
  readonly open?: { readonly atLeast: number; readonly factor?: number }
}

/** The same size with its number. */
export function settle(size: OpenSize, value: number): OpenSize {
  return { ...size, effective: value, unknown: false }
}

/** `cpu: 1.5x of 1024 is 1536 CPU units`. */
export function describeProduct({ dimension, defined }: OpenSize, factor: number, product: number): string {
  return `${dimension}: ${factor}x of ${defined ?? 0} is ${quantity(product, dimension)}`
}

/** The least that this dimension may become. */
export function least(size: OpenSize): number {
  return size.open?.atLeast ?? size.effective ?? 0
}

/** Whether a size is at least as large in both dimensions. */
export function isHeldBy(size: FargateSize, cpu: OpenSize, memory: OpenSize): boolean {
  return size.cpu >= least(cpu) && size.memory >= least(memory)
}
