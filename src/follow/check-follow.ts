import type { TaskDefinition } from '@aws-sdk/client-ecs'
import type { Finding } from '../findings.js'
import type { FollowSettings, UsageSettings } from '../inputs/settings.js'
import { readableContainers } from '../logs/log-source.js'
import { checkedContainers } from '../tasks/health.js'
import { definitionName } from '../text/definition-name.js'

/** The findings about the inputs for following tasks. Unknown container names are checked elsewhere. */
export function checkFollow(
  follow: FollowSettings,
  usage: Pick<UsageSettings, 'show'>,
  definition: TaskDefinition | undefined,
): Finding[] {
  return [
    ...checkResult(follow, definition),
    ...checkMeaning(follow, usage.show),
    ...checkHealth(follow, definition),
  ]
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

/** Only a task that is followed to its end has a result, exit codes and final peaks. */
function checkMeaning(
  { waitFor, resultFrom, exitCodeFrom, successExitCodes }: FollowSettings,
  showsUsage: boolean,
): Finding[] {
  if (waitFor === 'stopped') return []
  const given = [
    ...(resultFrom === undefined ? [] : ['result-from']),
    ...(exitCodeFrom.length === 0 ? [] : ['exit-code-from']),
    ...(successExitCodes.every((code) => code === 0) ? [] : ['success-exit-codes']),
    ...(showsUsage ? ['usage'] : []),
  ]
  return given.map((where) => ({
    severity: 'warning',
    rule: 'not-waited-for',
    where,
    message: `${where} has no meaning with wait-for: ${waitFor}, which does not wait for the end of the tasks`,
    advice: `Leave ${where} out, or write  wait-for: stopped`,
  }))
}

/** ECS ignores the health check of an image: without one in the task definition no task becomes HEALTHY. */
function checkHealth({ waitFor }: FollowSettings, definition: TaskDefinition | undefined): Finding[] {
  if (waitFor !== 'healthy') return []
  const where = 'wait-for'
  if (definition === undefined)
    return [
      {
        severity: 'error',
        rule: 'definition-needed',
        where,
        message: 'healthy needs the task definition, which has the health checks, and it cannot be read',
        advice: 'Allow ecs:DescribeTaskDefinition, or write  wait-for: running',
      },
    ]
  if (checkedContainers(definition).length > 0) return []
  return [
    {
      severity: 'error',
      rule: 'health-check-missing',
      where,
      message: `healthy needs an essential container with a health check, and ${definitionName(definition, 'the task definition')} has none. ECS ignores the health check of an image`,
      advice: 'Give an essential container a healthCheck in the task definition, or write  wait-for: running',
    },
  ]
}
