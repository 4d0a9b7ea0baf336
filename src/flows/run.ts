import { createEcsClient } from '../ecs/client.js'
import { isError } from '../findings.js'
import { readRunSettings } from '../inputs/run-settings.js'
import { findLogDirectory } from '../logs/log-directory.js'
import { showFindings } from '../report/log/findings.js'
import { showPlan, showRequest } from '../report/log/plan.js'
import { setRequestOutput } from '../report/outputs.js'
import { Interruption, limitTime, orInterruption } from '../runtime/interruption.js'
import type { StepRuntime } from '../runtime/runtime.js'
import type { Verdict } from '../verdict/verdict.js'
import { commentOnPullRequest } from './comment.js'
import { cancelledBeforeLaunch, ended, finish, planned, refused, type StepResult } from './finish.js'
import { maskSecrets } from './mask-secrets.js'
import { openCopy } from './register.js'
import { checkOtherTasks, describeIfRunning } from './other-tasks.js'
import { prepare, type Preparation, type ReadyToRun } from './prepare.js'
import { runAttempts } from './run-attempts.js'

/** The run action: checks the sizes, runs the tasks, follows them to their end, and reports how they ended. */
export async function run(runtime: StepRuntime): Promise<Verdict> {
  const startedAt = runtime.clock.now()
  const { settings, findings } = readRunSettings(runtime.inputs)
  maskSecrets(runtime, settings)
  const ecs = createEcsClient(settings.aws, runtime)
  const logs = findLogDirectory(settings.follow.saveLogs, runtime.inputs.github.workspace)
  const plan = await orInterruption(prepare(ecs, settings, [...findings, ...logs.findings], runtime))
  if (plan instanceof Interruption)
    return finish(cancelledBeforeLaunch(settings.taskDefinition), startedAt, runtime)
  const conclude = async (result: StepResult, concluded: Preparation): Promise<Verdict> => {
    const verdict = await finish(result, startedAt, runtime)
    await commentOnPullRequest(result.report, concluded, startedAt, runtime)
    return verdict
  }
  showPlan(runtime.console, plan)
  showFindings(runtime.console, plan.findings)
  if (plan.request) setRequestOutput(runtime.setOutput, plan.request)
  if (!isReady(plan)) return conclude(refused(plan), plan)
  if (plan.settings.dryRun) {
    showRequest(runtime.console, plan.request)
    if (plan.settings.ifRunning !== 'start') runtime.console.line(await describeIfRunning(ecs, plan, runtime))
    return conclude(planned(plan), plan)
  }
  const limited = limitTime(runtime, settings.follow.timeoutMs)
  const others = await checkOtherTasks(ecs, plan, limited)
  if ('result' in others) return conclude(others.result, plan)
  const copy = openCopy(ecs, plan, runtime)
  const registered = others.isComplete ? plan : await orInterruption(copy.register())
  if (registered instanceof Interruption) {
    await copy.release()
    return finish(cancelledBeforeLaunch(settings.taskDefinition), startedAt, runtime)
  }
  if (!isReady(registered)) return conclude(refused(registered), registered)
  if (registered.copy) setRequestOutput(runtime.setOutput, registered.request)
  const options = { taken: others.earlier, copy, logDirectory: logs.directory }
  const attempts = await runAttempts(ecs, registered, options, limited)
  await copy.release()
  return conclude(ended(registered, attempts, ecs, runtime), registered)
}

function isReady(plan: Preparation): plan is ReadyToRun {
  return plan.request !== undefined && !plan.findings.some(isError)
}
