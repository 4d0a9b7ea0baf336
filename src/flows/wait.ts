import type { ECSClient, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { lastSegment } from '../text/arn.js'
import { AwsError } from '../ecs/aws-error.js'
import { createEcsClient } from '../ecs/client.js'
import { describeTaskDefinition } from '../ecs/describe-task-definition.js'
import { type FollowResult, followTasks } from '../follow/follow-tasks.js'
import { watchArn, type WatchedTask } from '../tasks/watched-task.js'
import { readWaitSettings, type WaitSettings } from '../inputs/wait-stop-settings.js'
import { findLogDirectory } from '../logs/log-directory.js'
import { checkFollow } from '../follow/check-follow.js'
import { checkNames } from '../request/check-request.js'
import { privateIpsOutput, setStartedOutputs, setTaskOutputs } from '../report/outputs.js'
import { showFindings } from '../report/log/findings.js'
import { definitionName } from '../text/definition-name.js'
import { type Finding, isError } from '../findings.js'
import { judge } from '../verdict/judge.js'
import type { Verdict } from '../verdict/verdict.js'
import { Interruption, limitTime, orInterruption } from '../runtime/interruption.js'
import type { Runtime, StepRuntime } from '../runtime/runtime.js'
import { cancelledBeforeLaunch, finish, refusedFor, type StepResult } from './finish.js'
import { checkUsage } from '../request/check-sizes.js'
import { readStepUsage } from './read-usage.js'
import { followToEnd } from './follow-to-end.js'
import { openLogReaders } from './log-readers.js'
import { setResults } from './set-results.js'
import { stopReason } from './stop-reason.js'
import { withTaskArnsFile } from './task-arns-file.js'

/** ECS may not show a task that an earlier step has just started (API reference, RunTask: "eventual consistency"). */
const MISSING_PATIENCE_MS = 120_000
/** How long known tasks wait for tasks that are still unknown to ECS. */
const FIRST_LOOK_MS = 10_000

/** Printed when the inputs are invalid. The tasks keep running. */
const NOTHING_FOLLOWED = 'no task was followed'

/** The wait action. Follows tasks that an earlier step, job or workflow started. Judges them as the run action does. */
export async function waitForTasks(runtime: StepRuntime): Promise<Verdict> {
  const startedAt = runtime.clock.now()
  const file = await withTaskArnsFile(runtime.inputs)
  const { settings, findings: ofInputs } = readWaitSettings(file.inputs)
  const findings = file.findings.length > 0 ? file.findings : ofInputs
  showFindings(runtime.console, findings)
  if (findings.some(isError)) return finish(refusedFor(findings, {}, NOTHING_FOLLOWED), startedAt, runtime)
  const ecs = createEcsClient(settings.aws, runtime)
  const result = await orInterruption(
    followStarted(ecs, settings, runtime, limitTime(runtime, settings.follow.timeoutMs)),
  )
  return finish(result instanceof Interruption ? cancelledBeforeLaunch() : result, startedAt, runtime)
}

async function followStarted(
  ecs: ECSClient,
  settings: WaitSettings,
  unlimited: StepRuntime,
  runtime: StepRuntime,
): Promise<StepResult> {
  const { taskArns, cluster = 'default', follow, usage } = settings
  const found = await findTasks(ecs, cluster, taskArns, runtime)
  const { tasks } = found
  setStartedOutputs(runtime.setOutput, {
    before: [],
    now: tasks.map(({ arn, task }) => task ?? { taskArn: arn }),
    cluster,
  })
  const definitions = new Map<string, TaskDefinition>()
  if (found.end === 'finished') await readDefinitions(ecs, tasks, definitions, runtime)
  const [definition] = definitions.values()
  const logDirectory = findLogDirectory(follow.saveLogs, runtime.inputs.github.workspace)
  const findings = [
    ...checkNamesOf(follow, definitions),
    // Of tasks that ECS does not show there is no definition to check.
    ...(tasks.some(({ task }) => task !== undefined) ? checkFollowOf(settings, definitions) : []),
    ...logDirectory.findings,
    ...checkUsage(settings),
  ]
  showFindings(runtime.console, findings)
  const known = { ...(definition && { definition }) }
  const name = definitionName(definition, lastSegment(tasks[0]?.task?.taskDefinitionArn ?? ''))
  if (findings.some(isError)) return refusedFor(findings, { name, ...known }, NOTHING_FOLLOWED)
  const definitionOf = ({ taskDefinitionArn = '' }: Task): TaskDefinition | undefined =>
    definitions.get(taskDefinitionArn)
  const readers = openLogReaders(follow, logDirectory.directory, runtime.console)
  const { following, logsShown, lastLines } = await followToEnd(
    ecs,
    {
      cluster,
      tasks,
      found,
      settings: follow,
      missingPatienceMs: MISSING_PATIENCE_MS,
      stopReason: stopReason(runtime.inputs.github),
      definitionOf,
      logReaders: readers,
      onTasks: privateIpsOutput(runtime.setOutput, []),
    },
    runtime,
  )
  const shown = following.tasks.flatMap(({ task }) => task ?? [])
  const shortened = setTaskOutputs(runtime.setOutput, shown, { definitionOf })
  if (shortened !== undefined) runtime.console.annotate('warning', 'The output tasks is shortened', shortened)
  const nothingMissing = { asked: tasks.length, started: tasks.length, failures: [], unanswered: 0 }
  const verdict = judge(following, nothingMissing, { follow, definitions })
  const report = {
    name,
    verdict,
    findings,
    attempts: [{ tasks: verdict.tasks, lastLines }],
  }
  const resultsSet = logsShown.then(() => {
    setResults({ definitionOf, tasks: shown, lastAttempt: following.tasks, ...readers }, follow, runtime)
  })
  return {
    report,
    logsShown: resultsSet,
    readUsage: async () =>
      readStepUsage({ ecs, settings: usage, cluster, definition, attempts: report.attempts }, unlimited),
  }
}

/** Polls until ECS shows each task: the task definitions name the deciding containers and the logs. */
async function findTasks(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
  runtime: Runtime,
): Promise<FollowResult> {
  const options = {
    cluster,
    tasks: arns.map(watchArn),
    waitFor: 'none',
    missingPatienceMs: MISSING_PATIENCE_MS,
    onChange: () => undefined,
    onPoll: () => undefined,
  } as const
  const first = await followTasks(ecs, options, limitTime(runtime, FIRST_LOOK_MS))
  const isOver = first.end !== 'timed-out' || runtime.signal.aborted
  if (isOver) return first
  // One known task is enough: the others are polled while it is followed.
  if (first.tasks.some(({ task }) => task !== undefined)) return { ...first, end: 'finished' }
  return followTasks(ecs, { ...options, tasks: first.tasks }, runtime)
}

/** A container name is wrong where no task definition has it. */
function checkNamesOf(
  follow: WaitSettings['follow'],
  definitions: ReadonlyMap<string, TaskDefinition>,
): readonly Finding[] {
  const checks = [...definitions.values()].map((definition) => checkNames(follow, definition))
  return checks.every((findings) => findings.length > 0) ? (checks[0] ?? []) : []
}

/** The findings about following tasks of these definitions, each once. */
function checkFollowOf(
  { follow, usage }: WaitSettings,
  definitions: ReadonlyMap<string, TaskDefinition>,
): readonly Finding[] {
  const findings =
    definitions.size === 0
      ? checkFollow(follow, usage, undefined)
      : [...definitions.values()].flatMap((definition) => checkFollow(follow, usage, definition))
  return [...new Map(findings.map((finding) => [finding.message, finding])).values()]
}

/** Reads the task definition of each task, once for each revision. */
async function readDefinitions(
  ecs: ECSClient,
  tasks: readonly WatchedTask[],
  definitions: Map<string, TaskDefinition>,
  runtime: Runtime,
): Promise<void> {
  const arns = new Set(tasks.flatMap(({ task }) => task?.taskDefinitionArn ?? []))
  try {
    for (const arn of arns) definitions.set(arn, await describeTaskDefinition(ecs, arn, runtime))
  } catch (error) {
    if (error instanceof Interruption) return
    if (!(error instanceof AwsError)) throw error
    runtime.console.annotate(
      'warning',
      'The task definition cannot be read',
      `${error.message}\nEvery container decides, and no logs are followed.`,
    )
  }
}
