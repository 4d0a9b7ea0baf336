import type { Finding } from '../sizing/finding.js'
import { readAws } from './aws-settings.js'
import { readFollow } from './follow-settings.js'
import type { Inputs } from './inputs.js'
import { startReading } from './reading.js'
import { readStartedTasks } from './started-tasks.js'
import type { WaitSettings } from './wait-and-stop-settings.js'

/** Reads every input of the wait action. All mistakes come out at once; what could not be read is absent. */
export function readWaitSettings(inputs: Inputs): { settings: WaitSettings; findings: readonly Finding[] } {
  const reading = startReading(inputs)
  // The tasks belong to somebody else's step: they are left alone unless the user says otherwise.
  const settings = {
    ...readStartedTasks(reading),
    follow: readFollow(reading, 'leave'),
    aws: readAws(reading),
  }
  return { settings, findings: reading.findings }
}
