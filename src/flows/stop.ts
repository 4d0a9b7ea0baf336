import { createEcsClient } from '../ecs/client.js'
import { stopTasks } from '../follow/stop-tasks.js'
import { readStopSettings } from '../inputs/wait-stop-settings.js'
import { withTaskArnsFile } from './task-arns-file.js'
import { showFindings } from '../report/log/findings.js'
import { isError } from '../findings.js'
import { plural } from '../text/words.js'
import type { Outcome } from '../verdict/verdict.js'
import type { StepRuntime } from '../runtime/runtime.js'

/** Stops tasks by their ARNs. One that has stopped already is no error; one that ECS refuses to stop makes the step red. */
export async function stopGivenTasks(runtime: StepRuntime): Promise<{ readonly outcome: Outcome }> {
  const { console } = runtime
  const file = await withTaskArnsFile(runtime.inputs)
  const { settings, findings: ofInputs } = readStopSettings(file.inputs)
  const findings = file.findings.length > 0 ? file.findings : ofInputs
  showFindings(console, findings)
  if (findings.some(isError)) return { outcome: 'failed' }
  const { taskArns, cluster = 'default', reason, aws } = settings
  const ecs = createEcsClient(aws, runtime)
  const { stopped, left } = await stopTasks(ecs, { cluster, arns: taskArns, reason }, runtime)
  for (const { arn, why, unknown } of left) {
    const severity = unknown ? 'warning' : 'error'
    const title = unknown ? 'ECS does not know a task' : 'A task was not stopped'
    console.annotate(severity, title, `${title}: ${arn}\n  ${why.replaceAll('\n', '\n  ')}`)
  }
  console.line(`${stopped.length} of ${plural(taskArns.length, 'task')} stopped`)
  return { outcome: left.every(({ unknown }) => unknown) ? 'succeeded' : 'failed' }
}
