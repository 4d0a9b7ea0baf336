import type { Outcome } from '../verdict/verdict.js'
import { systemClock } from '../world/clock.js'
import { openRunnerConsole } from '../world/console.js'
import { Interruption } from '../world/interruption.js'
import type { World } from '../world/world.js'

const GREEN: readonly Outcome[] = ['succeeded', 'started', 'planned']

/**
 * Runs a flow as a runner's process: SIGINT and SIGTERM, which a runner sends on cancel, end every wait; the outcome
 * becomes the exit code; whatever is thrown is shown as what it is, a fault of this action.
 */
export async function runUnderRunner(
  flow: (world: World) => Promise<{ readonly outcome: Outcome }>,
): Promise<void> {
  const cancel = new AbortController()
  const onSignal = (): void => {
    cancel.abort(new Interruption('cancelled', systemClock.now()))
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  const world = { console: openRunnerConsole(), clock: systemClock, signal: cancel.signal }
  try {
    const { outcome } = await flow(world)
    process.exitCode = GREEN.includes(outcome) ? 0 : 1
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    if (error instanceof Error && error.stack !== undefined) world.console.debug(error.stack)
    world.console.annotate('error', 'The action failed', text)
    process.exitCode = 1
  } finally {
    world.console.close()
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    // A connection that nobody waits for any more would keep the process until its time-out.
    process.stdout.write('', () => process.exit())
  }
}
