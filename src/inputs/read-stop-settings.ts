import type { Finding } from '../sizing/finding.js'
import { readAws } from './aws-settings.js'
import type { GithubRun, Inputs } from './inputs.js'
import { startReading } from './reading.js'
import { matching } from './scalars.js'
import { readStartedTasks } from './started-tasks.js'
import type { StopSettings } from './wait-and-stop-settings.js'

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html
const LONGEST_REASON_CHARACTERS = 255

const reason = matching(/^[^]{1,255}$/, `a text of at most ${LONGEST_REASON_CHARACTERS} characters`)

/** Reads every input of the stop action. All mistakes come out at once; what could not be read is absent. */
export function readStopSettings(inputs: Inputs): { settings: StopSettings; findings: readonly Finding[] } {
  const reading = startReading(inputs)
  const settings = {
    ...readStartedTasks(reading),
    reason: reading.one('reason', reason) ?? nameRun(inputs.github),
    aws: readAws(reading),
  }
  return { settings, findings: reading.findings }
}

function nameRun({ repository, workflow, runId }: GithubRun): string {
  const origin = [workflow && `workflow ${workflow}`, repository].filter(Boolean).join(' of ')
  const run = runId === undefined ? '' : `, GitHub run ${runId}`
  return `Stopped by ${origin || 'GitHub Actions'}${run}`.slice(0, LONGEST_REASON_CHARACTERS)
}
