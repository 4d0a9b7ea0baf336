import { duration } from './durations.js'
import type { Reading } from './reading.js'
import { integer, oneOf, parseBoolean, text } from './scalars.js'
import type { FollowSettings } from './settings.js'
import { single } from './shapes.js'

const SECOND_MS = 1000
/** Just under the hour that credentials usually live, so that there is still time to stop the tasks. */
const DEFAULT_TIMEOUT_MS = 55 * 60 * SECOND_MS

/** ECS gives exit codes as signed 32-bit integers; Windows uses all of them. */
const exitCode = integer({ min: -(2 ** 31), max: 2 ** 31 - 1, takes: 'exit codes, such as 0 or 3' })

const stopOrLeave = oneOf(['stop', 'leave'])

/** How the tasks are followed. `otherwise` is what happens on timeout and cancel where the user does not say. */
export function readFollow(reading: Reading, otherwise: 'stop' | 'leave'): FollowSettings {
  return {
    waitFor: reading.one('wait-for', oneOf(['stopped', 'running', 'none'])) ?? 'stopped',
    timeoutMs: reading.one('timeout', duration({ shortestMs: SECOND_MS })) ?? DEFAULT_TIMEOUT_MS,
    onTimeout: reading.one('on-timeout', stopOrLeave) ?? otherwise,
    onCancel: reading.one('on-cancel', stopOrLeave) ?? otherwise,
    logs: readLogs(reading),
    exitCodeFrom: reading.list('exit-code-from', single(text)) ?? [],
    successExitCodes: reading.list('success-exit-codes', single(exitCode)) ?? [0],
  }
}

function readLogs(reading: Reading): FollowSettings['logs'] {
  const names = reading.list('logs', single(text)) ?? ['true']
  return parseBoolean(names.join()) ?? names
}
