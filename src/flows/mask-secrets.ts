import type { RunSettings } from '../inputs/settings.js'
import type { GithubRun, StepRuntime } from '../runtime/runtime.js'
import { explainStop } from '../verdict/explanations/explain-stop.js'

/** Masks the environment values of the overrides: in every log of the job, and in what AWS says of them. */
export function maskSecrets({ console, inputs }: StepRuntime, settings: RunSettings): void {
  for (const value of secretValues(settings, inputs.github)) console.mask(value)
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
      !isWordOfEcs(line) &&
      !elsewhere.includes(JSON.stringify(line).slice(1, -1)),
  )
}

/** `OutOfMemoryError`, `Essential container in task exited`: without it a stopped task could not be explained. */
function isWordOfEcs(value: string): boolean {
  return /OutOfMemory/i.test(value) || explainStop({ reasons: [value], stopCode: value }) !== undefined
}
