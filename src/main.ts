import { run } from './flows/run.js'
import { runnerStep } from './flows/step.js'
import { runUnderRunner } from './flows/under-runner.js'

/** The `main` phase of the run action. */
export async function main(): Promise<void> {
  await runUnderRunner(async (world) => run(runnerStep(), world))
}
