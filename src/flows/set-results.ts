import type { Task, TaskDefinition } from '@aws-sdk/client-ecs'
import type { FollowSettings } from '../inputs/settings.js'
import type { LastLines } from '../logs/last-lines.js'
import { setResultOutput, setTaskOutputs } from '../report/outputs.js'
import { collectResults } from '../report/results.js'
import type { StepRuntime } from '../runtime/runtime.js'

export interface ResultSources {
  /** In the order of `task-arns`. */
  readonly tasks: readonly Task[]
  /** The tasks of the last attempt, in their order. */
  readonly lastAttempt: readonly { readonly arn: string }[]
  /** The last lines of logs that were read to their end. Absent without `result-from`. */
  readonly lastLines?: LastLines
  readonly definitionOf: (task: Task) => TaskDefinition | undefined
}

/** Sets the outputs that come from the logs: `result`, and the results in `tasks`. */
export function setResults(
  { tasks, lastAttempt, lastLines, definitionOf }: ResultSources,
  settings: FollowSettings,
  { console, setOutput }: Pick<StepRuntime, 'console' | 'setOutput'>,
): void {
  if (lastLines === undefined) {
    setResultOutput(setOutput, [], new Map())
    return
  }
  const { byTask: results, warnings } = collectResults(tasks, settings, lastLines)
  for (const warning of warnings) console.annotate('warning', 'A result is missing', warning)
  setResultOutput(setOutput, lastAttempt, results)
  setTaskOutputs(setOutput, tasks, { results, definitionOf })
}
