import { type MemorySteps, nextMemoryUp } from '../sizing/growth.js'
import { omitUndefined } from '../text/omit-undefined.js'
import type { JudgeOptions } from './judge-task.js'

/** Growth for actions without the input `memory-growth`: its default. */
const DEFAULT_GROWTH = { kind: 'factor', factor: 2 } as const

/**
 * The inputs for a container that needs more memory; undefined where its sizes are unknown. `canRetry`: ECS reports that
 * it ran out of memory, so `retry-on` applies.
 */
export function adviseMemory(
  container: string,
  { plan, retry }: Pick<JudgeOptions, 'plan' | 'retry'>,
  canRetry: boolean,
): string | undefined {
  if (plan === undefined) return undefined
  const { memoryGrowth: growth = DEFAULT_GROWTH, maxMemoryMiB, on } = retry ?? {}
  const next = nextMemoryUp(plan, { container, growth, ...omitUndefined({ maxMemoryMiB }) })
  if (!next.possible) return next.reason
  return [
    `The next size that helps: ${describe(container, next.steps)}.`,
    ...paste(container, next.steps),
    ...(canRetry && on?.includes('out-of-memory') === false
      ? ['To have the step do this by itself:', '    retry-on: out-of-memory']
      : []),
  ].join('\n')
}

function describe(name: string, { container, memory, cpu }: MemorySteps): string {
  const own = container && `memory ${container.to} for ${name}`
  const task = memory && `${own === undefined ? 'memory ' : ''}${memory.to} for the task`
  const beside = cpu && `which Fargate has beside ${cpu.to} CPU units`
  return [[own, task].filter(Boolean).join(', and '), beside].filter(Boolean).join(', ')
}

function paste(name: string, { container, memory, cpu }: MemorySteps): string[] {
  return [
    ...(cpu ? [`    cpu: ${cpu.to}`] : []),
    ...(memory ? [`    memory: ${memory.to}`] : []),
    ...(container ? ['    containers: |', `      ${name}: {memory: ${container.to}}`] : []),
  ]
}
