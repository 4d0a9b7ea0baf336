import { concealer } from '../text/conceal.js'
import type { Console } from '../world/console.js'
import type { Step } from './step.js'

/**
 * Lets these values out nowhere: the runner masks them in every log of the job, our own lines go without them, and so
 * does all that the step given back writes.
 */
export function keepSecrets(step: Step, console: Console, values: readonly string[]): Step {
  for (const value of values) console.mask(value)
  const conceal = concealer(values)
  return {
    ...step,
    setOutput: (name, value) => {
      step.setOutput(name, conceal(value))
    },
    saveState: (name, value) => {
      step.saveState(name, conceal(value))
    },
    writeSummary: async (markdown) => step.writeSummary(conceal(markdown)),
  }
}
