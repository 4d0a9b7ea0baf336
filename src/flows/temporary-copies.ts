import type { AwsSettings } from '../inputs/settings.js'
import type { StepRuntime } from '../runtime/runtime.js'
import { NAME } from '../version.js'

const STATE = 'temporary-copies'

/** The key of the tag that identifies a temporary copy. */
export const TOKEN_TAG = `${NAME}:copy`

/** The data of a temporary copy that the post step needs. */
export interface TemporaryCopy {
  readonly family: string
  /** The value of the tag that identifies the copy. */
  readonly token: string
  /** When RegisterTaskDefinition was sent, ms since the epoch. */
  readonly at: number
  /** Absent without an answer of RegisterTaskDefinition. */
  readonly arn?: string
  /** Whether the copy has the tag. It has none where the task definition has 50 tags already. */
  readonly tagged: boolean
}

/** The temporary copies of a step that are not deregistered yet, saved in its state. */
export interface CopyTrack {
  readonly copies: () => readonly TemporaryCopy[]
  /** Called before RegisterTaskDefinition, and again when its answer is known. */
  readonly set: (copy: TemporaryCopy) => void
  readonly forget: (copy: TemporaryCopy) => void
}

/** All that the post step needs: it does not rely on inputs. */
export interface CopyRecord {
  readonly aws: AwsSettings
  readonly copies: readonly TemporaryCopy[]
}

/** Saves the copies as state before and after each RegisterTaskDefinition. So the post step knows the copies of a killed step. */
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

/** The last record of the main phase. Undefined where it registered no temporary copy. */
export function readCopyRecord({ readState }: Pick<StepRuntime, 'readState'>): CopyRecord | undefined {
  const text = readState(STATE)
  return text === '' ? undefined : (JSON.parse(text) as CopyRecord)
}
