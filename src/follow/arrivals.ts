import type { WatchedTask } from '../tasks/watched-task.js'

/** Tasks that start while other tasks of the same launch are followed. */
export interface Arrivals {
  /** Returns the tasks that have started since the last call. */
  readonly take: () => readonly WatchedTask[]
  /** Whether more may start. */
  readonly isOpen: () => boolean
  /** Resolves when tasks have started since the last `take`, or when no more tasks will start. */
  readonly next: () => Promise<void>
  /** Resolves when no more tasks will start. */
  readonly closed: Promise<void>
}

export interface OpenArrivals extends Arrivals {
  readonly add: (tasks: readonly WatchedTask[]) => void
  readonly close: () => void
}

export function openArrivals(): OpenArrivals {
  const waiting: WatchedTask[] = []
  const closed = Promise.withResolvers<undefined>()
  let changed = Promise.withResolvers<undefined>()
  let isOpen = true
  return {
    add: (tasks) => {
      if (tasks.length === 0) return
      waiting.push(...tasks)
      changed.resolve(undefined)
    },
    close: () => {
      isOpen = false
      changed.resolve(undefined)
      closed.resolve(undefined)
    },
    take: () => {
      if (isOpen) changed = Promise.withResolvers<undefined>()
      return waiting.splice(0)
    },
    isOpen: () => isOpen,
    next: () => changed.promise,
    closed: closed.promise,
  }
}
