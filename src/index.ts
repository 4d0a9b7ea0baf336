import { cleanUpAfterRun } from './flows/post.js'
import { run } from './flows/run.js'
import { stopGivenTasks } from './flows/stop.js'
import { waitForTasks } from './flows/wait.js'
import { runAction } from './runtime/run-action.js'
import { isGreen } from './verdict/verdict.js'

/** The `main` phase of the run action. */
export async function main(): Promise<void> {
  await runAction(async (runtime) => isGreen(await run(runtime)))
}

/** The `post` phase of the run action. It never turns a job red. */
export async function post(): Promise<void> {
  await runAction(async (runtime) => {
    await cleanUpAfterRun(runtime)
    return true
  })
}

/** The wait action. */
export async function wait(): Promise<void> {
  await runAction(async (runtime) => isGreen(await waitForTasks(runtime)))
}

/** The stop action. */
export async function stop(): Promise<void> {
  await runAction(async (runtime) => isGreen(await stopGivenTasks(runtime)))
}
