import { describeBasis, describeSuggestion, suggestionYaml, usageCells } from '../describe-usage.js'
import type { RunReport } from '../run-report.js'
import { code, escapeText, fence, type Markdown, table } from './markdown.js'

/** Usage of the tasks: a table, the samples behind it, and the suggested size. */
export function usageSection(usage: RunReport['usage']): Markdown {
  if (usage === undefined) return ''
  const rows = usageCells(usage.report).map(([name = '', had = '', peak = '', p95 = '', bar = '']) => {
    const [cells = '', ...share] = bar.split(' ')
    return [escapeText(name), had, peak, p95, bar === '' ? '' : `${code(cells)} ${share.join(' ')}`]
  })
  const sentences = [describeBasis(usage.report), describeSuggestion(usage.report, usage.price)]
  const yaml = suggestionYaml(usage.report)
  return [
    '**What the task used**',
    table(['', 'had', 'peak', 'p95', ''], rows),
    sentences.filter(Boolean).join('<br>\n'),
    ...(yaml === '' ? [] : [fence('yaml', yaml)]),
  ].join('\n\n')
}
