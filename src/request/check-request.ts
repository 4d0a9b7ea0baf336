import type { RunTaskCommandInput, TaskDefinition } from '@aws-sdk/client-ecs'
import type { FollowSettings, RunSettings } from '../inputs/settings.js'
import type { Finding } from '../findings.js'
import type { SizePlan } from '../sizing/types.js'
import { didYouMean } from '../text/did-you-mean.js'
import { yamlWords } from '../text/yaml-words.js'
import { checkNetwork, nameOf } from './check-network.js'
import { checkOverridesLength } from './overrides-length.js'

/**
 * Checks everything in a request besides its sizes: the network, names of containers and volumes, placement. Without a task
 * definition, only the checks that need none are made. `request` is absent where the inputs allow none.
 */
export function checkRequest(
  settings: RunSettings,
  plan: SizePlan,
  definition: TaskDefinition | undefined,
  request: RunTaskCommandInput | undefined,
): Finding[] {
  return [
    ...checkStatus(definition),
    ...checkNetwork(settings, plan, definition),
    ...checkNames(settings.follow, definition),
    ...checkCommands(settings, definition),
    ...checkVolumes(settings, definition),
    ...checkPlacement(settings, plan),
    ...checkExec(settings, definition),
    ...checkRestarts(settings.follow, definition),
    ...(request?.overrides ? checkOverridesLength(request.overrides) : []),
  ]
}

/**
 * With the entry point `sh -c`, a command is one word, the script: `sh` takes the words after it as parameters. `[python,
 * manage.py]` runs python alone.
 */
function checkCommands({ containers }: RunSettings, definition: TaskDefinition | undefined): Finding[] {
  return containers.flatMap(({ name, where, command = [] }): Finding[] => {
    const defined = definition?.containerDefinitions?.find((container) => container.name === name)
    const entryPoint = defined?.entryPoint ?? []
    const [script = ''] = command
    const isShell =
      /(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(entryPoint[0] ?? '') && /^-\w*c$/.test(entryPoint.at(-1) ?? '')
    // A script with $ may read its parameters.
    if (!isShell || command.length < 2 || script.includes('$')) return []
    return [
      {
        severity: 'error',
        rule: 'command-after-shell',
        where,
        message: `container ${name} has the entry point ${yamlWords(entryPoint)}, which takes the first word of the command as its whole script; the other ${command.length - 1} would be dropped`,
        advice: `Write the command as one word:  command: ${yamlWords([command[0] === 'sh' && command[1] === '-c' ? (command[2] ?? '') : command.join(' ')])}`,
      },
    ]
  })
}

/** Text of ECS: "TaskDefinition is inactive". */
function checkStatus(definition: TaskDefinition | undefined): Finding[] {
  if (definition?.status !== 'INACTIVE') return []
  return [
    {
      severity: 'error',
      rule: 'inactive-definition',
      where: 'task-definition',
      message: `${nameOf(definition)} is INACTIVE, and ECS runs no INACTIVE revision`,
      advice: `Write  task-definition: ${definition.family ?? ''}  for the latest ACTIVE revision, or  register: temporary  to run a copy.`,
    },
  ]
}

const ALL_OR_NONE = 'Write logs: true for all of them, logs: false for none, or their names.'

/** Names of containers in `exit-code-from`, `result-from` and `logs`. */
export function checkNames(
  { exitCodeFrom, resultFrom, logs }: FollowSettings,
  definition: TaskDefinition | undefined,
): Finding[] {
  return [
    ...checkContainerNames('exit-code-from', exitCodeFrom, definition),
    ...checkContainerNames('result-from', resultFrom === undefined ? [] : [resultFrom], definition),
    ...(typeof logs === 'boolean'
      ? []
      : checkContainerNames('logs', logs, definition).map((finding) => ({
          advice: ALL_OR_NONE,
          ...finding,
        }))),
  ]
}

function checkContainerNames(
  where: string,
  names: readonly string[],
  definition: TaskDefinition | undefined,
): Finding[] {
  const known = definition?.containerDefinitions?.flatMap(({ name }) => name ?? []) ?? []
  if (definition === undefined || known.length === 0) return []
  return names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const advice = didYouMean(name, known)
      return {
        severity: 'error',
        rule: 'unknown-container',
        where,
        message: `${nameOf(definition)} has no container ${JSON.stringify(name)}; it has ${known.join(', ')}`,
        ...(advice !== undefined && { advice }),
      }
    })
}

