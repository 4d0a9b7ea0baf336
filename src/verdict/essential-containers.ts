import type { Container, Task } from '@aws-sdk/client-ecs'
import { essentialContainers, STOP_EXIT_CODES } from '../tasks/containers.js'
import { listWords } from '../text/words.js'
import type { JudgeOptions } from './judge-task.js'

/** ECS stops the other containers of a task with SIGTERM or SIGKILL after an essential container has ended. */
export function explainKilled(
  container: Container,
  task: Task,
  deciding: readonly Container[],
  { follow, definition }: JudgeOptions,
): string | undefined {
  const { name = '', exitCode } = container
  if (exitCode === undefined || !STOP_EXIT_CODES.includes(exitCode)) return undefined
  const essential = essentialContainers(definition)
  const others = (task.containers ?? []).filter(
    (other) =>
      other !== container &&
      other.exitCode !== undefined &&
      !STOP_EXIT_CODES.includes(other.exitCode) &&
      (essential?.includes(other.name ?? '') ?? deciding.includes(other)),
  )
  const failed = others.filter((other) => !follow.successExitCodes.includes(other.exitCode ?? NaN))
  const ended = failed.length > 0 ? failed : others
  if (ended.length === 0) return undefined
  const ends = ended.map((other) => `${other.name ?? ''} ended with exit code ${other.exitCode ?? ''}`)
  return failed.length > 0
    ? `${listWords(ends, 'and')}, and may have taken ${name} with it: the end of an essential container stops the task.`
    : `${listWords(ends, 'and')}, and ${name} was stopped. Both are essential, and ECS does not say which came first, so this counts as a failure.`
}

/**
 * Suggests `exit-code-from` with the container that succeeded while this one failed. Suggests only a container that the
 * step overrides, or else the first one of the definition: with a container that always succeeds, such as a timer, every
 * failure of the others would pass.
 */
export function adviseExitCodeFrom(
  failed: Container,
  deciding: readonly Container[],
  { follow, overridden = [] }: JudgeOptions,
): string | undefined {
  if (follow.exitCodeFrom.length > 0 || overridden.includes(failed.name ?? '')) return undefined
  const subjects = deciding.filter(({ name = '' }) => overridden.includes(name))
  const candidates = subjects.length > 0 ? subjects : deciding.slice(0, 1)
  const ended = candidates.filter(({ exitCode }) => follow.successExitCodes.includes(exitCode ?? NaN))
  if (ended.length === 0 || ended.length < candidates.length) return undefined
  const names = ended.flatMap(({ name }) => name ?? [])
  const decide = names.length === 1 ? 'alone decides' : 'alone decide'
  return `If ${listWords(names, 'and')} ${decide}, write\n    exit-code-from: ${names.join(', ')}`
}
