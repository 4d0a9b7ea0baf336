import { type MemorySteps, nextMemoryUp } from '../sizing/growth.js'
import type { JudgeOptions } from './judge-task.js'

/** What the memory grows by where nobody says it: the default of `memory-growth`. */
const USUAL_GROWTH = { kind: 'factor', factor: 2 } as const

/** What to write for a container that ran out of memory; empty where its sizes are not known. */
export function adviseMemory(container: string, { plan, retry }: JudgeOptions): string {
  if (plan === undefined) return ''
  const { memoryGrowth: growth = USUAL_GROWTH, maxMemoryMiB, on = [] } = retry ?? {}
  const next = nextMemoryUp(plan, { container, growth, ...(maxMemoryMiB !== undefined && { maxMemoryMiB }) })
  if (!next.possible) return next.reason
  return [
    `The next size that helps: ${describe(container, next.steps)}.`,
    ...paste(container, next.steps),
    ...(on.includes('out-of-memory')
      ? []
      : ['To have the step do this by itself:', '    retry-on: out-of-memory']),
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
