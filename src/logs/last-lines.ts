import { type EventSink, isPieceOfLine } from './event-sink.js'

/** The runner passes outputs in environment variables and expressions; a larger value belongs in a file. */
export const MAX_RESULT_BYTES = 32 * 1024
/** Enough to detect that a line is too long: UTF-8 needs at least one byte a character. No more is kept. */
const MAX_KEPT_CHARACTERS = MAX_RESULT_BYTES + 1

export interface LastLines extends EventSink {
  /** The last non-blank line of this task's log, without its line end; undefined where there is none. */
  readonly of: (taskArn: string) => string | undefined
}

/** Keeps the last non-blank line of one container's log, for each task. */
export function keepLastLines(container: string): LastLines {
  /** The whole line, or the beginning of a line that is too long for a result. */
  const lines = new Map<string, string>()
  /** Beginnings of lines that the next event continues. */
  const beginnings = new Map<string, string>()
  return {
    take: async ({ taskArn, container: name }, events) => {
      if (name !== container) return Promise.resolve()
      for (const event of events) {
        const text = (beginnings.get(taskArn) ?? '') + event
        beginnings.delete(taskArn)
        const line = lastLine(text)
        if (line !== undefined) lines.set(taskArn, line)
        if (isPieceOfLine(event)) beginnings.set(taskArn, text.slice(-2 * MAX_KEPT_CHARACTERS))
      }
      return Promise.resolve()
    },
    of: (taskArn) => lines.get(taskArn),
  }
}

/** An event may hold several lines. */
function lastLine(event: string): string | undefined {
  let end = event.length
  while (end > 0) {
    const start = event.lastIndexOf('\n', end - 1) + 1
    const line = event.slice(start, end).replace(/\r$/, '')
    if (/\S/.test(line)) return line.slice(0, MAX_KEPT_CHARACTERS)
    end = start - 1
  }
  return undefined
}
