import { duration } from './durations.js'
import type { Inputs } from '../runtime/runtime.js'
import type { InputReader } from './input-reader.js'
import { boolean, integer, oneOf, type Parser, parseBoolean, quote, text } from './scalars.js'
import type { AwsSettings, FollowSettings, UsageSettings } from './settings.js'
import { region, roleArn, roleSessionName } from './identifiers.js'
import { omitUndefined } from '../text/omit-undefined.js'

const SECOND_MS = 1000
/** Slightly less than one hour, the usual lifetime of credentials, so that time is left to stop the tasks. */
const DEFAULT_TIMEOUT_MS = 55 * 60 * SECOND_MS

/** ECS reports exit codes as signed 32-bit integers; Windows uses the whole range. */
const exitCode = integer({ min: -(2 ** 31), max: 2 ** 31 - 1, takes: 'exit codes, such as 0 or 3' })

const stopOrLeave = oneOf(['stop', 'leave'])

/** How the tasks are followed. `otherwise` is the default for timeout and cancel. */
export function readFollow(reading: InputReader, otherwise: 'stop' | 'leave'): FollowSettings {
  return omitUndefined({
    waitFor: reading.one('wait-for', oneOf(['stopped', 'running', 'healthy', 'none'])) ?? 'stopped',
    timeoutMs: reading.one('timeout', duration({ shortestMs: SECOND_MS })) ?? DEFAULT_TIMEOUT_MS,
    onTimeout: reading.one('on-timeout', stopOrLeave) ?? otherwise,
    onCancel: reading.one('on-cancel', stopOrLeave) ?? otherwise,
    logs: readLogs(reading),
    saveLogs: reading.one('save-logs', text),
    resultFrom: reading.one('result-from', text),
    exitCodeFrom: reading.ids('exit-code-from', text) ?? [],
    successExitCodes: reading.ids('success-exit-codes', exitCode) ?? [0],
  })
}

function readLogs(reading: InputReader): FollowSettings['logs'] {
  const names = reading.ids('logs', text) ?? ['true']
  return parseBoolean(names.join()) ?? names
}

const DEFAULT_HEADROOM = 1.3
const HEADROOM_MAX = 10

/** A factor of 1 or more, as `1.3x` or `1.3`. */
const headroom: Parser<number> = ({ text: written, what, where }, report) => {
  const factor = Number(/^(\d+|\d*\.\d+)\s*x?$/i.exec(written.trim())?.[1] ?? NaN)
  if (factor >= 1 && factor <= HEADROOM_MAX) return factor
  const takes = `a factor from 1 to ${HEADROOM_MAX}, such as ${DEFAULT_HEADROOM}x`
  report({ rule: 'quantity', where, message: `${what} is ${quote(written)}; it takes ${takes}` })
  return undefined
}

/** Whether the step reports what its tasks used, and the factor on the peaks. */
export function readUsage(reading: InputReader): UsageSettings {
  return {
    show: reading.one('usage', boolean) ?? false,
    headroom: reading.one('headroom', headroom) ?? DEFAULT_HEADROOM,
  }
}

/** Limits of STS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const SHORTEST_SESSION_SECONDS = 900
const LONGEST_SESSION_SECONDS = 43_200

// The default of aws-actions/configure-aws-credentials.
const DEFAULT_SESSION_SECONDS = 3600
const DEFAULT_SESSION_NAME = 'GitHubActions'
const DEFAULT_AUDIENCE = 'sts.amazonaws.com'

const sessionSeconds = integer({
  min: SHORTEST_SESSION_SECONDS,
  max: LONGEST_SESSION_SECONDS,
  takes: `${SHORTEST_SESSION_SECONDS} to ${LONGEST_SESSION_SECONDS} seconds`,
})

/** The Region of the step, from inputs and environment; undefined where the input is invalid. */
export function stepRegion(reading: InputReader, aws: AwsSettings, { region }: Inputs): Inputs['region'] {
  if (aws.region !== undefined) return { value: aws.region, from: 'aws-region' }
  return reading.isRefused('aws-region') ? undefined : region
}

/** Reads the AWS settings. */
export function readAws(reading: InputReader): AwsSettings {
  return omitUndefined({
    region: reading.one('aws-region', region),
    roleToAssume: reading.one('role-to-assume', roleArn),
    roleSessionName: reading.one('role-session-name', roleSessionName) ?? DEFAULT_SESSION_NAME,
    roleDurationSeconds: reading.one('role-duration-seconds', sessionSeconds) ?? DEFAULT_SESSION_SECONDS,
    audience: reading.one('audience', text) ?? DEFAULT_AUDIENCE,
  })
}
