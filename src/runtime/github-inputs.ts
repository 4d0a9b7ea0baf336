import { getInput } from '@actions/core'
import { omitUndefined } from '../text/omit-undefined.js'
import type { Inputs } from './runtime.js'

/**
 * The inputs of this step, and the workflow run from the runner's variables. The context of `@actions/github` is not
 * used: it reads the event file too, and fails where that file is cut off.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function githubInputs(): Inputs {
  return omitUndefined({
    region: environmentRegion(),
    // Not trimmed: in YAML the blanks before the first line count, and line numbers in messages count the lines before it.
    text: (name: string) => getInput(name, { trimWhitespace: false }),
    github: omitUndefined({
      repository: variable('GITHUB_REPOSITORY'),
      workflow: variable('GITHUB_WORKFLOW'),
      workflowRef: variable('GITHUB_WORKFLOW_REF'),
      workspace: variable('GITHUB_WORKSPACE'),
      runId: variable('GITHUB_RUN_ID'),
      runAttempt: variable('GITHUB_RUN_ATTEMPT'),
      job: variable('GITHUB_JOB'),
      jobIndex: getInput('job-index') || undefined,
      sha: variable('GITHUB_SHA'),
      ref: variable('GITHUB_REF'),
      action: variable('GITHUB_ACTION'),
      actor: variable('GITHUB_ACTOR'),
      eventName: variable('GITHUB_EVENT_NAME'),
      eventPath: variable('GITHUB_EVENT_PATH'),
      serverUrl: variable('GITHUB_SERVER_URL'),
      apiUrl: variable('GITHUB_API_URL'),
    }),
  })
}

/** The token for GitHub's API; empty where none is given. No setting holds it, so that none can show it. */
export function githubToken(inputs: Inputs): string {
  return inputs.text('github-token').trim()
}

/** The Region of the variables that the SDK reads. Its configuration files are not read. */
function environmentRegion(): Inputs['region'] {
  for (const from of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    const value = variable(from)
    if (value !== undefined) return { value, from }
  }
  return undefined
}

function variable(name: string): string | undefined {
  return process.env[name] || undefined
}
