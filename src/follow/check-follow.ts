import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { Finding } from '../findings.js'
import type { FollowSettings } from '../inputs/settings.js'
import { readableContainers } from '../logs/log-source.js'

/** The findings about the inputs for following tasks. Unknown container names are checked elsewhere. */
export function checkFollow(follow: FollowSettings, definition: TaskDefinition | undefined): Finding[] {
  return [...checkResult(follow, definition), ...checkMeaning(follow)]
}

/** `result-from` needs a log that can be read. */
function checkResult(
  { resultFrom, waitFor }: FollowSettings,
  definition: TaskDefinition | undefined,
): Finding[] {
  if (resultFrom === undefined || waitFor !== 'stopped') return []
  const where = 'result-from'
  if (definition === undefined)
    return [
      {
        severity: 'warning',
        rule: 'result-unknown',
        where,
        message:
          'the task definition, which names the log groups, cannot be read, so the output result stays empty',
      },
    ]
  return readableContainers(definition, [resultFrom]).excuses.map((excuse) => ({
    severity: 'error',
    rule: 'result-unreadable',
    where,
    message: `${excuse}. The result is the last line of that log`,
    advice: 'Name a container with the log driver awslogs, or leave result-from out.',
  }))
}

/** Only a task that is followed to its end has a result and exit codes. */
function checkMeaning({ waitFor, resultFrom, exitCodeFrom, successExitCodes }: FollowSettings): Finding[] {
  if (waitFor === 'stopped') return []
  const given = [
    ...(resultFrom === undefined ? [] : ['result-from']),
    ...(exitCodeFrom.length === 0 ? [] : ['exit-code-from']),
    ...(successExitCodes.every((code) => code === 0) ? [] : ['success-exit-codes']),
  ]
  return given.map((where) => ({
    severity: 'warning',
    rule: 'not-waited-for',
    where,
    message: `${where} has no meaning with wait-for: ${waitFor}, which does not wait for the end of the tasks`,
    advice: `Leave ${where} out, or write  wait-for: stopped`,
  }))
}
