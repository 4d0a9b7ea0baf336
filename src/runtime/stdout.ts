import { once } from 'node:events'

/** A reader that has taken nothing for so long does not read any more. */
const STALL_MS = 30_000
/** What may wait in memory for a reader that does not read. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024

/** Whether so much waits to be read that more would only fill the memory. */
export function isOverfull(): boolean {
  return process.stdout.writableLength > MOST_WAITING_BYTES
}

let drained: Promise<void> | undefined

/** Resolves when the reader has taken what was printed, when it is gone, or when it has stopped to read. Never rejects. */
export async function stdoutDrained(): Promise<void> {
  if (!process.stdout.writableNeedDrain || process.stdout.destroyed) return
  drained ??= settled('drain', STALL_MS).finally(() => {
    drained = undefined
  })
  await drained
}

/** Resolves when all that was printed has left the process, or as `stdoutDrained` does. */
export async function stdoutFlushed(stallMs: number): Promise<void> {
  const flushed = new Promise<void>((resolve) => {
    process.stdout.write('', () => {
      resolve()
    })
  })
  await Promise.race([flushed, settled('never', stallMs)])
}

/** Resolves at the event, when stdout breaks, or when nothing of it has been read for so long. */
async function settled(event: string, stallMs: number): Promise<void> {
  const over = new AbortController()
  const { signal } = over
  const stalled = new Promise<void>((resolve) => {
    let before = process.stdout.writableLength
    const timer = setInterval(() => {
      const waiting = process.stdout.writableLength
      // What is printed meanwhile makes it longer; what is read makes it shorter.
      if (waiting >= before) resolve()
      before = waiting
    }, stallMs)
    timer.unref()
    signal.addEventListener('abort', () => {
      clearInterval(timer)
      resolve()
    })
  })
  const ends = [event, 'error', 'close'].map(async (name) =>
    once(process.stdout, name, { signal }).catch(() => undefined),
  )
  await Promise.race([stalled, ...ends])
  over.abort()
}
