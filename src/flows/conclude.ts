import { tellVerdict } from '../report/outputs.js'
import { showResult } from '../report/show-result.js'
import type { Story } from '../report/story.js'
import { writeSummary } from '../report/summary.js'
import { isError, type Finding, placed } from '../sizing/finding.js'
import { counted } from '../text/humane.js'
import type { Verdict } from '../verdict/verdict.js'
import { Interruption } from '../world/interruption.js'
import type { World } from '../world/world.js'
import type { Step } from './step.js'

/** What a step leaves to be told. */
export interface Ending {
  readonly story: Story
  /** Resolves when the logs have been shown to their end: later steps need not wait for them to know the verdict. */
  readonly logsShown?: Promise<void>
}

/** Tells later steps, the page of the run and the reader of the log what became of it. */
export async function conclude(
  step: Step,
  { story, logsShown }: Ending,
  startedAt: number,
  { console, clock }: World,
): Promise<Verdict> {
  tellVerdict(step.setOutput, story.verdict)
  const { outcome, problems } = story.verdict
  // The last lines of a log take their time; whoever waits knows the verdict already.
  if (logsShown !== undefined && outcome !== 'started')
    console.line([outcome, problems[0]?.title].filter(Boolean).join(': '))
  await logsShown
  const endedAt = clock.now()
  const timing = { tookMs: endedAt - startedAt, endedAt }
  try {
    await step.writeSummary(writeSummary(story, timing))
  } catch (error) {
    console.debug(`no job summary: ${error instanceof Error ? error.message : String(error)}`)
  }
  showResult(console, story, timing)
  return story.verdict
}

/** The story of a step that does nothing for the mistakes it found. */
export function refuse(
  findings: readonly Finding[],
  told: Partial<Story>,
  undone = 'nothing was started',
): Ending {
  const mistakes = findings.filter(isError)
  const [only] = mistakes
  const why =
    mistakes.length === 1 && only
      ? `${placed(only).split('\n', 1).join('')}; ${undone}`
      : `${counted(mistakes.length, 'mistake')}, ${undone}`
  const verdict = { outcome: 'failed', problems: [], refused: why } as const
  return { story: { name: '', attempts: [], ...told, findings, verdict } }
}

/** The story of a step that was interrupted before it started anything; rethrows whatever else was thrown. */
export function cancelledBeforeLaunch(error: unknown, name = ''): Ending {
  if (!(error instanceof Interruption)) throw error
  const title = 'The job was cancelled'
  const problems = [{ title, message: `${title} before any task was started.` }]
  const verdict = { outcome: 'cancelled', problems, summary: 'nothing was started' } as const
  return { story: { verdict, name, findings: [], attempts: [] } }
}
