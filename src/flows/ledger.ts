import type { LaunchListener } from '../ecs/launch.js'
import type { Step } from './step.js'

const STATE = 'ledger'

/** One RunTask of the step. */
export interface Try {
  readonly clientToken: string
  readonly count: number
  /** When it was sent, ms since the epoch. */
  readonly at: number
  /** What it started; absent while, or because, the answer is not known. */
  readonly arns?: readonly string[]
}

/** What the step has started, as the clean-up after it needs to know. Holds no value of any environment. */
export interface Ledger {
  readonly cluster: string
  readonly tries: readonly Try[]
  /** The step has come to its own end: tasks it knows of and left running were meant to run. */
  readonly settled: boolean
}

/** Writes the ledger before and after each RunTask, so that even a killed step leaves no task that nobody knows of. */
export function openLedger(
  step: Step,
  cluster: string,
  now: () => number,
): LaunchListener & { readonly settle: () => void } {
  const tries = new Map<string, Try>()
  const save = (settled: boolean): void => {
    const ledger: Ledger = { cluster, tries: [...tries.values()], settled }
    step.saveState(STATE, JSON.stringify(ledger))
  }
  return {
    asking: (clientToken, count) => {
      tries.set(clientToken, { clientToken, count, at: now() })
      save(false)
    },
    answered: (clientToken, tasks) => {
      const asked = tries.get(clientToken)
      if (asked) tries.set(clientToken, { ...asked, arns: tasks.flatMap(({ taskArn }) => taskArn ?? []) })
      save(false)
    },
    settle: () => {
      save(true)
    },
  }
}

/** What the main phase of this step wrote last; undefined where it never asked ECS for anything. */
export function readLedger(step: Step): Ledger | undefined {
  const text = step.readState(STATE)
  return text === '' ? undefined : (JSON.parse(text) as Ledger)
}
