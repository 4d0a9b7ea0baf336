import type { ECSClient } from '@aws-sdk/client-ecs'
import { type Finding, isError, placed } from '../findings.js'
import { showResult } from '../report/log/result.js'
import { setVerdictOutputs } from '../report/outputs.js'
import { viewOf } from '../report/report-view.js'
import { describeResult, type RunReport } from '../report/run-report.js'
import { definitionName } from '../text/definition-name.js'
import { writeSummary } from '../report/summary/summary.js'
import type { StepRuntime } from '../runtime/runtime.js'
import { lastSegment, regionOf } from '../text/arn.js'
import { omitUndefined } from '../text/omit-undefined.js'
import { errorMessage, plural } from '../text/words.js'
import type { Verdict } from '../verdict/verdict.js'
import type { Preparation, ReadyToRun } from './prepare.js'
import { readStepUsage, type StepUsage } from './read-usage.js'
import type { Attempts } from './run-attempts.js'

/** How a step ended, for the report. */
export interface StepResult {
  readonly report: RunReport
  /** Resolves when the logs have been shown to their end: the verdict is known before that. */
  readonly logsShown?: Promise<void>
  /** Reads what the tasks used; called once outcome and outputs are set. */
  readonly readUsage?: () => Promise<StepUsage | undefined>
}

/** Sets the outputs, writes the job summary, and prints how the step ended. */
export async function finish(
  { report: withoutUsage, logsShown, readUsage }: StepResult,
  startedAt: number,
  { console, clock, setOutput, writeSummary: addToSummary }: StepRuntime,
): Promise<Verdict> {
  const { verdict } = withoutUsage
  const sentence = describeResult(withoutUsage, clock.now() - startedAt)
  setVerdictOutputs(setOutput, withoutUsage, sentence)
  // Print the outcome before the last log lines arrive.
  if (logsShown !== undefined && verdict.outcome !== 'started')
    console.line([verdict.outcome, verdict.problems[0]?.title].filter(Boolean).join(': '))
  await logsShown
  const usage = await readUsage?.()
  const view = viewOf({ ...withoutUsage, ...(usage && { usage }) }, sentence, clock.now())
  try {
    await addToSummary(writeSummary(view))
  } catch (error) {
    console.debug(`no job summary: ${errorMessage(error)}`)
  }
  showResult(console, view)
  return verdict
}

/** Result of a run whose inputs or sizes are wrong. */
export function refused(plan: Preparation): StepResult {
  return refusedFor(plan.findings, known(plan))
}

/** Result of a step that does nothing because of the mistakes it found. */
export function refusedFor(
  findings: readonly Finding[],
  known: Partial<RunReport>,
  undone = 'nothing was started',
): StepResult {
  const mistakes = findings.filter(isError)
  const [only] = mistakes
  const why =
    mistakes.length === 1 && only
      ? `${placed(only).split('\n', 1).join('')}; ${undone}`
      : `${plural(mistakes.length, 'mistake')}, ${undone}`
  const verdict = { outcome: 'failed', problems: [], refused: why } as const
  return { report: { name: '', attempts: [], ...known, findings, verdict } }
}

/** Result of a dry run. */
export function planned(plan: ReadyToRun): StepResult {
  const verdict = {
    outcome: 'planned',
    problems: [],
    tasks: [],
    summary: 'a dry run, nothing was started',
  } as const
  const { findings, request } = plan
  return { report: { ...known(plan), verdict, findings, request, attempts: [] } }
}

/** Result of a step that was cancelled before it started anything. */
export function cancelledBeforeLaunch(name = ''): StepResult {
  const title = 'The job was cancelled'
  const problems = [{ title, message: `${title} before any task was started.` }]
  const verdict = { outcome: 'cancelled', problems, summary: 'nothing was started' } as const
  return { report: { verdict, name, findings: [], attempts: [] } }
}

/** Result of a step that checked its plan, and started nothing. */
export function withVerdict(plan: ReadyToRun, verdict: Verdict): StepResult {
  return { report: { ...known(plan), findings: plan.findings, verdict, attempts: [] } }
}

/** Result of a run that started tasks, or tried to. */
export function ended(
  plan: ReadyToRun,
  { verdict, attempts, logsShown }: Attempts,
  ecs: ECSClient,
  runtime: StepRuntime,
): StepResult {
  const { settings, definition, findings } = plan
  const { usage, cluster, retry } = settings
  const limit = retry.on.length > 0 ? { maxAttempts: retry.maxRetries + 1 } : {}
  return {
    report: { ...known(plan), ...limit, findings, verdict, attempts },
    logsShown,
    readUsage: async () => readStepUsage({ ecs, settings: usage, cluster, definition, attempts }, runtime),
  }
}

function known({ settings, definition, plan }: Preparation): Pick<RunReport, 'name' | 'plan' | 'place'> {
  return {
    name: definitionName(definition, settings.taskDefinition),
    plan,
    place: {
      cluster: lastSegment(settings.cluster),
      ...omitUndefined({
        region:
          regionOf(settings.cluster) ?? regionOf(definition?.taskDefinitionArn ?? '') ?? settings.aws.region,
      }),
    },
  }
}
