import type { ECSClient, RunTaskCommandInput } from '@aws-sdk/client-ecs'
import { createEcsClient } from '../ecs/client.js'
import { AwsError } from '../ecs/aws-error.js'
import { type Launch, launchTasks } from '../ecs/launch.js'
import { watchStarted } from '../follow/watched-task.js'
import { readRunSettings } from '../inputs/read-run-settings.js'
import { tellRequest, tellStarted, tellTasks, tellVerdict } from '../report/outputs.js'
import { showFindings, showProblems } from '../report/show-findings.js'
import { showPlan, showRequest } from '../report/show-plan.js'
import { showResult } from '../report/show-result.js'
import { compareEchoedSizes } from '../sizing/echo.js'
import type { Finding } from '../sizing/finding.js'
import { judge, type Shortfall } from '../verdict/judge.js'
import type { Verdict } from '../verdict/verdict.js'
import { Interruption } from '../world/interruption.js'
import { limitTime } from '../world/time-limit.js'
import type { World } from '../world/world.js'
import { openLedger } from './ledger.js'
import { type Preparation, prepare } from './prepare.js'
import { seeThrough } from './see-through.js'
import type { Step } from './step.js'
import { stopReason } from './stop-reason.js'

/** How long ECS may not know a task that it has just started (API reference, RunTask: "eventual consistency"). */
const MISSING_PATIENCE_MS = 120_000

/** Checks, launches, follows and judges; prints and tells everything on the way. */
export async function run(step: Step, world: World): Promise<Verdict> {
  const startedAt = world.clock.now()
  const { settings, findings } = readRunSettings(step.inputs)
  const ecs = createEcsClient(settings.aws)
  const verdict = await prepare(ecs, settings, world)
    .then(async (preparation) =>
      decide(ecs, step, preparation, [...findings, ...preparation.findings], world),
    )
    .catch((error: unknown) => conclude(step, cancelledBeforeLaunch(error), world))
  showResult(world.console, verdict, world.clock.now() - startedAt)
  return verdict
}

/** Runs what is right, shows what a dry run would do, refuses the rest. */
async function decide(
  ecs: ECSClient,
  step: Step,
  preparation: Preparation,
  findings: readonly Finding[],
  world: World,
): Promise<Verdict> {
  const { settings, definition, plan, request } = preparation
  showPlan(world.console, settings, definition, plan)
  showFindings(world.console, findings)
  if (request) tellRequest(step.setOutput, request)
  if (request === undefined || findings.some(({ severity }) => severity === 'error')) {
    return conclude(step, { outcome: 'failed', problems: [] }, world)
  }
  if (settings.dryRun) {
    showRequest(world.console, request)
    return conclude(step, { outcome: 'planned', problems: [] }, world)
  }
  return carryOut(ecs, step, { ...preparation, request }, limitTime(world, settings.follow.timeoutMs))
}

type Ready = Preparation & { readonly request: RunTaskCommandInput }

async function carryOut(
  ecs: ECSClient,
  step: Step,
  { settings, definition, plan, request }: Ready,
  world: World,
): Promise<Verdict> {
  const { console, clock } = world
  const ledger = openLedger(step, settings.cluster, clock.now)

  console.group('Launch')
  const launch = await launchTasks(ecs, request, settings, ledger, world)
  console.endGroup()
  tellStarted(step.setOutput, launch.tasks, settings.cluster, plan)
  showFindings(
    console,
    launch.tasks.slice(0, 1).flatMap((task) => compareEchoedSizes(plan, task)),
  )

  const known = { ...(definition && { definition }) }
  const { following, logsShown } = await seeThrough(
    ecs,
    {
      cluster: settings.cluster,
      tasks: launch.tasks.map((task) => watchStarted(task, clock.now())),
      settings: settings.follow,
      missingPatienceMs: MISSING_PATIENCE_MS,
      stopReason: stopReason(step.inputs.github),
      launchError: launch.error,
      ...known,
    },
    world,
  )
  ledger.settle()
  tellTasks(
    step.setOutput,
    following.tasks.flatMap(({ task }) => task ?? []),
    definition,
  )
  const verdict = conclude(
    step,
    judge(following, shortfall(launch, settings.count), { follow: settings.follow, plan, ...known }),
    world,
  )
  await logsShown
  return verdict
}

/** Tells later steps and the reader what became of it. */
function conclude(step: Step, verdict: Verdict, { console }: World): Verdict {
  tellVerdict(step.setOutput, verdict)
  showProblems(console, verdict.problems)
  return verdict
}

function cancelledBeforeLaunch(error: unknown): Verdict {
  if (!(error instanceof Interruption)) throw error
  return {
    outcome: 'cancelled',
    problems: [
      { title: 'The job was cancelled', message: 'The job was cancelled before any task was started.' },
    ],
  }
}

function shortfall({ tasks, failures, error }: Launch, asked: number): Shortfall {
  return {
    asked,
    started: tasks.length,
    failures,
    ...(error instanceof AwsError && {
      error: { title: 'ECS did not start the task', message: error.message },
    }),
  }
}
