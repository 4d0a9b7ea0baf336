import type { GithubRun, Runtime, StepRuntime } from '../src/runtime/runtime.js'

export interface RecordedStepRuntime extends Omit<StepRuntime, keyof Runtime> {
  /** The last value of each output. */
  readonly outputs: Readonly<Record<string, string>>
  /** Everything that was handed over: outputs, state and summary, earlier values included. */
  readonly handedOver: readonly string[]
  readonly state: Readonly<Record<string, string>>
  /** The state after each time it was saved: what a killed step would have left then. */
  readonly states: readonly Readonly<Record<string, string>>[]
}

const GITHUB: GithubRun = {
  repository: 'octo-org/warehouse',
  workflow: 'nightly',
  runId: '4711',
  runAttempt: '1',
}

/** A step of these inputs, and of the state that an earlier phase of it left. */
export function stepOf(
  inputs: Readonly<Record<string, string>>,
  earlier: Readonly<Record<string, string>> = {},
  github: Partial<GithubRun> = {},
): RecordedStepRuntime {
  const outputs: Record<string, string> = {}
  const state: Record<string, string> = { ...earlier }
  const states: Record<string, string>[] = []
  const handedOver: string[] = []
  return {
    inputs: { text: (name) => inputs[name] ?? '', github: { ...GITHUB, ...github } },
    setOutput: (name, value) => {
      outputs[name] = value
      handedOver.push(value)
    },
    writeSummary: async (markdown) => {
      handedOver.push(markdown)
    },
    saveState: (name, value) => {
      state[name] = value
      states.push({ ...state })
      handedOver.push(value)
    },
    readState: (name) => state[name] ?? '',
    outputs,
    handedOver,
    state,
    states,
  }
}
