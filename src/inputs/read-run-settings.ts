import type { Finding } from '../sizing/finding.js'
import { readAws } from './aws-settings.js'
import { duration } from './durations.js'
import { readFollow } from './follow-settings.js'
import type { Inputs } from './inputs.js'
import { readNames } from './name-settings.js'
import { readPlace } from './place-settings.js'
import { startReading } from './reading.js'
import { readRetry } from './retry-settings.js'
import { boolean, oneOf } from './scalars.js'
import type { RunSettings } from './settings.js'
import { readTask } from './task-settings.js'

const DEFAULT_CAPACITY_TIMEOUT_MS = 5 * 60 * 1000

/** Reads every input of the run action. All mistakes come out at once; what could not be read is absent. */
export function readRunSettings(inputs: Inputs): { settings: RunSettings; findings: readonly Finding[] } {
  const reading = startReading(inputs)
  const settings: RunSettings = {
    ...readTask(reading),
    ...readPlace(reading),
    ...readNames(reading, inputs.github),
    capacityTimeoutMs:
      reading.one('capacity-timeout', duration({ shortestMs: 0 })) ?? DEFAULT_CAPACITY_TIMEOUT_MS,
    retry: readRetry(reading),
    follow: readFollow(reading, 'stop'),
    unusedResources: reading.one('unused-resources', oneOf(['warn', 'fail', 'ignore'])) ?? 'warn',
    dryRun: reading.one('dry-run', boolean) ?? false,
    aws: readAws(reading),
  }
  return { settings, findings: reading.findings }
}
