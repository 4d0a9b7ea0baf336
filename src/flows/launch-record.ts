import type { LaunchListener } from '../ecs/launch.js'
import type { StepRuntime } from '../runtime/runtime.js'

const STATE = 'launches'

/** One RunTask of the step. */
export interface LaunchCall {
  readonly clientToken: string
  readonly count: number
  /** When it was sent, ms since the epoch. */
  readonly at: number
  /** What it started; absent while, or because, the answer is not known. */
  readonly arns?: readonly string[]
}

/** What the step has started, for the post step. Holds no value of any environment. */
export interface LaunchRecord {
  readonly cluster: string
  readonly calls: readonly LaunchCall[]
  /** The step has ended by itself: tasks that it left running were meant to run. */
  readonly settled: boolean
}

/** Saves the record before and after each RunTask, so that the post step knows the tasks of a killed step too. */
export function openLaunchRecord(
  { saveState, clock }: Pick<StepRuntime, 'saveState' | 'clock'>,
  cluster: string,
): LaunchListener & { readonly settle: () => void } {
  const calls = new Map<string, LaunchCall>()
  const save = (settled: boolean): void => {
    const record: LaunchRecord = { cluster, calls: [...calls.values()], settled }
    saveState(STATE, JSON.stringify(record))
  }
  return {
    asking: (clientToken, count) => {
      calls.set(clientToken, { clientToken, count, at: clock.now() })
      save(false)
    },
    answered: (clientToken, tasks) => {
      const asked = calls.get(clientToken)
      if (asked) calls.set(clientToken, { ...asked, arns: tasks.flatMap(({ taskArn }) => taskArn ?? []) })
      save(false)
    },
    settle: () => {
      save(true)
    },
  }
}

/** What the main phase of this step wrote last; undefined where it never asked ECS for anything. */
export function readLaunchRecord({ readState }: Pick<StepRuntime, 'readState'>): LaunchRecord | undefined {
  const text = readState(STATE)
  return text === '' ? undefined : (JSON.parse(text) as LaunchRecord)
}
