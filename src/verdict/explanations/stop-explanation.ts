/** The cause of a stop and its fix. */
export interface StopExplanation {
  readonly kind:
    | 'out-of-memory'
    | 'stopped-from-outside'
    | 'spot-interruption'
    | 'start-failure'
    | 'no-capacity'
    | 'host-gone'
    | 'health-check'
    | 'signal'
  readonly cause: string
  /** Lines indented by four spaces are to be copied into a workflow or a policy. */
  readonly fix?: string
}

/** What ECS reports about a stop. */
export interface StopFacts {
  readonly stopCode: string
  /** The container's `reason` and the task's `stoppedReason`, as ECS wrote them. */
  readonly reasons: readonly string[]
  readonly exitCode?: number
  /** As ECS reports for this container. */
  readonly outOfMemory?: boolean
  /** False on container instances, which have another role, disk and network; absent where unknown. */
  readonly onFargate?: boolean
}

/** One kind of stop. `source` names the document or the public report that has the text. */
export interface StopRow {
  readonly when: (facts: StopFacts) => boolean
  readonly explain: (facts: StopFacts) => StopExplanation
  readonly source: string
}

/** A row for texts that match a pattern. */
export function saying(pattern: RegExp): StopRow['when'] {
  return ({ reasons }) => reasons.some((reason) => pattern.test(reason))
}

/** A row for texts that match two patterns, in any order. */
export function sayingBoth(one: RegExp, other: RegExp): StopRow['when'] {
  return ({ reasons }) => reasons.some((reason) => one.test(reason) && other.test(reason))
}

/** The first reason that matches, with its groups. */
export function matchReason({ reasons }: StopFacts, pattern: RegExp): RegExpExecArray | undefined {
  for (const reason of reasons) {
    const match = pattern.exec(reason)
    if (match) return match
  }
  return undefined
}
