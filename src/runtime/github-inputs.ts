import { getInput } from '@actions/core'
import { omitUndefined } from '../text/omit-undefined.js'
import type { Inputs } from './runtime.js'

/**
 * The inputs of this step, and the workflow run as the runner's variables name it. The variables are read one by one: the
 * context of `@actions/github` reads the event file too, and fails where that file is cut off.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function githubInputs(): Inputs {
  return omitUndefined({
    region: environmentRegion(),
    // Untrimmed: in YAML the blanks before the first line count, and so do the lines before it in every position.
    text: (name: string) => getInput(name, { trimWhitespace: false }),
    github: omitUndefined({
      repository: variable('GITHUB_REPOSITORY'),
      workflow: variable('GITHUB_WORKFLOW'),
      workspace: variable('GITHUB_WORKSPACE'),
      runId: variable('GITHUB_RUN_ID'),
      runAttempt: variable('GITHUB_RUN_ATTEMPT'),
      job: variable('GITHUB_JOB'),
      jobIndex: getInput('job-index') || undefined,
      sha: variable('GITHUB_SHA'),
      ref: variable('GITHUB_REF'),
      action: variable('GITHUB_ACTION'),
      actor: variable('GITHUB_ACTOR'),
    }),
  })
}

/** As the SDK reads it, without its files. */
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
