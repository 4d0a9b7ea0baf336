import { sanitizeLine } from '../text/sanitize.js'
import type { EventSink } from './event-sink.js'

export interface LogTails extends EventSink {
  /** The last lines of a container's log, the newest last; none where its log was not read. */
  readonly of: (taskArn: string, container: string) => readonly string[]
}

/** Lines of one container in the job summary. */
export const MAX_TAIL_LINES = 20
const MIN_TAIL_LINES = 3
const MAX_LINE_CHARS = 500
/** Only this much of a line can be shown, so only this much is masked. */
const MAX_MASKED_CHARS = 16_000
/** Characters of all tails of a step: bounds memory use for thousands of streams. */
const MAX_TOTAL_CHARS = 8 * 1024 * 1024

export interface LogTailOptions {
  readonly streamCount: number
  /** Masks the secret values in a line. */
  readonly mask: (text: string) => string
  /** Whether the log of this container is printed. The lines of other containers are not shown elsewhere either. */
  readonly isShown: (container: string) => boolean
}

/** Keeps the last lines of each printed log, without control characters and colours. */
export function keepLogTails({ streamCount, mask, isShown }: LogTailOptions): LogTails {
  const share = Math.floor(MAX_TOTAL_CHARS / (Math.max(streamCount, 1) * MAX_LINE_CHARS))
  const most = Math.max(MIN_TAIL_LINES, Math.min(MAX_TAIL_LINES, share))
  const tails = new Map<string, string[]>()
  return {
    take: async ({ taskArn, container }, events) => {
      if (!isShown(container)) return Promise.resolve()
      const key = keyOf(taskArn, container)
      const tail = tails.get(key) ?? []
      // An event may hold several lines; blank lines are skipped. Only lines that fit into the tail are read.
      const lines = events.slice(-most).flatMap((event) => lastLinesOf(event, most))
      tails.set(
        key,
        [...tail, ...lines.map((line) => shorten(mask(line.slice(0, MAX_MASKED_CHARS))))].slice(-most),
      )
      return Promise.resolve()
    },
    of: (taskArn, container) => tails.get(keyOf(taskArn, container)) ?? [],
  }
}

function keyOf(taskArn: string, container: string): string {
  return `${taskArn} ${container}`
}

/** Reads from the end: an event may hold 256 KB of progress bars, and each character is read once. */
function lastLinesOf(event: string, most: number): string[] {
  const lines: string[] = []
  let end = event.length
  for (let at = event.length - 1; at >= -1 && lines.length < most; at--) {
    const character = event[at]
    if (character !== '\n' && character !== '\r' && character !== undefined) continue
    const line = event.slice(at + 1, end)
    if (/\S/.test(line)) lines.unshift(line)
    end = at
  }
  return lines
}

/** Cuts between two words: the runner masks only whole values, so a part of one must not remain. */
function shorten(line: string): string {
  const clean = sanitizeLine(line.slice(0, 4 * MAX_LINE_CHARS)).trimEnd()
  if (clean.length <= MAX_LINE_CHARS) return clean
  const cut = clean.lastIndexOf(' ', MAX_LINE_CHARS)
  return cut > 0 ? `${clean.slice(0, cut)} …` : '…'
}
