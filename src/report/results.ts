import type { Task } from '@aws-sdk/client-ecs'
import type { FollowSettings } from '../inputs/settings.js'
import { type LastLines, MAX_RESULT_BYTES } from '../logs/last-lines.js'
import { plural } from '../text/words.js'

/** Limit of all results together: a job has at most 1 MB of outputs ("Usage limits", `jobs.<job_id>.outputs`). */
const MAX_TOTAL_BYTES = 512 * 1024

/** The results of tasks by ARN, and notes on missing results. */
export interface Results {
  readonly byTask: ReadonlyMap<string, string>
  readonly warnings: readonly string[]
}

/**
 * Uses the last lines of the container's logs as results; a line that is too long is left out whole. A container that
 * failed or has not ended has no result: its last line is part of an error message or of its progress.
 */
export function collectResults(
  tasks: readonly Task[],
  { resultFrom, successExitCodes }: FollowSettings,
  lastLines: LastLines,
): Results {
  const byTask = new Map<string, string>()
  if (resultFrom === undefined) return { byTask, warnings: [] }
  const done = tasks.filter(({ containers = [] }) => {
    const exitCode = containers.find(({ name }) => name === resultFrom)?.exitCode
    return exitCode !== undefined && successExitCodes.includes(exitCode)
  })
  let silent = 0
  let tooLong = 0
  let leftOut = 0
  let total = 0
  for (const { taskArn = '' } of done) {
    const line = lastLines.of(taskArn)
    const bytes = Buffer.byteLength(line ?? '')
    if (line === undefined) silent += 1
    else if (bytes > MAX_RESULT_BYTES) tooLong += 1
    else if (total + bytes > MAX_TOTAL_BYTES) leftOut += 1
    else {
      total += bytes
      byTask.set(taskArn, line)
    }
  }
  const of = (count: number): string => (tasks.length > 1 ? ` for ${plural(count, 'task')}` : '')
  return {
    byTask,
    warnings: [
      ...(silent > 0
        ? [
            `result-from: no line of ${resultFrom} that is not blank was read${of(silent)}, so the result is empty.`,
          ]
        : []),
      ...(tooLong > 0
        ? [
            `result-from: the last line of ${resultFrom} is longer than 32 KB${of(tooLong)}, so the result is empty. A part of it could be half a JSON.\nWrite the value to a file in S3 and print its name, or take the whole log with save-logs.`,
          ]
        : []),
      ...(leftOut > 0
        ? [
            `result-from: the results of all tasks are longer than 512 KB, so the output tasks leaves out those of the last ${plural(leftOut, 'task')}.\nTake the whole logs with save-logs.`,
          ]
        : []),
    ],
  }
}
