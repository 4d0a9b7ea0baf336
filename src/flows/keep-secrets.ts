import { text } from '../report/markdown.js'
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
  const concealMarkdown = concealer(values.flatMap((value) => [value, asInMarkdown(value)]))
  return {
    ...step,
    setOutput: (name, value) => {
      step.setOutput(name, conceal(value))
    },
    saveState: (name, value) => {
      step.saveState(name, conceal(value))
    },
    writeSummary: async (markdown) => step.writeSummary(concealMarkdown(markdown)),
  }
}

/** As it reads inside of a sentence, where nothing means what it means at the start of a line. */
function asInMarkdown(value: string): string {
  return text(`x${value}`).slice(1)
}
