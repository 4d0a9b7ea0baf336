import { counted, humaneDuration } from '../text/humane.js'
import { type Markdown, table } from './markdown.js'
import { type Fate, ranForMs, type TaskFacts, waitedMs } from './task-facts.js'

const NAMES: Readonly<Record<Fate, string>> = {
  failed: '❌ failed',
  lost: '❔ not known to ECS',
  stopped: '⏹️ stopped by this step',
  running: '▶️ running',
  succeeded: '✅ succeeded',
}
const FATES = ['failed', 'lost', 'stopped', 'running', 'succeeded'] as const satisfies readonly Fate[]

/** How many tasks there are of each fate, and how long they took. */
export function tallyTable(tasks: readonly TaskFacts[], now: number): Markdown {
  const rows = FATES.flatMap((fate) => {
    const alike = tasks.filter((facts) => facts.fate === fate)
    if (alike.length === 0) return []
    const waited = alike.flatMap(({ watched, attempt }) => waitedMs(watched, attempt) ?? [])
    const ran = alike.flatMap(({ watched }) => (watched.task && ranForMs(watched.task, now)) ?? [])
    return [[NAMES[fate], `${alike.length}`, range(waited), range(ran)]]
  })
  return table([counted(tasks.length, 'task'), '', 'waited', 'ran'], rows)
}

/** `2 min 3 s`, or the shortest and the longest. */
function range(values: readonly number[]): string {
  if (values.length === 0) return ''
  const [least, most] = [humaneDuration(Math.min(...values)), humaneDuration(Math.max(...values))]
  return least === most ? least : `${least} to ${most}`
}
