import type { ECSClient, TaskDefinition } from '@aws-sdk/client-ecs'
import { lastSegment } from '../ecs/arn.js'
import { AwsError } from '../ecs/aws-error.js'
import { createEcsClient } from '../ecs/client.js'
import { describeTaskDefinition } from '../ecs/definition.js'
import { lookAtTasks } from '../ecs/poll.js'
import { describedAs, watchArn, type WatchedTask } from '../follow/watched-task.js'
import { readWaitSettings } from '../inputs/read-wait-settings.js'
import type { WaitSettings } from '../inputs/wait-and-stop-settings.js'
import { checkNames } from '../request/check-request.js'
import { tellStarted, tellTasks } from '../report/outputs.js'
import { showFindings } from '../report/show-findings.js'
import { definitionName } from '../report/story.js'
import { isError } from '../sizing/finding.js'
import { judge } from '../verdict/judge.js'
import type { Verdict } from '../verdict/verdict.js'
import { Interruption } from '../world/interruption.js'
import { limitTime } from '../world/time-limit.js'
import type { World } from '../world/world.js'
import { cancelledBeforeLaunch, conclude, type Ending, refuse } from './conclude.js'
import { seeThrough } from './see-through.js'
import type { Step } from './step.js'
import { stopReason } from './stop-reason.js'

/** The tasks were started by an earlier step at least: ECS has had time to know them. */
const MISSING_PATIENCE_MS = 10_000

/** What a step with mistakes in it leaves undone: its tasks run already. */
const UNDONE = 'no task was followed'

/** Follows tasks that an earlier step, job or workflow started, and judges them as if this step had. */
export async function attach(step: Step, world: World): Promise<Verdict> {
  const startedAt = world.clock.now()
  const { settings, findings } = readWaitSettings(step.inputs)
  showFindings(world.console, findings)
  const ending = findings.some(isError)
    ? refuse(findings, {}, UNDONE)
    : await followStarted(
        createEcsClient(settings.aws, step.inputs.github, world),
        step,
        settings,
        limitTime(world, settings.follow.timeoutMs),
      ).catch((error: unknown) => cancelledBeforeLaunch(error))
  return conclude(step, ending, startedAt, world)
}

async function followStarted(
  ecs: ECSClient,
  step: Step,
  settings: WaitSettings,
  world: World,
): Promise<Ending> {
  const { taskArns, cluster = 'default', follow } = settings
  const tasks = await firstLook(ecs, cluster, taskArns, world)
  tellStarted(step.setOutput, {
    before: [],
    now: tasks.map(({ arn, task }) => task ?? { taskArn: arn }),
    cluster,
  })
  const definition = await readDefinitionOf(ecs, tasks, world)
  const findings = checkNames(follow, definition)
  showFindings(world.console, findings)
  const known = { ...(definition && { definition }) }
  const name = definitionName(definition, lastSegment(tasks[0]?.task?.taskDefinitionArn ?? ''))
  if (findings.length > 0) return refuse(findings, { name, ...known }, UNDONE)
  const { following, logsShown } = await seeThrough(
    ecs,
    {
      cluster,
      tasks,
      settings: follow,
      missingPatienceMs: MISSING_PATIENCE_MS,
      stopReason: stopReason(step.inputs.github),
      ...known,
    },
    world,
  )
  tellTasks(
    step.setOutput,
    following.tasks.flatMap(({ task }) => task ?? []),
    definition,
  )
  const nothingMissing = { asked: tasks.length, started: tasks.length, failures: [], unanswered: 0 }
  const grounds = { follow, ...known }
  const { stopping } = following
  const story = {
    name,
    verdict: judge(following, nothingMissing, grounds),
    findings,
    attempts: [{ tasks: following.tasks, grounds, ...(stopping && { stopping }) }],
    ...known,
  }
  return { story, logsShown }
}

/** The tasks as they are now: which definition they run says where their logs are. */
async function firstLook(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
  { clock, signal }: World,
): Promise<WatchedTask[]> {
  const unseen = arns.map(watchArn)
  try {
    const { seen } = await lookAtTasks(ecs, cluster, arns, signal)
    return unseen.map((watched) => {
      const task = seen.get(watched.arn)
      return task ? describedAs(watched, task, clock.now()) : watched
    })
  } catch (error) {
    // Whether it passes or not, and what follows from a cancel, is for the looks to come to find out and to tell.
    if (error instanceof AwsError || error instanceof Interruption) return unseen
    throw error
  }
}

async function readDefinitionOf(
  ecs: ECSClient,
  tasks: readonly WatchedTask[],
  world: World,
): Promise<TaskDefinition | undefined> {
  const arn = tasks.find(({ task }) => task?.taskDefinitionArn !== undefined)?.task?.taskDefinitionArn
  if (arn === undefined) return undefined
  try {
    return await describeTaskDefinition(ecs, arn, world)
  } catch (error) {
    if (error instanceof Interruption) return undefined
    if (!(error instanceof AwsError)) throw error
    world.console.annotate(
      'warning',
      'The task definition cannot be read',
      `${error.message}\nEvery container decides, and no logs are followed.`,
    )
    return undefined
  }
}
