const ESCAPE = String.fromCodePoint(0x1b)

/** What differs from one run to the next, in the order in which it is replaced. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), ''],
  [/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, 'TOKEN'],
  [/\b[\da-f]{32}\b/g, 'ID'],
  [/\b[\da-f]{8}(?=…|\s+app \|)/g, 'ID'],
  [/^\d\d:\d\d(?= )/gm, 'MM:SS'],
  [/^(billed .*)$/gm, 'billed ...'],
  [/\b\d+ (?:h|min|s)\b(?: \d+ (?:min|s)\b)*/g, 'TIME'],
]

/** A state of a task: when, of which one, from what, to what. A short one may pass between two looks. */
const STATE = /^MM:SS {2}(?<task>ID… {2})?(?:(?<from>[A-Z]+) TIME → )?(?<to>[A-Z]+)(?<why>.*)$/

/** What the step says while the logs still come in: within their group or after it. */
const ASIDE = /^(succeeded|failed|cancelled|timed-out)(:|$)|stop accepted$/

/** The log without what differs from one run to the next: ids, times, states on the way, which line came before which other. */
export function normalise(log: string): string {
  const text = VOLATILE.reduce((rest, [pattern, name]) => rest.replaceAll(pattern, name), log)
  const lines: string[] = []
  const asides: string[] = []
  let group: string[] | undefined
  for (const line of text.split('\n')) {
    if (/^##\[group\](Task|\d+ tasks)/.test(line)) {
      lines.push(line)
      group = []
    } else if (group !== undefined && line === '##[endgroup]') {
      lines.push(...statesAndLogs(group), line)
      group = undefined
    } else if (ASIDE.test(line)) {
      asides.push(line)
    } else {
      if (group === undefined) lines.push(...asides.splice(0).sort())
      const target = group ?? lines
      target.push(line)
    }
  }
  return lines.join('\n')
}

/** First how each task began, then how it ended, then what its containers said. */
function statesAndLogs(lines: readonly string[]): string[] {
  const states = lines.map((line) => STATE.exec(line)?.groups).filter((groups) => groups !== undefined)
  const begins = states.filter(({ from }) => from === undefined)
  const ends = states.filter(({ from, to }) => from !== undefined && to === 'STOPPED')
  const logs = lines.filter((line) => !STATE.test(line) && !/^::.*TOKEN/.test(line))
  return [
    ...begins.map(({ task = '', to = '' }) => `MM:SS  ${task}${to}`),
    ...ends.map(({ task = '', to = '', why = '' }) => `MM:SS  ${task}... TIME → ${to}${why}`),
    ...logs.sort(),
  ]
}
