import type { Console } from '../../runtime/console.js'
import { describeBasis, describeSuggestion, suggestionYaml, usageCells } from '../describe-usage.js'
import type { RunReport } from '../run-report.js'
import { alignColumns } from './size-table.js'

/** Prints the usage of the tasks and the suggested size. */
export function showUsage(console: Console, usage: RunReport['usage']): void {
  if (usage === undefined) return
  console.group('Usage')
  for (const line of alignColumns([['', 'had', 'peak', 'p95', ''], ...usageCells(usage.report)]))
    console.line(line)
  console.line(describeBasis(usage.report))
  const suggestion = describeSuggestion(usage.report, usage.price)
  if (suggestion !== '') console.line(suggestion)
  for (const line of suggestionYaml(usage.report).split('\n').filter(Boolean)) console.line(`    ${line}`)
  console.endGroup()
}
