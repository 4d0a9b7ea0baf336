import type { RunTaskCommandInput, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { lastSegment, parseTaskArn } from '../text/arn.js'
import { plural } from '../text/words.js'
import type { SizePlan } from '../sizing/types.js'
import { maskRequest } from '../request/run-task-request.js'
import { sanitizeLine } from '../text/sanitize.js'
import { networkInterfaces, privateIps } from '../tasks/network.js'
import type { RunReport } from './run-report.js'
import { logUrl, taskUrl } from './console-links.js'

/** Every output of the run and wait actions, in the order of `action.yml`. */
export const OUTPUT_NAMES = [
  'task-arns',
  'task-arn',
  'task-ids',
  'cluster-arn',
  'task-definition-arn',
  'cpu',
  'memory',
  'console-url',
  'tasks',
  'private-ips',
  'exit-code',
  'stop-code',
  'stopped-reason',
  'reason',
  'result',
  'attempts',
  'outcome',
  'request',
] as const

export type OutputName = (typeof OUTPUT_NAMES)[number]
export type SetOutput = (name: OutputName, value: string) => void

/** Sets the RunTask request that was sent, or would be, without environment values. */
export function setRequestOutput(set: SetOutput, request: RunTaskCommandInput): void {
  set('request', JSON.stringify(maskRequest(request)))
}

export interface Started {
  /** Tasks of earlier attempts. */
  readonly before: readonly Task[]
  /** Tasks that ECS has just started. */
  readonly now: readonly Task[]
  readonly cluster: string
  /** Absent for tasks that another step started. */
  readonly plan?: SizePlan
}

/** Sets tasks, cluster and sizes as soon as RunTask has responded. */
export function setStartedOutputs(set: SetOutput, { before, now, cluster, plan }: Started): void {
  const arns = [...before, ...now].flatMap(({ taskArn }) => taskArn ?? [])
  set('task-arns', JSON.stringify(arns))
  set('task-ids', JSON.stringify(arns.map(lastSegment)))
  const [first] = now
  if (first === undefined) return
  set('task-arn', first.taskArn ?? '')
  set('cluster-arn', first.clusterArn ?? '')
  set('task-definition-arn', first.taskDefinitionArn ?? '')
  set('cpu', first.cpu ?? plan?.cpu.effective?.toString() ?? '')
  set('memory', first.memory ?? plan?.memory.effective?.toString() ?? '')
  const arn = parseTaskArn(first.taskArn ?? '')
  set('console-url', (arn && taskUrl(arn, lastSegment(first.clusterArn ?? cluster))) ?? '')
}

/** Limit of an input, which is an environment variable: MAX_ARG_STRLEN of Linux, CreateProcess of Windows. */
const MOST_INPUT_CHARACTERS = process.platform === 'win32' ? 32_767 : 131_072
const INPUT_NAME = 'INPUT_TASK-ARNS='

/** Advice for passing ARNs that exceed the limit of an input; undefined within the limit. */
export function adviseLongArns(tasks: readonly Task[]): string | undefined {
  const text = JSON.stringify(tasks.flatMap(({ taskArn }) => taskArn ?? []))
  if (text.length + INPUT_NAME.length < MOST_INPUT_CHARACTERS) return undefined
  return [
    `The output task-arns has ${text.length} characters. A runner hands an input over as an environment variable, which takes ${MOST_INPUT_CHARACTERS} here: a step that is given all of it cannot start.`,
    'Write it to a file, and give the wait or stop action its path:',
    `    - shell: bash`,
    `      run: |`,
    `        cat > "$RUNNER_TEMP/task-arns.json" <<'END'`,
    `        \${{ steps.<id of this step>.outputs.task-arns }}`,
    `        END`,
    `    - uses: ... # the wait or stop action`,
    `      with:`,
    `        task-arns: \${{ runner.temp }}/task-arns.json`,
  ].join('\n')
}

/** Sets the result at the end of a step. `sentence` may hold text of ECS: sanitized, on one line. */
export function setVerdictOutputs(
  set: SetOutput,
  { name, attempts, verdict: { outcome, exitCode, decidedBy } }: RunReport,
  sentence: string,
): void {
  set('outcome', outcome)
  set('reason', sanitizeLine([name, sentence].filter(Boolean).join(' ')))
  set('attempts', `${attempts.length}`)
  set('exit-code', exitCode?.toString() ?? '')
  set('stop-code', decidedBy?.stopCode ?? '')
  set('stopped-reason', decidedBy?.stoppedReason ?? '')
}

/** A job passes at most 1 MB of outputs to other jobs ("Usage limits" of GitHub Actions). */
const MOST_OUTPUT_BYTES = 1_000_000

/**
 * Sets every task with its containers, field by field: the response of ECS holds the environment. Returns a sentence on
 * what is left out if an output cannot hold all.
 */
export function setTaskOutputs(
  set: SetOutput,
  tasks: readonly Task[],
  { definitionOf, results }: TaskOutputOptions,
): string | undefined {
  set('private-ips', privateIpsOf(tasks))
  const whole = tasks.map((task) => JSON.stringify(taskOutput(task, definitionOf(task), results)))
  if (bytesOf(whole) <= MOST_OUTPUT_BYTES) {
    set('tasks', `[${whole.join()}]`)
    return undefined
  }
  const withoutLinks = tasks.map((task) => JSON.stringify(taskOutput(task, undefined, results)))
  let bytes = 0
  const fitting = withoutLinks.filter((text) => (bytes += bytesOf([text])) <= MOST_OUTPUT_BYTES)
  set('tasks', `[${fitting.join()}]`)
  const left = tasks.length - fitting.length
  const missing = left > 0 ? `${plural(left, 'task')} and all links to logs` : 'all links to logs'
  return `The output tasks would be larger than the 1 MB that GitHub hands on: ${missing} are left out of it. task-arns and task-ids are whole.`
}

/** Includes a comma after each text. */
function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 2)
}

