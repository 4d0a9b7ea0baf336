import { type EventSink, isPieceOfLine } from './event-sink.js'

/** A runner hands outputs on as environment variables and in expressions; beyond this a value is no result but a file. */
export const MAX_RESULT_BYTES = 32 * 1024
/** Enough to tell that a line is too long, and no more of it is kept: UTF-8 takes a byte for each character at least. */
const MAX_KEPT_CHARACTERS = MAX_RESULT_BYTES + 1

export interface LastLines extends EventSink {
  /** The last line of this task's log that is not blank, without its line end; undefined where there is none. */
  readonly of: (taskArn: string) => string | undefined
}

/** Keeps the last line of each task's log that is not blank, of one container. */
export function keepLastLines(container: string): LastLines {
  /** Whole, or the beginning of one that is too long for a result. */
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
