import { tellVerdict } from '../report/outputs.js'
import { showProblems } from '../report/show-findings.js'
import type { Verdict } from '../verdict/verdict.js'
import { Interruption } from '../world/interruption.js'
import type { World } from '../world/world.js'
import type { Step } from './step.js'

/** Tells later steps and the reader what became of it. */
export function conclude(step: Step, verdict: Verdict, { console }: World): Verdict {
  tellVerdict(step.setOutput, verdict)
  showProblems(console, verdict.problems)
  return verdict
}

/** The verdict on a step that was interrupted before it started anything; rethrows whatever else was thrown. */
export function cancelledBeforeLaunch(error: unknown): Verdict {
  if (!(error instanceof Interruption)) throw error
  const title = 'The job was cancelled'
  return { outcome: 'cancelled', problems: [{ title, message: `${title} before any task was started.` }] }
}
