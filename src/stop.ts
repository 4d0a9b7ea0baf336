import { halt } from './flows/halt.js'
import { runnerStep } from './flows/step.js'
import { runUnderRunner } from './flows/under-runner.js'

/** The stop action. */
export async function stop(): Promise<void> {
  await runUnderRunner(async (world) => halt(runnerStep(), world))
}
