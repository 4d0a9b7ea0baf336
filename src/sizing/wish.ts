/**
 * What a user asked for in one dimension of a size. `exact` is in the dimension's own unit: CPU units for CPU, MiB
 * for memory. `unreadable` stands for text that has been reported already: rules that would need the value stay silent.
 */
export type SizeWish =
  | { readonly kind: 'exact'; readonly value: number; readonly where: string }
  | { readonly kind: 'factor'; readonly factor: number; readonly where: string }
  | { readonly kind: 'auto'; readonly where: string }
  | { readonly kind: 'unreadable'; readonly where: string }

/** What a user asked for one container. `auto` never occurs here: only a task can be sized by its containers. */
export interface ContainerSizeWishes {
  readonly name: string
  /** Where the container's name stands: `containers:2:1`. */
  readonly where: string
  readonly cpu?: SizeWish
  /** Hard limit. */
  readonly memory?: SizeWish
  /** Soft limit. */
  readonly memoryReservation?: SizeWish
  /** GPUs and the like, as ECS names them. */
  readonly resourceRequirements?: readonly { readonly type: string }[]
}

export interface SizeWishes {
  readonly cpu?: SizeWish
  readonly memory?: SizeWish
  /** GiB, as written; the rules check it. */
  readonly ephemeralStorageGiB?: number
  readonly containers: readonly ContainerSizeWishes[]
}
