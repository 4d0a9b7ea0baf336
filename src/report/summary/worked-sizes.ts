import type { SizePlan } from '../../sizing/types.js'
import { formatCpu, formatMemory } from '../../text/format.js'
import { plural } from '../../text/words.js'
import type { ReportView } from '../report-view.js'
import { fence, type Markdown } from './markdown.js'

/**
 * After retries with more memory: the sizes of the successful attempt as inputs to copy, so that the next run starts with
 * them. A size suggested by usage is shown instead if there is one.
 */
export function workedSizes({ verdict, attempts, usage }: ReportView): Markdown {
  const suggestion = usage?.report.suggestion
  if (suggestion !== undefined && suggestion.kind !== 'fits') return ''
  const [first, last] = [attempts.at(0)?.plan, attempts.at(-1)?.plan]
  if (verdict.outcome !== 'succeeded' || attempts.length < 2 || !first || !last) return ''
  const yaml = changedSizes(first, last)
  if (yaml.length === 0) return ''
  const saved = attempts.length - 1
  const title = `**${plural(saved, 'attempt')} ${saved === 1 ? 'is' : 'are'} saved by writing what worked:**`
  return `${title}\n\n${fence('yaml', yaml.join('\n'))}`
}

function changedSizes(first: SizePlan, last: SizePlan): string[] {
  const containers = last.containers.flatMap(({ name, memory: { effective } }) => {
    const before = first.containers.find((container) => container.name === name)?.memory.effective
    return effective === undefined || effective === before
      ? []
      : [`  ${name}: {memory: ${formatMemory(effective)}}`]
  })
  return [
    ...(last.cpu.effective === undefined || last.cpu.effective === first.cpu.effective
      ? []
      : [`cpu: ${cpuInput(last.cpu.effective)}`]),
    ...(last.memory.effective === undefined || last.memory.effective === first.memory.effective
      ? []
      : [`memory: ${formatMemory(last.memory.effective)}`]),
    ...(containers.length === 0 ? [] : ['containers: |', ...containers]),
  ]
}

/** The input accepts vCPU with the unit, or CPU units as a plain number. */
function cpuInput(units: number): string {
  const text = formatCpu(units)
  return text.endsWith('vCPU') ? text : `${units}`
}
