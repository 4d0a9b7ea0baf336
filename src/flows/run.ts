import type { ECSClient } from '@aws-sdk/client-ecs'
import { createEcsClient } from '../ecs/client.js'
import type { WatchedTask } from '../follow/watched-task.js'
import { readRunSettings } from '../inputs/read-run-settings.js'
import { tellRequest, tellTasks } from '../report/outputs.js'
import { showFindings, showRetry } from '../report/show-findings.js'
import { showPlan, showRequest } from '../report/show-plan.js'
import { showResult } from '../report/show-result.js'
import { isError, type Finding } from '../sizing/finding.js'
import { judge } from '../verdict/judge.js'
import type { Verdict } from '../verdict/verdict.js'
import { limitTime } from '../world/time-limit.js'
import type { World } from '../world/world.js'
import { attemptOnce } from './attempt.js'
import { cancelledBeforeLaunch, conclude } from './conclude.js'
import { openLedger } from './ledger.js'
import { type NextAttempt, planNextAttempt } from './next-attempt.js'
import { type Preparation, prepare, type ReadyToRun } from './prepare.js'
import type { Step } from './step.js'

/** Checks, launches, follows and judges; prints and tells everything on the way. */
export async function run(step: Step, world: World): Promise<Verdict> {
  const startedAt = world.clock.now()
  const { settings, findings } = readRunSettings(step.inputs)
  const ecs = createEcsClient(settings.aws, step.inputs.github, world)
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
  if (request === undefined || findings.some(isError))
    return conclude(step, { outcome: 'failed', problems: [] }, world)
  if (settings.dryRun) {
    showRequest(world.console, request)
    return conclude(step, { outcome: 'planned', problems: [] }, world)
  }
  return carryOut(ecs, step, { ...preparation, request }, limitTime(world, settings.follow.timeoutMs))
}

/** Runs the tasks, and again those that failed in a way that is worth it. */
async function carryOut(ecs: ECSClient, step: Step, ready: ReadyToRun, world: World): Promise<Verdict> {
  const { settings, definition } = ready
  const ledger = openLedger(step, settings.cluster, world.clock.now)
  const earlier: WatchedTask[] = []
  let next: Pick<NextAttempt, 'ready' | 'count' | 'settled'> = { ready, count: settings.count, settled: [] }
  for (let retriesLeft = settings.retry.maxRetries; ; retriesLeft--) {
    const attempt = await attemptOnce(ecs, step, { ...next, earlier, ledger }, world)
    const { following, shortfall, grounds, logsShown } = attempt
    const again = retriesLeft > 0 ? planNextAttempt(next.ready, attempt) : undefined
    if (again === undefined || typeof again === 'string') {
      ledger.settle()
      tellTasks(
        step.setOutput,
        [...earlier, ...following.tasks].flatMap(({ task }) => task ?? []),
        definition,
      )
      const verdict = conclude(step, judge(following, shortfall, grounds), world)
      await logsShown
      world.console.endGroup()
      if (again !== undefined) world.console.line(`not tried again: ${again}`)
      return verdict
    }
    await logsShown
    world.console.endGroup()
    showRetry(world.console, again.why, judge(following, shortfall, grounds).problems, retriesLeft - 1)
    tellRequest(step.setOutput, again.ready.request)
    earlier.push(...again.failed)
    next = again
  }
}
