import * as core from '@actions/core'
import { sanitizeJson, sanitizeLine } from '../text/sanitize.js'
import type { Clock } from './clock.js'
import type { Console } from './console.js'
import { githubInputs } from './github-inputs.js'

/** The inputs of a step. An argument everywhere, so that a test writes inputs as a plain object. */
export interface Inputs {
  /** The input as the user wrote it, line breaks and indentation kept; empty where it is absent. */
  text(name: string): string
  readonly github: GithubRun
  /** The Region of the environment, and the variable that has it. */
  readonly region?: { readonly value: string; readonly from: string }
}

/** The workflow run around the step, as far as the runner tells. */
export interface GithubRun {
  /** `owner/name`. */
  readonly repository?: string
  readonly workflow?: string
  /** Absolute path of the directory that the job works in. */
  readonly workspace?: string
  readonly runId?: string
  readonly runAttempt?: string
  /** Id of the job in the workflow file; the legs of a matrix share it. */
  readonly job?: string
  /** Index of the leg in the job's matrix, `0` without one: no variable of the runner has it, so it is an input. */
  readonly jobIndex?: string
  readonly sha?: string
  /** `refs/heads/main`. */
  readonly ref?: string
  /** Id or name of the step's action. */
  readonly action?: string
  readonly actor?: string
}

/** What every wait needs: the log, the time, and the signal that ends the wait. */
export interface Runtime {
  readonly console: Console
  readonly clock: Clock
  /** Aborted with an `Interruption` when the job is cancelled or the time is up. Every wait listens to it. */
  readonly signal: AbortSignal
}

/** All that the runner gives a step. */
export interface StepRuntime extends Runtime {
  readonly inputs: Inputs
  readonly setOutput: (name: string, value: string) => void
  /** Adds Markdown to the job summary. Rejects where that cannot be written. */
  readonly writeSummary: (markdown: string) => Promise<void>
  /** State for the `post` phase of the same step. */
  readonly saveState: (name: string, value: string) => void
  readonly readState: (name: string) => string
  /** A folder that lives as long as the job, for files of the step; absent where there is none. */
  readonly temp?: string
}

/** Outputs whose value is what a container wrote, to the letter. */
const AS_WRITTEN: ReadonlySet<string> = new Set(['result'])

/** Later steps print outputs, and the runner obeys what is printed: a value is on one line, and no line of it is a command. */
function outputText(value: string): string {
  return isJson(value) ? sanitizeJson(value) : sanitizeLine(value)
}

function isJson(value: string): boolean {
  if (!/^[[{]/.test(value)) return false
  try {
    JSON.parse(value)
    return true
  } catch {
    return false
  }
}

/** The runtime of this process: inputs, outputs, summary and state as the runner's files and variables have them. */
export function openStepRuntime(runtime: Runtime): StepRuntime {
  return {
    ...runtime,
    inputs: githubInputs(),
    setOutput: (name, value) => {
      core.setOutput(name, AS_WRITTEN.has(name) ? value : outputText(value))
    },
    writeSummary: async (markdown) => {
      await core.summary.addRaw(markdown, true).write()
    },
    saveState: core.saveState,
    readState: core.getState,
    ...(process.env['RUNNER_TEMP'] && { temp: process.env['RUNNER_TEMP'] }),
  }
}
