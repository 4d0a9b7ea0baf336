import { escapeText } from '../report/summary/markdown.js'
import { createMask } from '../text/mask.js'
import type { StepRuntime, GithubRun } from '../runtime/runtime.js'
import type { RunSettings } from '../inputs/settings.js'

/** Masks the environment values of the overrides in the log, the outputs and the summary. The state holds none of them. */
export function maskSecrets(given: StepRuntime, settings: RunSettings): StepRuntime {
  const { console, inputs, setOutput, writeSummary } = given
  const values = secretValues(settings, inputs.github)
  for (const value of values) console.mask(value)
  const mask = createMask(values)
  const maskMarkdown = createMask(values.flatMap((value) => [value, asInMarkdown(value)]))
  return {
    ...given,
    setOutput: (name, value) => {
      setOutput(name, mask(value))
    },
    writeSummary: async (markdown) => writeSummary(maskMarkdown(markdown)),
  }
}

/** The escaped form inside a line; escaping differs at the start of a line. */
function asInMarkdown(value: string): string {
  return escapeText(`x${value}`).slice(1)
}

/**
 * A mask holds for the rest of the job, in every log, and GitHub drops each output of the job that holds one. Up to 15
 * characters long are Regions (`ap-southeast-1`), dates, account ids and most words; passwords that are no longer are
 * masked where they come from GitHub's secrets, as they should.
 */
const SHORTEST_MASK_CHARACTERS = 16

/** Names of things and addresses of servers, which say nothing about how to get in. */
const NO_SECRET = /^(?:arn:[\w-]+:[\w-]+:[^\s@]*|https?:\/\/[\w.-]+(?::\d+)?\/?)$/

/**
 * The values of all environments that the runner should mask, line by line as it reads logs: long ones that stand
 * nowhere else in what the user wrote, nor in what GitHub says of the run.
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
      !elsewhere.includes(JSON.stringify(line).slice(1, -1)),
  )
}
