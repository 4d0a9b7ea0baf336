import type { ECSClient, TaskDefinition } from '@aws-sdk/client-ecs'
import { lastSegment } from '../text/arn.js'
import { AwsError } from '../ecs/aws-error.js'
import { createEcsClient } from '../ecs/client.js'
import { describeTaskDefinition } from '../ecs/describe-task-definition.js'
import { describeTasks } from '../ecs/describe-tasks.js'
import { describedAs, watchArn, type WatchedTask } from '../tasks/watched-task.js'
import { readWaitSettings, type WaitSettings } from '../inputs/wait-stop-settings.js'
import { checkNames } from '../request/check-request.js'
import { setStartedOutputs, setTaskOutputs } from '../report/outputs.js'
import { showFindings } from '../report/log/findings.js'
import { definitionName } from '../report/run-report.js'
import { isError } from '../findings.js'
import { judge } from '../verdict/judge.js'
import type { Verdict } from '../verdict/verdict.js'
import { Interruption, limitTime, orInterruption } from '../runtime/interruption.js'
import type { Runtime, StepRuntime } from '../runtime/runtime.js'
import { cancelledBeforeLaunch, finish, refusedFor, type StepResult } from './finish.js'
import { followToEnd } from './follow-to-end.js'
import { stopReason } from './stop-reason.js'

/** The tasks are older than this step, so ECS should know them. */
const MISSING_PATIENCE_MS = 10_000

/** Shown when the inputs are invalid; the tasks keep running. */
const NOTHING_FOLLOWED = 'no task was followed'

/** The wait action: follows tasks that an earlier step, job or workflow started, and judges them as the run action does. */
export async function waitForTasks(runtime: StepRuntime): Promise<Verdict> {
  const startedAt = runtime.clock.now()
  const { settings, findings } = readWaitSettings(runtime.inputs)
  showFindings(runtime.console, findings)
  if (findings.some(isError)) return finish(refusedFor(findings, {}, NOTHING_FOLLOWED), startedAt, runtime)
  const ecs = createEcsClient(settings.aws, runtime)
  const result = await orInterruption(
    followStarted(ecs, settings, limitTime(runtime, settings.follow.timeoutMs)),
  )
  return finish(result instanceof Interruption ? cancelledBeforeLaunch() : result, startedAt, runtime)
}

async function followStarted(
  ecs: ECSClient,
  settings: WaitSettings,
  runtime: StepRuntime,
): Promise<StepResult> {
  const { taskArns, cluster = 'default', follow } = settings
  const tasks = await describeOnce(ecs, cluster, taskArns, runtime)
  setStartedOutputs(runtime.setOutput, {
    before: [],
    now: tasks.map(({ arn, task }) => task ?? { taskArn: arn }),
    cluster,
  })
  const definition = await readDefinitionOf(ecs, tasks, runtime)
  const findings = checkNames(follow, definition)
  showFindings(runtime.console, findings)
  const known = { ...(definition && { definition }) }
  const name = definitionName(definition, lastSegment(tasks[0]?.task?.taskDefinitionArn ?? ''))
  if (findings.length > 0) return refusedFor(findings, { name, ...known }, NOTHING_FOLLOWED)
  const { following, logsShown } = await followToEnd(
    ecs,
    {
      cluster,
      tasks,
      settings: follow,
      missingPatienceMs: MISSING_PATIENCE_MS,
      stopReason: stopReason(runtime.inputs.github),
      ...known,
    },
    runtime,
  )
  setTaskOutputs(
    runtime.setOutput,
    following.tasks.flatMap(({ task }) => task ?? []),
    definition,
  )
  const nothingMissing = { asked: tasks.length, started: tasks.length, failures: [], unanswered: 0 }
  const options = { follow, ...known }
  const { stopping } = following
  const report = {
    name,
    verdict: judge(following, nothingMissing, options),
    findings,
    attempts: [{ tasks: following.tasks, options, ...(stopping && { stopping }) }],
    ...known,
  }
  return { report, logsShown }
}

/** Describes the tasks once: their task definition says where the logs are. */
async function describeOnce(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
  runtime: Runtime,
): Promise<WatchedTask[]> {
  const unseen = arns.map(watchArn)
  try {
    // The polling loop below repeats what is not answered, and reports it.
    const { seen } = await describeTasks(ecs, cluster, arns, runtime)
    return unseen.map((watched) => {
      const task = seen.get(watched.arn)
      return task ? describedAs(watched, task, runtime.clock.now()) : watched
    })
  } catch (error) {
    if (error instanceof Interruption) return unseen
    throw error
  }
}

async function readDefinitionOf(
  ecs: ECSClient,
  tasks: readonly WatchedTask[],
  runtime: Runtime,
): Promise<TaskDefinition | undefined> {
  const arn = tasks.find(({ task }) => task?.taskDefinitionArn !== undefined)?.task?.taskDefinitionArn
  if (arn === undefined) return undefined
  try {
    return await describeTaskDefinition(ecs, arn, runtime)
  } catch (error) {
    if (error instanceof Interruption) return undefined
    if (!(error instanceof AwsError)) throw error
    runtime.console.annotate(
      'warning',
      'The task definition cannot be read',
      `${error.message}\nEvery container decides, and no logs are followed.`,
    )
    return undefined
  }
}
