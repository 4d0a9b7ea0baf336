import type { Console } from '../runtime/console.js'
import type { LogSource } from './log-source.js'

/** Colours that read on light and dark ground alike; ANSI codes of the standard palette. */
const COLOURS = [36, 33, 35, 32, 34, 31]
const TASK_ID_CHARACTERS = 8

const ESCAPE = String.fromCodePoint(0x1b)
/** Control characters that move the cursor, ring or clear; colours (`ESC[...m`), tabs and line ends stay. */
const NOT_TEXT = new RegExp(`[^\\P{Cc}\\t\\r\\n${ESCAPE}]|${ESCAPE}(?!\\[[\\d;:]*m)`, 'gu')

export interface LogLabels {
  /** Containers whose logs are followed, in the definition's order. */
  readonly containers: readonly string[]
  readonly severalTasks: boolean
}

/** Prints the lines of a container's log; each names its container and task where there are several. */
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
    const head = label(source)
    console.foreign(linesOf(events).map((line) => head + line))
  }
}

/** An event is one line to CloudWatch and may be several to a terminal: each gets its label, none starts by itself. */
function linesOf(events: readonly string[]): string[] {
  // A page as one text: a log of a million lines costs half as much so.
  const text = events.map((event) => event.replace(/[\r\n]+$/, '')).join('\n')
  return text.replaceAll(NOT_TEXT, '').split(/\r\n|\r|\n/)
}
