import { attach } from './flows/attach.js'
import { runnerStep } from './flows/step.js'
import { runUnderRunner } from './flows/under-runner.js'

/** The wait action. */
export async function wait(): Promise<void> {
  await runUnderRunner(async (world) => attach(runnerStep(), world))
}
