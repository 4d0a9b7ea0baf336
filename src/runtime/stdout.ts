import { once } from 'node:events'

/** A reader counts as stalled after this time without reading. */
const STALL_MS = 15_000
/** The limit of unread bytes in memory. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024

/** Whether the unread bytes exceed the limit. */
export function isOverfull(): boolean {
  return process.stdout.writableLength > MOST_WAITING_BYTES
}

let drained: Promise<void> | undefined
/** The unread bytes when the reader stalled. It counts as reading again when they are fewer. */
let givenUpAt = Infinity
const noMoreWaits = new AbortController()

/** Ends all waits for the reader: a cancelled step has a few seconds left. */
export function stopWaitingForReader(): void {
  noMoreWaits.abort()
}

/** Resolves when the reader has read all, is gone, or has stalled. Never rejects. */
export async function stdoutDrained(): Promise<void> {
  if (!process.stdout.writableNeedDrain || process.stdout.destroyed || noMoreWaits.signal.aborted) return
  if (process.stdout.writableLength >= givenUpAt) return
  drained ??= settled('drain', STALL_MS, noMoreWaits.signal).then((hasStalled) => {
    givenUpAt = hasStalled ? process.stdout.writableLength : Infinity
    drained = undefined
  })
  await drained
}

/** Resolves when all bytes have left the process, or when the reader is gone or has stalled. */
export async function stdoutFlushed(stallMs: number): Promise<void> {
  const flushed = new Promise<void>((resolve) => {
    process.stdout.write('', () => {
      resolve()
    })
  })
  await Promise.race([flushed, settled('never', process.stdout.writableLength >= givenUpAt ? 0 : stallMs)])
}

/** Resolves at the event or when stdout breaks. Resolves to true when nothing has been read for `stallMs`. */
async function settled(event: string, stallMs: number, ended?: AbortSignal): Promise<boolean> {
  const over = new AbortController()
  const signal = ended ? AbortSignal.any([over.signal, ended]) : over.signal
  const stalled = new Promise<boolean>((resolve) => {
    let before = process.stdout.writableLength
    const timer = setInterval(() => {
      const waiting = process.stdout.writableLength
      // New lines increase the length. Reading decreases it.
      if (waiting >= before) resolve(true)
      before = waiting
    }, stallMs)
    signal.addEventListener('abort', () => {
      clearInterval(timer)
      resolve(false)
    })
  })
  const ends = [event, 'error', 'close'].map(async (name) =>
    once(process.stdout, name, { signal }).then(
      () => false,
      () => false,
    ),
  )
  const hasStalled = await Promise.race([stalled, ...ends])
  over.abort()
  return hasStalled
}
