import { createEcsClient } from '../ecs/client.js'
import { stopTasks, type Stopping } from '../follow/stop-tasks.js'
import { readStopSettings } from '../inputs/wait-stop-settings.js'
import { withTaskArnsFile } from './task-arns-file.js'
import { showFindings } from '../report/log/findings.js'
import {
  describeRefusedStop,
  describeStopping,
  writeRefusedStop,
  writeStopSummary,
} from '../report/summary/stop-summary.js'
import { isError } from '../findings.js'
import { sanitizeLine } from '../text/sanitize.js'
import { errorMessage } from '../text/words.js'
import type { Outcome } from '../verdict/verdict.js'
import type { StepRuntime } from '../runtime/runtime.js'

/** Every output of the stop action, in the order of `stop/action.yml`. */
export const STOP_OUTPUT_NAMES = ['stopped', 'already-stopped', 'unknown', 'outcome', 'reason'] as const

type StopOutcome = Extract<Outcome, 'succeeded' | 'failed'>

/** Stops tasks by their ARNs. A task that has stopped already is no error. The step fails where ECS refuses to stop a task. */
export async function stopGivenTasks(runtime: StepRuntime): Promise<{ readonly outcome: StopOutcome }> {
  const { console } = runtime
  const file = await withTaskArnsFile(runtime.inputs)
  const { settings, findings: ofInputs } = readStopSettings(file.inputs)
  const findings = file.findings.length > 0 ? file.findings : ofInputs
  showFindings(console, findings)
  if (findings.some(isError)) {
    const sentence = describeRefusedStop(findings)
    await report(runtime, { stopped: [], left: [] }, 'failed', sentence, writeRefusedStop(sentence, findings))
    return { outcome: 'failed' }
  }
  const { taskArns, cluster = 'default', reason, aws } = settings
  const ecs = createEcsClient(aws, runtime)
  const stopping = await stopTasks(ecs, { cluster, arns: taskArns, reason }, runtime)
  const { left } = stopping
  for (const { arn, why, unknown } of left) {
    const severity = unknown ? 'warning' : 'error'
    const title = unknown ? 'ECS does not know a task' : 'A task was not stopped'
    console.annotate(severity, title, `${title}: ${arn}\n  ${why.replaceAll('\n', '\n  ')}`)
  }
  const sentence = describeStopping(stopping)
  console.line(sentence)
  const outcome = left.every(({ unknown }) => unknown) ? 'succeeded' : 'failed'
  const summary = writeStopSummary(stopping, { cluster, region: aws.region, reason }, sentence)
  await report(runtime, stopping, outcome, sentence, summary)
  return { outcome }
}

/** Sets the outputs and writes the job summary. */
async function report(
  { console, setOutput, writeSummary }: StepRuntime,
  { stopped, alreadyStopped = [], left }: Stopping,
  outcome: StopOutcome,
  sentence: string,
  summary: string,
): Promise<void> {
  const outputs: Readonly<Record<(typeof STOP_OUTPUT_NAMES)[number], string>> = {
    stopped: JSON.stringify(stopped.filter((arn) => !alreadyStopped.includes(arn))),
    'already-stopped': JSON.stringify(alreadyStopped),
    unknown: JSON.stringify(left.filter(({ unknown }) => unknown).map(({ arn }) => arn)),
    outcome,
    reason: sanitizeLine(sentence),
  }
  for (const name of STOP_OUTPUT_NAMES) setOutput(name, outputs[name])
  try {
    await writeSummary(summary)
  } catch (error) {
    console.debug(`no job summary: ${errorMessage(error)}`)
  }
}
