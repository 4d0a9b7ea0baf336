import type { AwsSettings } from '../inputs/settings.js'
import type { StepRuntime } from '../runtime/runtime.js'
import { NAME } from '../version.js'

const STATE = 'temporary-copies'

/** The tag by which a step finds its temporary copy again. */
export const TOKEN_TAG = `${NAME}:copy`

/** A temporary copy as the post step needs to know it. */
export interface TemporaryCopy {
  readonly family: string
  /** The value of the tag by which it is found. */
  readonly token: string
  /** When it was sent, ms since the epoch. */
  readonly at: number
  /** Absent while, or because, the answer is not known. */
  readonly arn?: string
  /** It has the tag: the 50 tags of the task definition were not full. */
  readonly tagged: boolean
}

/** The temporary copies of a step that are not deregistered yet, kept in its state. */
export interface CopyTrack {
  readonly copies: () => readonly TemporaryCopy[]
  /** Called before RegisterTaskDefinition, and again when its answer is known. */
  readonly set: (copy: TemporaryCopy) => void
  readonly forget: (copy: TemporaryCopy) => void
}

/** All that the post step needs, whatever inputs it is given. */
export interface CopyRecord {
  readonly aws: AwsSettings
  readonly copies: readonly TemporaryCopy[]
}

/** Saves the copies as state before and after each RegisterTaskDefinition, so that the post step knows those of a killed step. */
export function trackCopies({ saveState }: Pick<StepRuntime, 'saveState'>, aws: AwsSettings): CopyTrack {
  const copies = new Map<string, TemporaryCopy>()
  const save = (): void => {
    const record: CopyRecord = { aws, copies: [...copies.values()] }
    saveState(STATE, JSON.stringify(record))
  }
  return {
    copies: () => [...copies.values()],
    set: (copy) => {
      copies.set(copy.token, copy)
      save()
    },
    forget: ({ token }) => {
      copies.delete(token)
      save()
    },
  }
}

/** What the main phase of this step saved last; undefined where it registered no temporary copy. */
export function readCopyRecord({ readState }: Pick<StepRuntime, 'readState'>): CopyRecord | undefined {
  const text = readState(STATE)
  return text === '' ? undefined : (JSON.parse(text) as CopyRecord)
}