/**
 * Sets the output private-ips each time ECS returns a new address.
 *
 * @param before tasks of earlier attempts, whose ARNs come first in `task-arns`
 */
export function privateIpsOutput(set: SetOutput, before: readonly Task[]): (now: readonly Task[]) => void {
  let last = ''
  return (now) => {
    const value = privateIpsOf([...before, ...now])
    if (value === last || !/\d/.test(value)) return
    last = value
    set('private-ips', value)
  }
}

function privateIpsOf(tasks: readonly Task[]): string {
  return JSON.stringify(tasks.map((task) => privateIps(task)[0] ?? ''))
}

export interface TaskOutputOptions {
  readonly definitionOf: (task: Task) => TaskDefinition | undefined
  /** By the task's ARN. */
  readonly results?: ReadonlyMap<string, string>
}

/** Sets the result of a step: that of the first task of its last attempt. */
export function setResultOutput(
  set: SetOutput,
  lastAttempt: readonly { readonly arn: string }[],
  results: ReadonlyMap<string, string>,
): void {
  set('result', results.get(lastAttempt[0]?.arn ?? '') ?? '')
}

function taskOutput(
  task: Task,
  definition: TaskDefinition | undefined,
  results: ReadonlyMap<string, string> | undefined,
): object {
  const arn = parseTaskArn(task.taskArn ?? '')
  return {
    arn: task.taskArn,
    id: arn?.id,
    status: task.lastStatus,
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    startedAt: task.startedAt?.toISOString(),
    stoppedAt: task.stoppedAt?.toISOString(),
    capacityProvider: task.capacityProviderName,
    privateIps: privateIps(task),
    networkInterfaceId: networkInterfaces(task)[0]?.id,
    result: results?.get(task.taskArn ?? ''),
    containers: (task.containers ?? []).map((container) => {
      const { name, image, exitCode, reason, healthStatus } = container
      return { name, image, exitCode, reason, healthStatus, logUrl: logUrl(task, container, definition) }
    }),
  }
}
