import type { RunSettings } from '../inputs/settings.js'
import { githubToken } from '../runtime/github-inputs.js'
import type { GithubRun, StepRuntime } from '../runtime/runtime.js'
import { explainStop } from '../verdict/explanations/explain-stop.js'

/**
 * Masks the environment values of the overrides in every log of the job and in AWS's texts, and the token where it is
 * used: GitHub masks its own tokens, and not one that is written out.
 */
export function maskSecrets({ console, inputs }: StepRuntime, settings: RunSettings): void {
  const token = githubToken(inputs)
  if (settings.pullRequestComment && token !== '') console.mask(token)
  for (const value of secretValues(settings, inputs.github)) console.mask(value)
}

/**
 * A mask applies to every log for the rest of the job. GitHub drops each job output that contains a masked value.
 * Regions (`ap-southeast-1`), dates, account ids and most words have up to 15 characters. GitHub itself masks shorter
 * passwords where they come from its secrets, as they should.
 */
const SHORTEST_MASK_CHARACTERS = 16

/** ARNs and URLs without a path or password: they name a resource and are no credentials. */
const NO_SECRET = /^(?:arn:[\w-]+:[\w-]+:[^\s@]*|https?:\/\/[\w.-]+(?::\d+)?\/?)$/

/**
 * The environment values that the runner should mask. A value with several lines is split: the runner masks logs line by
 * line. Short lines are left out, and lines that are also in another input or in GitHub's variables of the run.
 */
export function secretValues({ containers, ...settings }: RunSettings, run: GithubRun): string[] {
  const withoutEnvironment = containers.map((container) => ({ ...container, environment: undefined }))
  const elsewhere = JSON.stringify([settings, run, withoutEnvironment])
  const lines = containers
    .flatMap(({ environment = [] }) => environment)
    .flatMap(({ value }) => value.split(/[\r\n]+/))
    .map((line) => line.trim())
  return [...new Set(lines)].filter(
    (line) =>
      line.length >= SHORTEST_MASK_CHARACTERS &&
      !NO_SECRET.test(line) &&
      !isWordOfEcs(line) &&
      !elsewhere.includes(JSON.stringify(line).slice(1, -1)),
  )
}

/** `OutOfMemoryError`, `Essential container in task exited`: if it were masked, a stopped task could not be explained. */
function isWordOfEcs(value: string): boolean {
  return /OutOfMemory/i.test(value) || explainStop({ reasons: [value], stopCode: value }) !== undefined
}