/** API reference, TaskVolumeConfiguration: the name "must match the volume name from the task definition", one that is configuredAtLaunch. */
function checkVolumes({ volumes }: RunSettings, definition: TaskDefinition | undefined): Finding[] {
  if (definition === undefined) return []
  const atLaunch = (definition.volumes ?? [])
    .filter(({ configuredAtLaunch }) => configuredAtLaunch)
    .flatMap(({ name }) => name ?? [])
  const given = volumes.flatMap(({ name }) => name ?? [])
  return [
    ...given
      .filter((name) => !atLaunch.includes(name))
      .map((name): Finding => ({
        severity: 'error',
        rule: 'unknown-volume',
        where: 'volumes',
        message: `${nameOf(definition)} has no volume ${JSON.stringify(name)} that is configured at launch; ${atLaunch.length > 0 ? `it has ${atLaunch.join(', ')}` : 'it has none at all'}`,
        advice: 'Name a volume of the task definition that has  "configuredAtLaunch": true.',
      })),
    ...atLaunch
      .filter((name) => !given.includes(name))
      .map((name): Finding => ({
        severity: 'error',
        rule: 'volume-required',
        where: 'volumes',
        message: `${nameOf(definition)} leaves the volume ${JSON.stringify(name)} to be configured at launch, and nothing configures it`,
        advice: `Write  volumes: [{name: ${name}, managedEBSVolume: {roleArn: "arn:aws:iam::...", sizeInGiB: 20}}]`,
      })),
  ]
}

/** API reference, RunTask: placement constraints and strategies are not supported on Fargate. */
function checkPlacement({ placementConstraints, placementStrategy }: RunSettings, plan: SizePlan): Finding[] {
  if (plan.platform !== 'fargate') return []
  const given = [
    ...(placementConstraints.length > 0 ? ['placement-constraints'] : []),
    ...(placementStrategy.length > 0 ? ['placement-strategy'] : []),
  ]
  return given.map((where) => ({
    severity: 'error',
    rule: 'placement-on-fargate',
    where,
    message:
      'The task runs on Fargate, which places tasks by itself and takes no placement constraints or strategies',
    advice: `Leave ${where} out; subnets decide the availability zones.`,
  }))
}

/** The default of `restartAttemptPeriod`, in seconds (API reference). */
const RESTART_PERIOD_SECONDS = 300

/**
 * Reports a deciding container that ECS would restart: its exit need not stop the task ("Restart individual containers in
 * Amazon ECS tasks with container restart policies").
 */
function checkRestarts(
  { waitFor, exitCodeFrom }: FollowSettings,
  definition: TaskDefinition | undefined,
): Finding[] {
  if (waitFor !== 'stopped') return []
  return (definition?.containerDefinitions ?? []).flatMap(
    ({ name = '', essential = true, restartPolicy }): Finding[] => {
      const decides = exitCodeFrom.length > 0 ? exitCodeFrom.includes(name) : essential
      if (!decides || restartPolicy?.enabled !== true) return []
      const { ignoredExitCodes = [], restartAttemptPeriod = RESTART_PERIOD_SECONDS } = restartPolicy
      const but = ignoredExitCodes.length > 0 ? ` but ${ignoredExitCodes.join(', ')}` : ''
      return [
        {
          severity: 'warning',
          rule: 'restart-policy',
          where: 'task-definition',
          message: `${nameOf(definition)} has a restart policy for ${name}: once it has run for ${restartAttemptPeriod} seconds, ECS starts it anew after any exit code${but}`,
          advice:
            'Take restartPolicy out of a container whose end the step waits for, or write the codes of its ends into ignoredExitCodes.',
        },
      ]
    },
  )
}

/**
 * Developer guide, "ECS Exec": the task needs a task role. Without it only the opening of a session fails, hence a warning.
 */
function checkExec(
  { enableExecuteCommand, taskRoleArn }: RunSettings,
  definition: TaskDefinition | undefined,
): Finding[] {
  if (
    !enableExecuteCommand ||
    definition === undefined ||
    (taskRoleArn ?? definition.taskRoleArn) !== undefined
  )
    return []
  return [
    {
      severity: 'warning',
      rule: 'exec-without-role',
      where: 'enable-execute-command',
      message: `ECS Exec needs a task role with the ssmmessages permissions, and ${nameOf(definition)} has no task role`,
      advice: 'Write  task-role-arn: arn:aws:iam::111122223333:role/my-task-role',
    },
  ]
}
