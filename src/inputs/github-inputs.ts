import { getInput } from '@actions/core'
// The context alone: the package's entry loads Octokit too, which is of no use here and an eighth of the time to the
// first call.
import { Context } from '../../node_modules/@actions/github/lib/context.js'
import type { Inputs } from './inputs.js'
import { present } from './present.js'

/** The inputs of this step, as the runner hands them over. */
export function githubInputs(): Inputs {
  const context = new Context()
  return {
    // Untrimmed: in YAML the blanks before the first line count, and so do the lines before it in every position.
    text: (name) => getInput(name, { trimWhitespace: false }),
    github: present({
      // The context's own `repo` throws where the variable is missing, as it is outside a runner.
      repository: filled(process.env['GITHUB_REPOSITORY']),
      workflow: filled(context.workflow),
      runId: Number.isNaN(context.runId) ? undefined : String(context.runId),
      runAttempt: Number.isNaN(context.runAttempt) ? undefined : String(context.runAttempt),
      sha: filled(context.sha),
      ref: filled(context.ref),
      action: filled(context.action),
      actor: filled(context.actor),
    }),
  }
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}
