import { sanitizeLine } from '../text/sanitize.js'
import type { EventSink } from './event-sink.js'

export interface LogTails extends EventSink {
  /** The last lines of a container's log, the newest last; none where its log was not read. */
  readonly of: (taskArn: string, container: string) => readonly string[]
}

/** Lines of one container that a reader of the job summary sees. */
export const MAX_TAIL_LINES = 20
const MIN_TAIL_LINES = 3
const MAX_LINE_CHARS = 500
/** Beyond this nothing of a line is shown, so nothing needs a mask. */
const MAX_MASKED_CHARS = 16_000
/** Of all tails of a step: thousands of streams must not fill the memory. */
const MAX_TOTAL_CHARS = 8 * 1024 * 1024

export interface LogTailOptions {
  readonly streamCount: number
  /** Takes out of a line what must not be shown. */
  readonly mask: (text: string) => string
  /** Whether the log of this container is printed: only its lines are shown elsewhere. */
  readonly isShown: (container: string) => boolean
}

/** Keeps the last lines of each log that is shown, without control characters and colours. */
export function keepLogTails({ streamCount, mask, isShown }: LogTailOptions): LogTails {
  const share = Math.floor(MAX_TOTAL_CHARS / (Math.max(streamCount, 1) * MAX_LINE_CHARS))
  const most = Math.max(MIN_TAIL_LINES, Math.min(MAX_TAIL_LINES, share))
  const tails = new Map<string, string[]>()
  return {
    take: async ({ taskArn, container }, events) => {
      if (!isShown(container)) return Promise.resolve()
      const key = keyOf(taskArn, container)
      const tail = tails.get(key) ?? []
      // An event may hold several lines; blank ones say nothing. Only what can end up in the tail is read.
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

/** From its end, so that an event of 256 KB of progress bars is read once, character by character. */
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

/** Cut between two words, so that no part of a value stays that a runner would mask as a whole. */
function shorten(line: string): string {
  const clean = sanitizeLine(line.slice(0, 4 * MAX_LINE_CHARS)).trimEnd()
  if (clean.length <= MAX_LINE_CHARS) return clean
  const cut = clean.lastIndexOf(' ', MAX_LINE_CHARS)
  return cut > 0 ? `${clean.slice(0, cut)} …` : '…'
}
