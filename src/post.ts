import { cleanUp } from './flows/clean-up.js'
import { runnerStep } from './flows/step.js'
import { runUnderRunner } from './flows/under-runner.js'

/** The `post` phase of the run action. */
export async function post(): Promise<void> {
  await runUnderRunner(async (world) => {
    await cleanUp(runnerStep(), world)
    return { outcome: 'succeeded' }
  })
}
