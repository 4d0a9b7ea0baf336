import * as core from '@actions/core'
import { sanitizeJson, sanitizeLine } from '../text/sanitize.js'
import type { Clock } from './clock.js'
import type { Console } from './console.js'
import { githubInputs } from './github-inputs.js'

/** The inputs of a step. They are an argument, so that a test can pass a plain object. */
export interface Inputs {
  /** The unchanged value of the input, with line breaks and indentation. Empty where it is absent. */
  text(name: string): string
  readonly github: GithubRun
  /** The Region of the environment, and the name of its variable. */
  readonly region?: { readonly value: string; readonly from: string }
}

/** The workflow run of the step. The runner may leave out members. */
export interface GithubRun {
  /** `owner/name`. */
  readonly repository?: string
  readonly workflow?: string
  /** Its file and the ref: `octo-org/warehouse/.github/workflows/nightly.yml@refs/heads/main`. */
  readonly workflowRef?: string
  /** Absolute path of the job's working directory. */
  readonly workspace?: string
  readonly runId?: string
  readonly runAttempt?: string
  /** Id of the job in the workflow file; the legs of a matrix share it. */
  readonly job?: string
  /** Index of the leg in the job's matrix, `0` without a matrix. It is an input: no variable of the runner has it. */
  readonly jobIndex?: string
  readonly sha?: string
  /** `refs/heads/main`. */
  readonly ref?: string
  /** Id or name of the step's action. */
  readonly action?: string
  readonly actor?: string
  /** `pull_request`. */
  readonly eventName?: string
  /** Path of the file with the webhook payload, JSON. */
  readonly eventPath?: string
  /** `https://github.com`. */
  readonly serverUrl?: string
  /** `https://api.github.com`. */
  readonly apiUrl?: string
}

/** The log, the clock, and the signal that ends every wait. */
export interface Runtime {
  readonly console: Console
  readonly clock: Clock
  /** Aborted with an `Interruption` on a cancel or a timeout. Every wait listens to it. */
  readonly signal: AbortSignal
}

/** The inputs, outputs, summary and state of a step. */
export interface StepRuntime extends Runtime {
  readonly inputs: Inputs
  readonly setOutput: (name: string, value: string) => void
  /** Adds Markdown to the job summary. Rejects where the summary cannot be written. */
  readonly writeSummary: (markdown: string) => Promise<void>
  /** State for the `post` phase of the same step. */
  readonly saveState: (name: string, value: string) => void
  readonly readState: (name: string) => string
  /** A folder for files of the step, which exists until the end of the job. Absent where the runner names none. */
  readonly temp?: string
}

/** Outputs whose value is the unchanged text of a container. */
const AS_WRITTEN: ReadonlySet<string> = new Set(['result'])

/** Later steps may print outputs, and the runner obeys printed commands. So a value is one line and never a command. */
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

/** The runtime of this process, with inputs, outputs, summary and state in the runner's files and variables. */
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
