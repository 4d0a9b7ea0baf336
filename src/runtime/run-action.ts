import { errorMessage } from '../text/words.js'
import { systemClock } from './clock.js'
import { openRunnerConsole } from './console.js'
import { Interruption } from './interruption.js'
import { openStepRuntime, type StepRuntime } from './runtime.js'

/**
 * Runs a flow as a runner's process. `flow` resolves to whether the step is green, which becomes the exit code. SIGINT
 * and SIGTERM, which a runner sends on cancel, end every wait. Whatever is thrown is shown as a fault of this action.
 */
export async function runAction(flow: (runtime: StepRuntime) => Promise<boolean>): Promise<void> {
  const cancel = new AbortController()
  const onSignal = (): void => {
    cancel.abort(new Interruption('cancelled', systemClock.now()))
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  const console = openRunnerConsole()
  try {
    const isGreen = await flow(openStepRuntime({ console, clock: systemClock, signal: cancel.signal }))
    process.exitCode = isGreen ? 0 : 1
  } catch (error) {
    if (error instanceof Error && error.stack !== undefined) console.debug(error.stack)
    console.annotate('error', 'The action failed', errorMessage(error))
    process.exitCode = 1
  } finally {
    console.close()
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    // A connection that is still open would keep the process until its time-out.
    process.stdout.write('', () => process.exit())
  }
}
