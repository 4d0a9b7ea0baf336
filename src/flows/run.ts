import type { ECSClient } from '@aws-sdk/client-ecs'
import { createEcsClient } from '../ecs/client.js'
import type { WatchedTask } from '../follow/watched-task.js'
import { readRunSettings } from '../inputs/read-run-settings.js'
import { secretValues } from '../inputs/secret-values.js'
import { tellRequest, tellTasks } from '../report/outputs.js'
import { showFindings, showRetry } from '../report/show-findings.js'
import { showPlan, showRequest } from '../report/show-plan.js'
import { type AttemptStory, definitionName, type Story } from '../report/story.js'
import { isError, type Finding } from '../sizing/finding.js'
import { judge } from '../verdict/judge.js'
import type { Verdict } from '../verdict/verdict.js'
import { limitTime } from '../world/time-limit.js'
import type { World } from '../world/world.js'
import { attemptOnce } from './attempt.js'
import { cancelledBeforeLaunch, conclude, type Ending, refuse } from './conclude.js'
import { keepSecrets } from './keep-secrets.js'
import { openLedger } from './ledger.js'
import { type NextAttempt, planNextAttempt } from './next-attempt.js'
import { type Preparation, prepare, type ReadyToRun } from './prepare.js'
import type { Step } from './step.js'

/** Checks, launches, follows and judges; prints and tells everything on the way. */
export async function run(bareStep: Step, world: World): Promise<Verdict> {
  const startedAt = world.clock.now()
  const { settings, findings } = readRunSettings(bareStep.inputs)
  const secrets = secretValues(settings, bareStep.inputs.github)
  const step = keepSecrets(bareStep, world.console, secrets)
  const ecs = createEcsClient(settings.aws, step.inputs.github, world)
  const ending = await prepare(ecs, settings, world)
    .then(async (preparation) =>
      decide(ecs, step, preparation, [...findings, ...preparation.findings], world),
    )
    .catch((error: unknown) => cancelledBeforeLaunch(error, settings.taskDefinition))
  return conclude(step, ending, startedAt, world)
}

/** Runs what is right, shows what a dry run would do, refuses the rest. */
async function decide(
  ecs: ECSClient,
  step: Step,
  preparation: Preparation,
  findings: readonly Finding[],
  world: World,
): Promise<Ending> {
  const { settings, definition, plan, request } = preparation
  showPlan(world.console, settings, definition, plan)
  showFindings(world.console, findings)
  if (request) tellRequest(step.setOutput, request)
  const told = {
    name: definitionName(definition, settings.taskDefinition),
    plan,
    ...(definition && { definition }),
  }
  if (request === undefined || findings.some(isError)) return refuse(findings, told)
  if (settings.dryRun) {
    showRequest(world.console, request)
    const verdict = { outcome: 'planned', problems: [], summary: 'a dry run, nothing was started' } as const
    return { story: { ...told, verdict, findings, request, attempts: [] } }
  }
  const outcome = await carryOut(
    ecs,
    step,
    { ...preparation, request },
    limitTime(world, settings.follow.timeoutMs),
  )
  return { story: { ...told, ...outcome, findings }, logsShown: outcome.logsShown }
}

/** Runs the tasks, and again those that failed in a way that is worth it. */
async function carryOut(
  ecs: ECSClient,
  step: Step,
  ready: ReadyToRun,
  world: World,
): Promise<Pick<Story, 'verdict' | 'attempts'> & { readonly logsShown: Promise<void> }> {
  const { settings, definition } = ready
  const ledger = openLedger(step, settings.cluster, world.clock.now)
  const earlier: WatchedTask[] = []
  const attempts: AttemptStory[] = []
  let next: Pick<NextAttempt, 'ready' | 'count' | 'settled'> = { ready, count: settings.count, settled: [] }
  for (let retriesLeft = settings.retry.maxRetries; ; retriesLeft--) {
    const attempt = await attemptOnce(ecs, step, { ...next, earlier, ledger }, world)
    const { following, shortfall, grounds, logsShown } = attempt
    attempts.push(attempt.story)
    const verdict = judge(following, shortfall, grounds)
    const again = retriesLeft > 0 ? planNextAttempt(next.ready, attempt) : undefined
    if (again === undefined || typeof again === 'string') {
      // What was to be stopped and could not be is left to the clean-up.
      if ((following.stopping?.left ?? []).length === 0) ledger.settle()
      tellTasks(
        step.setOutput,
        [...earlier, ...following.tasks].flatMap(({ task }) => task ?? []),
        definition,
      )
      if (again !== undefined) world.console.line(`not tried again: ${again}`)
      return { verdict, attempts, logsShown }
    }
    await logsShown
    showRetry(world.console, again.why, verdict.problems, retriesLeft - 1)
    tellRequest(step.setOutput, again.ready.request)
    earlier.push(...again.failed)
    next = again
  }
}
