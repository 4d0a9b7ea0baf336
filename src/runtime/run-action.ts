import { errorMessage } from '../text/words.js'
import { systemClock } from './clock.js'
import { openRunnerConsole } from './console.js'
import { Interruption } from './interruption.js'
import { stdoutFlushed, stopWaitingForReader } from './stdout.js'
import { openStepRuntime, type StepRuntime } from './runtime.js'

/** A runner sends SIGINT, then SIGTERM; SIGHUP comes where the terminal or the connection of the runner ends. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** How long the last lines wait for a stalled reader, ms: a cancelled step is killed 10 s after its SIGINT. */
const FLUSH_MS = 10_000
const FLUSH_CANCELLED_MS = 2_000

/**
 * Runs a flow in the process of a step. `flow` resolves to whether the step succeeds, which sets the exit code. A signal
 * or a closed log cancels every wait. Any thrown error is reported as a bug of this action.
 */
export async function runAction(flow: (runtime: StepRuntime) => Promise<boolean>): Promise<void> {
  const cancel = new AbortController()
  const onCancel = (): void => {
    stopWaitingForReader()
    cancel.abort(new Interruption('cancelled', systemClock.now()))
  }
  for (const signal of SIGNALS) process.on(signal, onCancel)
  // Without a listener EPIPE would end the process at once, and its tasks would keep running.
  process.stdout.on('error', onCancel)
  process.stderr.on('error', () => undefined)
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
    for (const signal of SIGNALS) process.off(signal, onCancel)
    await stdoutFlushed(cancel.signal.aborted ? FLUSH_CANCELLED_MS : FLUSH_MS)
    // An open connection would keep the process alive until its timeout.
    process.exit()
  }
}
