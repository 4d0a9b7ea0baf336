import type { Console } from '../runtime/console.js'
import { sanitizeLog } from '../text/sanitize.js'
import type { LogSource } from './log-source.js'

/** ANSI codes of the standard palette that are readable on light and dark backgrounds. */
const COLOURS = [36, 33, 35, 32, 34, 31]
const TASK_ID_CHARACTERS = 8

const ESCAPE = String.fromCodePoint(0x1b)

export interface LogLabels {
  /** Containers whose logs are followed, in the definition's order. */
  readonly containers: readonly string[]
  readonly severalTasks: boolean
}

/** Prints the lines of a container's log. With several containers or tasks each line is labelled with its own. */
export function openLogPrinter(
  console: Console,
  { containers, severalTasks }: LogLabels,
): (source: LogSource, events: readonly string[]) => void {
  const width = Math.max(...containers.map((name) => name.length))
  const label = ({ container, taskArn }: LogSource): string => {
    if (containers.length <= 1 && !severalTasks) return ''
    const id = severalTasks
      ? `${taskArn.slice(taskArn.lastIndexOf('/') + 1).slice(0, TASK_ID_CHARACTERS)} `
      : ''
    const text = `${id}${container.padEnd(width)} | `
    const colour = COLOURS[containers.indexOf(container) % COLOURS.length] ?? 0
    return console.coloured ? `${ESCAPE}[${colour}m${text}${ESCAPE}[0m` : text
  }
  return (source, events) => {
    // One write a page: this halves the time for a log of a million lines.
    console.foreign(sanitizeLog(events.map(withoutLineEnd).join('\n'), label(source)))
  }
}

/** Removes line ends at the end of an event, which would print as labelled blank lines. */
function withoutLineEnd(event: string): string {
  let end = event.length
  while (end > 0 && (event[end - 1] === '\n' || event[end - 1] === '\r')) end--
  return event.slice(0, end)
}
