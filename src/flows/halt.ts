import { createEcsClient } from '../ecs/client.js'
import { stopTasks } from '../follow/stop-tasks.js'
import { readStopSettings } from '../inputs/read-stop-settings.js'
import { showFindings } from '../report/show-findings.js'
import { isError } from '../sizing/finding.js'
import { counted } from '../text/humane.js'
import type { Outcome } from '../verdict/verdict.js'
import type { World } from '../world/world.js'
import type { Step } from './step.js'

/** Stops tasks by their ARNs. One that has stopped already is no error; one that ECS refuses to stop makes the step red. */
export async function halt(step: Step, world: World): Promise<{ readonly outcome: Outcome }> {
  const { console } = world
  const { settings, findings } = readStopSettings(step.inputs)
  showFindings(console, findings)
  if (findings.some(isError)) return { outcome: 'failed' }
  const { taskArns, cluster = 'default', reason, aws } = settings
  const ecs = createEcsClient(aws, step.inputs.github, world)
  const { stopped, left } = await stopTasks(ecs, { cluster, arns: taskArns, reason }, world)
  for (const { arn, why, unknown } of left) {
    const severity = unknown ? 'warning' : 'error'
    const title = unknown ? 'ECS does not know a task' : 'A task was not stopped'
    console.annotate(severity, title, `${title}: ${arn}\n  ${why.replaceAll('\n', '\n  ')}`)
  }
  console.line(`${stopped.length} of ${counted(taskArns.length, 'task')} stopped`)
  return { outcome: left.every(({ unknown }) => unknown) ? 'succeeded' : 'failed' }
}
