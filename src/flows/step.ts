import * as core from '@actions/core'
import { githubInputs } from '../inputs/github-inputs.js'
import type { Inputs } from '../inputs/inputs.js'
import type { SetOutput } from '../report/outputs.js'

/** What the runner gives a step besides its log: inputs, outputs, and a note to the step's own clean-up. */
export interface Step {
  readonly inputs: Inputs
  readonly setOutput: SetOutput
  /** Adds Markdown to the page of the run. Rejects where that cannot be written. */
  readonly writeSummary: (markdown: string) => Promise<void>
  /** Kept for the `post` phase of the same step. */
  readonly saveState: (name: string, value: string) => void
  readonly readState: (name: string) => string
}

export function runnerStep(): Step {
  return {
    inputs: githubInputs(),
    setOutput: core.setOutput,
    writeSummary: async (markdown) => {
      await core.summary.addRaw(markdown, true).write()
    },
    saveState: core.saveState,
    readState: core.getState,
  }
}
